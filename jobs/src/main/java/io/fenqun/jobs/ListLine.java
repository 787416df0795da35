package io.fenqun.jobs;

import java.math.BigDecimal;
import java.util.List;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * A row of a list in words: what a file shows of it, in this order.
 *
 * @param reasons labels, may be empty
 * @param atStake money; null where unknown
 * @param treatment label, empty where there is none
 * @param owner empty where there is none
 */
record ListLine(
    long rank,
    String customer,
    String reasons,
    @Nullable BigDecimal atStake,
    String treatment,
    String owner) {
  /** Columns of key_customer_month. */
  static final List<String> COLUMNS =
      List.of("rank", "customer_id", "reasons", "value_at_stake", "treatment", "owner");

  static ListLine of(Row row, ListWords words) {
    String list = row.getAs("list");
    List<String> reasons =
        row.<String>getList(row.fieldIndex("reasons")).stream()
            .map(code -> words.reason(list, code))
            .toList();
    String treatment = row.getAs("treatment");
    String owner = row.getAs("owner");
    return new ListLine(
        row.getAs("rank"),
        row.getAs("customer_id"),
        String.join("; ", reasons),
        row.getAs("value_at_stake"),
        treatment == null ? "" : words.treatment(treatment),
        owner == null ? "" : owner);
  }
}
