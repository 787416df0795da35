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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Puts every customer of the base into exactly one segment of every scheme, for a range of months
 * at once. Month by month and the whole range give the same rows.
 *
 * @param schemes in computing order: a scheme stands behind those that it reads
 * @param staging keeps the results of schemes that rank or are carried
 * @param models of before; those that are fitted while {@link #wide} builds its frame join them
 */
public record SegmentBuilder(
    List<SchemeDef> schemes, SchemeContext context, Staging staging, SchemeModels models) {
  /** Without models of before. */
  public SegmentBuilder(List<SchemeDef> schemes, SchemeContext context, Staging staging) {
    this(schemes, context, staging, SchemeModels.none());
  }

  /** With {@link Staging#LOCAL}. */
  public SegmentBuilder(List<SchemeDef> schemes, SchemeContext context) {
    this(schemes, context, Staging.LOCAL);
  }

  /**
   * The months before a range that its first months hang on, by scheme: the last evaluation that
   * they carry, and for schemes that remember, the month they start from. These are the partitions
   * of segment_month that {@link #wide} needs as {@code earlier}. A month that was never run is
   * simply not there.
   */
  public Map<String, Set<Month>> monthsBefore(MonthRange range) {
    Map<String, Set<Month>> before = new TreeMap<>();
    for (SchemeDef scheme : schemes) {
      Set<Month> months = new TreeSet<>();
      new CarryForward(scheme.evaluate(), range).before().ifPresent(months::add);
      if (scheme.remembers()) {
        months.add(scheme.startsFrom(range.from()));
      }
      if (!months.isEmpty()) {
        before.put(scheme.name(), months);
      }
    }
    return before;
  }

  /**
   * One row per customer and month of the base: the features, {@code month_end} and for each scheme
   * the columns of {@link SchemeColumns#of}. A customer who departs in a month is in no segment and
   * has no row. Segments are never null; score, rank, percentile and the distances are null where
   * the method has none or the customer is OUTSIDE; evaluated_month is null before the first
   * evaluation. What the staging keeps is computed while the frame is built.
   *
   * @param features rows of all months of the range: customer_id, month, is_departed, features; one
   *     row per customer and month
   * @param earlier rows of segment_month, at least those of {@link #monthsBefore}; empty before the
   *     first run
   * @param approvals what was decided on proposals
   */
  public Dataset<Row> wide(
      Dataset<Row> features,
      MonthRange range,
      Optional<Dataset<Row>> earlier,
      Approvals approvals) {
    Dataset<Row> base =
        features
            .filter(not(coalesce(col("is_departed"), lit(false))))
            .withColumn(
                SchemeColumns.MONTH_END,
                last_day(to_date(concat(col(SchemeColumns.MONTH), lit("-01")))));
    return new SchemeFrames(this, base, range, earlier, approvals).all();
  }

  /** {@link #wide} where nothing was ever decided. */
  public Dataset<Row> wide(
      Dataset<Row> features, MonthRange range, Optional<Dataset<Row>> earlier) {
    return wide(features, range, earlier, Approvals.NONE);
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
        SchemeColumns.named(SchemeColumns.distanceUp(name)).as("distance_up"),
        SchemeColumns.named(SchemeColumns.distanceDown(name)).as("distance_down"),
        SchemeColumns.named(SchemeColumns.evaluatedMonth(name)).as("evaluated_month"),
        SchemeColumns.named(SchemeColumns.definition(name)).as("definition"),
        SchemeColumns.named(SchemeColumns.proposedSegment(name)).as("proposed_segment"),
        SchemeColumns.named(SchemeColumns.memory(name)).as("memory"));
  }
}
