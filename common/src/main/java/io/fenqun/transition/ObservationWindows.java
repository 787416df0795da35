package io.fenqun.transition;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.fenqun.sql.WideFrame;
import io.fenqun.table.ExactSum;
import io.fenqun.table.MonthColumns;
import io.fenqun.table.Tables;
import io.fenqun.table.Wilson;
import io.fenqun.time.Month;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Who was above standard up to a base month and below it in every month that followed (domain page
 * section 1.4, observation window).
 */
public final class ObservationWindows {
  private ObservationWindows() {}

  /**
   * Rows of observation_window: one per base month and level (ALL too) with anyone in the
   * population. The population is who was in the base and not below standard in every month of
   * look_back, measured on the floor of the level at the base month; a month in which {@code below}
   * is null is not known to be above and excludes the customer, and so does a level without the
   * floor that {@code below} asks for. The outcome is who is below standard, or absent, in every
   * month of look_ahead. Amounts are values at the base month, unknown ones counting 0. Limits are
   * Wilson's.
   *
   * @param wideRows as in {@link RollRateState#follow}, for the months {@link RollRateDef#observed}
   * @param baseMonths whose windows are complete, see {@link RollRateDef#observedIn}; not empty
   * @param confidence of the limits, as a fraction
   */
  public static Dataset<Row> of(
      RollRateDef def, Dataset<Row> wideRows, List<Month> baseMonths, double confidence) {
    Standing standing = new Standing(def);
    Dataset<Row> memberMonths = memberMonths(def, standing.at(baseMonths, wideRows), standing);
    Dataset<Row> population =
        population(standing.in(def.observed(baseMonths), memberMonths, wideRows));
    Dataset<Row> rows = rates(population, Wilson.at(confidence));
    Dataset<Row> published =
        rows.withColumn("scheme", lit(def.scheme()))
            .withColumn("look_back", lit(def.lookBack()))
            .withColumn("look_ahead", lit(def.lookAhead()));
    return published.select(Tables.OBSERVATION_WINDOW.selection(List.of(published.columns())));
  }

  /** Whoever is above standard at the base month, in every month of the window. */
  private static Dataset<Row> memberMonths(
      RollRateDef def, Dataset<Row> baseRows, Standing standing) {
    Column baseIndex = MonthColumns.index(col("month"));
    Column member =
        struct(
            baseIndex.as("base_index"), standing.level().as("level"), standing.value().as("value"));
    Column window = sequence(baseIndex.minus(def.lookBack() - 1), baseIndex.plus(def.lookAhead()));
    return baseRows
        .where(not(WideFrame.column(def.below())))
        .select(
            col("customer_id"),
            col(RollRateDef.BASE_FLOOR),
            member.as(Standing.MEMBER),
            explode(window).as("month_index"));
  }

  /**
   * One row per base month and customer above standard in all of look_back: {@code level}, {@code
   * cents}, {@code is_outcome}.
   */
  private static Dataset<Row> population(Dataset<Row> standings) {
    Column member = col(Standing.MEMBER);
    Column isAhead = col("month_index").gt(member.getField("base_index"));
    Column isAbove = coalesce(not(col("is_below")), lit(false));
    Column isBelowOrAbsent = not(col("is_present")).or(coalesce(col("is_below"), lit(false)));
    return standings
        .groupBy(col("customer_id"), member)
        .agg(
            min(when(not(isAhead), isAbove)).as("was_above"),
            min(when(isAhead, isBelowOrAbsent)).as("is_outcome"))
        .where(col("was_above"))
        .select(
            MonthColumns.text(member.getField("base_index")).as("base_month"),
            member.getField("level").as("level"),
            coalesce(ExactSum.cents(member.getField("value")), lit(0L)).as("cents"),
            col("is_outcome"));
  }

  private static Dataset<Row> rates(Dataset<Row> population, Wilson wilson) {
    Column outcomeCents = when(col("is_outcome"), col("cents")).otherwise(0L);
    Dataset<Row> levels =
        population
            .groupBy("base_month", "level")
            .agg(
                count(lit(1)).as("population"),
                count_if(col("is_outcome")).as("outcome"),
                ExactSum.of(col("cents")).as("population_cents"),
                ExactSum.of(outcomeCents).as("outcome_cents"));
    List<String> sums = List.of("population", "outcome", "population_cents", "outcome_cents");
    Dataset<Row> counts = Levels.withAll(levels, List.of("base_month"), sums);
    return wilson
        .withRate(counts, "rate", col("outcome"), col("population"))
        .withColumn("population_amount", ExactSum.money(col("population_cents")))
        .withColumn("outcome_amount", ExactSum.money(col("outcome_cents")));
  }
}
