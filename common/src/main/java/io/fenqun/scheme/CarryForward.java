package io.fenqun.scheme;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;

import io.fenqun.time.EvaluationCycle;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Which evaluation serves which month of a range: the month's own where the scheme is evaluated in
 * it, else the latest before.
 */
record CarryForward(EvaluationCycle cycle, MonthRange range) {

  /** The months of the range in which the scheme is evaluated. */
  List<Month> evaluations() {
    return range.months().stream().filter(cycle::evaluatesIn).toList();
  }

  /** The evaluation before the range that its first months need; empty when they need none. */
  Optional<Month> before() {
    return Optional.of(cycle.lastEvaluation(range.from()))
        .filter(evaluation -> evaluation.compareTo(range.from()) < 0);
  }

  /**
   * One row for each month of the range that an evaluation serves, whether or not the customer is
   * in that month's base. Only {@code month} changes.
   *
   * @param evaluated rows whose month is an evaluation month, of the range or just before it
   */
  Dataset<Row> carry(Dataset<Row> evaluated) {
    if (cycle == EvaluationCycle.MONTHLY) {
      return evaluated;
    }
    Column served = element_at(monthsServed(), col(SchemeColumns.MONTH));
    return evaluated.withColumn(SchemeColumns.MONTH, explode(served));
  }

  /** Map from evaluation month to the months that it serves. */
  private Column monthsServed() {
    List<Column> entries = new ArrayList<>();
    List<Month> evaluations = new ArrayList<>(evaluations());
    before().ifPresent(evaluations::add);
    for (Month evaluation : evaluations) {
      entries.add(lit(evaluation.toString()));
      entries.add(
          array(
              range.months().stream()
                  .filter(month -> cycle.lastEvaluation(month).equals(evaluation))
                  .map(month -> lit(month.toString()))
                  .toArray(Column[]::new)));
    }
    return map(entries.toArray(Column[]::new));
  }
}
