package io.fenqun.scheme;

import io.fenqun.sql.SqlExpression;
import io.fenqun.sql.WideFrame;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * The columns that a scheme adds to the wide frame of one row a customer and month. In the SQL of a
 * pack {@code scheme} is its segment and {@code scheme.score} its score.
 */
public final class SchemeColumns {
  public static final String CUSTOMER_ID = "customer_id";
  public static final String MONTH = "month";

  /** Date of the month's last day, visible in every expression. */
  public static final String MONTH_END = "month_end";

  private SchemeColumns() {}

  /** Segment code, string. */
  public static String segment(String scheme) {
    return scheme;
  }

  /** decimal(18,6). */
  public static String score(String scheme) {
    return WideFrame.score(scheme);
  }

  /** bigint. */
  public static String rank(String scheme) {
    return scheme + "__rank";
  }

  /** double. */
  public static String percentile(String scheme) {
    return scheme + "__percentile";
  }

  /** JSON as string. */
  public static String reason(String scheme) {
    return scheme + "__reason";
  }

  /** double, in the unit of the deciding quantity. */
  public static String distanceUp(String scheme) {
    return scheme + "__distance_up";
  }

  /** As {@link #distanceUp}. */
  public static String distanceDown(String scheme) {
    return scheme + "__distance_down";
  }

  /** {@code yyyy-MM}, null where the customer was never evaluated. */
  public static String evaluatedMonth(String scheme) {
    return scheme + "__evaluated_month";
  }

  /** Hash of what the scheme said when the customer was evaluated. */
  public static String definition(String scheme) {
    return scheme + "__definition";
  }

  /** The segment that awaits approval, string; null where none does. */
  public static String proposedSegment(String scheme) {
    return scheme + "__proposed_segment";
  }

  /** {@link io.fenqun.table.Memory#TYPE}; null where the scheme remembers nothing. */
  public static String memory(String scheme) {
    return scheme + "__memory";
  }

  /** The column of a scheme that becomes this column of segment_month. */
  static String ofField(String scheme, String field) {
    return field.equals("segment") ? segment(scheme) : scheme + "__" + field;
  }

  /** All columns of a scheme. */
  public static List<String> of(String scheme) {
    return List.of(
        segment(scheme),
        score(scheme),
        rank(scheme),
        percentile(scheme),
        reason(scheme),
        distanceUp(scheme),
        distanceDown(scheme),
        evaluatedMonth(scheme),
        definition(scheme),
        proposedSegment(scheme),
        memory(scheme));
  }

  /** An expression of a pack over the wide frame. */
  public static Column column(SqlExpression expression) {
    return WideFrame.column(expression);
  }

  /** The wide frame's column that a name of a pack's SQL means. */
  public static String wideName(List<String> name) {
    return WideFrame.column(name);
  }

  /** A column by its name, whatever characters it holds. */
  public static Column named(String column) {
    return functions.col("`" + column + "`");
  }
}
