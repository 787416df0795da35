package io.fenqun.report;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.fenqun.table.States;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What holds of performance_month: segments sum to the whole, and parts to its change. */
public final class PerformanceLaws {
  /** Of what stands in one group: each part is rounded to 12 places, and a double has 15 digits. */
  private static final double TOLERANCE = 1e-9;

  private PerformanceLaws() {}

  /**
   * One row per group and indicator that is broken, none when all hold: its keys, {@code change} of
   * ALL, {@code parts} of its segments, {@code numerator} of ALL and of the {@code segments}.
   * Numerators and denominators of segments sum to those of ALL exactly; parts sum to the change up
   * to 10⁻⁹ of what was added up. What is null has no change.
   *
   * @param sums names of indicators whose change is that of the numerator
   */
  public static Dataset<Row> violations(Dataset<Row> rows, Set<String> sums) {
    Column isAll = col("segment").equalTo(States.ALL);
    Column isSum = col("indicator").isin(sums.toArray());
    Column change =
        when(isSum, col("numerator").minus(col("numerator_before")).cast("double"))
            .otherwise(
                ratio("numerator", "denominator")
                    .minus(ratio("numerator_before", "denominator_before")));
    Column part = col("level_part").plus(col("mix_part")).cast("double");
    Column size =
        abs(col("level_part").cast("double"))
            .plus(abs(col("mix_part").cast("double")))
            .plus(when(isSum, 0.0).otherwise(abs(coalesce(change, lit(0.0)))));
    Dataset<Row> groups =
        rows.groupBy("scheme", "month", "group_by", "group_value", "indicator")
            .agg(
                max(when(isAll, change)).as("change"),
                sum(when(not(isAll), col("level_part").plus(col("mix_part")))).as("parts"),
                max(when(isAll, part)).as("parts_of_all"),
                sum(when(not(isAll), size)).as("size"),
                max(when(isAll, col("numerator"))).as("numerator"),
                sum(when(not(isAll), col("numerator"))).as("segments"),
                max(when(isAll, col("denominator"))).as("denominator"),
                sum(when(not(isAll), col("denominator"))).as("denominators"));
    Column allowed = lit(TOLERANCE).multiply(coalesce(col("size"), lit(0.0)).plus(1));
    Column partsBroken =
        not(col("change").isNull().eqNullSafe(col("parts").isNull()))
            .or(abs(col("change").minus(col("parts").cast("double"))).gt(allowed))
            .or(abs(col("parts_of_all").minus(col("parts").cast("double"))).gt(allowed));
    Column sumsBroken =
        not(col("numerator").eqNullSafe(col("segments")))
            .or(not(col("denominator").eqNullSafe(col("denominators"))));
    return groups.where(coalesce(partsBroken, lit(false)).or(sumsBroken));
  }

  private static Column ratio(String numerator, String denominator) {
    return col(numerator).cast("double").divide(nullif(col(denominator).cast("double"), lit(0.0)));
  }
}
