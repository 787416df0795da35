package io.fenqun.quality;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.fenqun.source.RawColumns;
import io.fenqun.source.SourceDef;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;

/**
 * Why records are refused. A record that could not be split into fields has that one reason; any
 * other has all that apply.
 */
final class Reasons {
  static final String CAST = "CAST:";
  static final String KEY_NULL = "KEY_NULL:";
  static final String EVENT_TIME = "EVENT_TIME";
  static final String CUSTOMER_NULL = "CUSTOMER_NULL";
  static final String EXPECT = "EXPECT:";

  /**
   * Two records of one delivery and month have the same key and other content: nothing says which
   * is right.
   */
  static final String KEY_CONFLICT = "KEY_CONFLICT";

  private static final Column NONE = array().cast("array<string>");

  private Reasons() {}

  /** One reason or none, as array. */
  static Column reason(Column refused, String reason) {
    return when(refused, array(lit(reason))).otherwise(NONE);
  }

  /** Over a record with all its columns; never null. */
  static Column of(SourceDef source) {
    List<Column> reasons = new ArrayList<>();
    reasons.add(col(RecordColumns.CASTS));
    source.key().forEach(key -> reasons.add(reason(Names.column(key).isNull(), KEY_NULL + key)));
    if (source.isTransactions()) {
      reasons.add(reason(col(RecordColumns.MONTH).isNull(), EVENT_TIME));
    }
    source
        .customer()
        .ifPresent(customer -> reasons.add(reason(Names.column(customer).isNull(), CUSTOMER_NULL)));
    for (SourceDef.Expectation expectation : source.expect()) {
      Column passes = expectation.check().column().eqNullSafe(true);
      reasons.add(reason(passes.equalTo(false), reason(expectation)));
    }
    return when(col(RawColumns.FAULT).isNotNull(), array(col(RawColumns.FAULT)))
        .otherwise(concat(reasons.toArray(Column[]::new)));
  }

  static String reason(SourceDef.Expectation expectation) {
    return EXPECT + expectation.check().text();
  }
}
