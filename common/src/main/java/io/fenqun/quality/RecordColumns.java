package io.fenqun.quality;

/**
 * Columns that a record carries on its way to the clean table or to quarantine, beside those of
 * {@link io.fenqun.source.RawColumns}.
 */
final class RecordColumns {
  static final String DELIVERY = "delivery";
  static final String MONTH = "month";
  static final String CUSTOMER_ID = "customer_id";

  /** Reasons found while values were cast. */
  static final String CASTS = "__casts";

  /** Every reason to refuse the record; empty for a good one. */
  static final String REASONS = "__reasons";

  private RecordColumns() {}

  /** How many rows of the other side match in a join, null for none. */
  static String matches(int join) {
    return "__matches_" + join;
  }
}
