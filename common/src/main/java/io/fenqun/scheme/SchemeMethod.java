package io.fenqun.scheme;

import io.fenqun.sql.SqlExpression;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How a scheme turns feature rows into segments. Parameters are immutable; a method knows nothing
 * of storage, evaluation cycles or other schemes but the columns that its expressions name.
 */
public interface SchemeMethod {
  /** The name in a pack. */
  String name();

  /** Rises when the same parameters would give another assignment; part of the definition hash. */
  int semantics();

  /** Every expression of the method's own parameters; their names decide the order of schemes. */
  List<SqlExpression> expressions();

  /** Parameters that can change an assignment, as one canonical text for the definition hash. */
  String parameters();

  /** Where one of these is null the customer is OUTSIDE with reason NULL. */
  default List<SqlExpression> required() {
    return List.of();
  }

  /** Where a scheme that one of these names is OUTSIDE, so is the customer, with reason AXIS. */
  default List<SqlExpression> axes() {
    return List.of();
  }

  /** True when no customer row moves between tasks. */
  default boolean isLocal() {
    return true;
  }

  /**
   * Adds to every row what the assignment needs of its group; the same rows come back.
   *
   * @param isMember true for the rows that count: in the population, and nothing required is null
   */
  default Dataset<Row> prepare(Dataset<Row> frame, Column isMember, MethodScope scope) {
    return frame;
  }

  /** The assignment of a member, over the prepared frame. */
  Assignment assign(MethodScope scope);
}
