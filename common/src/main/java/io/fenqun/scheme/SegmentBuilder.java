package io.fenqun.scheme;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.last_day;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_date;

import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Puts every customer of the base into exactly one segment of every scheme, for a range of months
 * at once. Month by month and the whole range give the same rows.
 *
 * @param schemes in computing order: a scheme stands behind those that it reads
 * @param staging keeps the results of schemes that rank or are carried
 */
public record SegmentBuilder(List<SchemeDef> schemes, SchemeContext context, Staging staging) {
  /** With {@link Staging#LOCAL}. */
  public SegmentBuilder(List<SchemeDef> schemes, SchemeContext context) {
    this(schemes, context, Staging.LOCAL);
  }

  /**
   * The evaluation months before a range that its first months carry, by scheme: the partitions of
   * segment_month that {@link #wide} needs as {@code earlier}. A month that was never run is simply
   * not there.
   */
  public Map<String, Month> evaluationsBefore(MonthRange range) {
    Map<String, Month> before = new TreeMap<>();
    schemes.forEach(
        scheme ->
            new CarryForward(scheme.evaluate(), range)
                .before()
                .ifPresent(month -> before.put(scheme.name(), month)));
    return before;
  }

  /**
   * One row per customer and month of the base: the features, {@code month_end} and for each scheme
   * the columns of {@link SchemeColumns#of}. A customer who departs in a month is in no segment and
   * has no row. Segments are never null; score, rank and percentile are null where the method has
   * none or the customer is OUTSIDE; evaluated_month is null before the first evaluation. What the
   * staging keeps is computed while the frame is built.
   *
   * @param features rows of all months of the range: customer_id, month, is_departed, features; one
   *     row per customer and month
   * @param earlier rows of segment_month, at least those of {@link #evaluationsBefore}; empty
   *     before the first run
   */
  public Dataset<Row> wide(
      Dataset<Row> features, MonthRange range, Optional<Dataset<Row>> earlier) {
    Dataset<Row> base =
        features
            .filter(not(coalesce(col("is_departed"), lit(false))))
            .withColumn(
                SchemeColumns.MONTH_END,
                last_day(to_date(concat(col(SchemeColumns.MONTH), lit("-01")))));
    SchemeFrames frames = new SchemeFrames(this, base, range, earlier);
    Dataset<Row> wide = base;
    for (SchemeDef scheme : schemes) {
      wide = frames.with(wide, scheme, range.months());
    }
    return wide;
  }

  /** The rows of segment_month: one per customer, scheme and month of the wide frame. */
  public Dataset<Row> segmentRows(Dataset<Row> wide) {
    Column[] memberships = schemes.stream().map(SegmentBuilder::membership).toArray(Column[]::new);
    Dataset<Row> rows =
        wide.select(
            col(SchemeColumns.CUSTOMER_ID), col(SchemeColumns.MONTH), inline(array(memberships)));
    return rows.select(Tables.SEGMENT_MONTH.selection(List.of(rows.columns())));
  }

  private static Column membership(SchemeDef scheme) {
    String name = scheme.name();
    return struct(
        lit(name).as("scheme"),
        SchemeColumns.named(SchemeColumns.segment(name)).as("segment"),
        SchemeColumns.named(SchemeColumns.score(name)).as("score"),
        SchemeColumns.named(SchemeColumns.rank(name)).as("rank"),
        SchemeColumns.named(SchemeColumns.percentile(name)).as("percentile"),
        SchemeColumns.named(SchemeColumns.reason(name)).as("reason"),
        SchemeColumns.named(SchemeColumns.evaluatedMonth(name)).as("evaluated_month"),
        SchemeColumns.named(SchemeColumns.definition(name)).as("definition"));
  }
}
