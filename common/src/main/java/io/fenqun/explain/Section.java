package io.fenqun.explain;

import io.fenqun.scheme.WorkedPart;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;

/**
 * What stands behind a customer's segment of one scheme in one month.
 *
 * @param inputs what the evaluation read, by name; empty where the customer was not in its base
 * @param parts the way to the assignment
 * @param held the month's row
 * @param evaluation the row of the evaluation's own month, where that is an earlier one
 * @param decisions rows of approval up to the month, the oldest first
 * @param changes rows of grade_change up to the month, the oldest first
 * @param allocations rows of allocation of the month: what the customer has of a quantity
 */
public record Section(
    Serving serving,
    List<Input> inputs,
    List<WorkedPart> parts,
    Held held,
    Optional<Held> evaluation,
    List<Row> decisions,
    List<Row> changes,
    List<Row> allocations) {

  public boolean isEqual() {
    return held.isEqual() && evaluation.map(Held::isEqual).orElse(true);
  }
}
