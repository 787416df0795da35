package io.fenqun.scheme;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.lit;

import io.fenqun.sql.SqlExpression;
import io.fenqun.table.Memory;
import io.fenqun.time.Month;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

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

  /** Those of the axes on which {@link Segments#OUTSIDE} puts the customer outside here, too. */
  default List<SqlExpression> requiredAxes() {
    return axes();
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

  /** True where the assignment of a customer hangs on other customers of its group. */
  default boolean comparesCustomers() {
    return false;
  }

  /**
   * The segments into which a ranking is cut by its score, best first; empty where a segment is no
   * matter of ranks.
   */
  default List<String> rankedSegments() {
    return List.of();
  }

  /** How a member came to its assignment, in the order of the work; over {@link #compared}. */
  default List<Working> workings(MethodScope scope) {
    return List.of();
  }

  /**
   * The row of one customer with what the workings show of its group; the same row comes back.
   *
   * @param customer of the prepared frame
   * @param members the rows of the customer's group that count
   */
  default Dataset<Row> compared(Dataset<Row> customer, Dataset<Row> members, MethodScope scope) {
    return customer;
  }

  /**
   * True where an evaluation hangs on the evaluation before. Such a scheme is evaluated month by
   * month, over a frame that has {@link Before}.
   */
  default boolean remembers() {
    return false;
  }

  /** True where what is remembered counts months, so that the scheme is evaluated in each. */
  default boolean countsMonths() {
    return remembers();
  }

  /** True where each change of segment is kept as history. */
  default boolean recordsChanges() {
    return false;
  }

  /** True where segments have a limited number of places, told of in {@link Memory#PLACES}. */
  default boolean limitsPlaces() {
    return false;
  }

  /**
   * What next month must know of a customer, {@link Memory#TYPE}, of members and others.
   *
   * @param isMember never null
   */
  default Column memory(Column isMember, MethodScope scope) {
    return lit(null).cast(Memory.TYPE);
  }

  /**
   * True where an assignment rests on a model, {@link MethodScope#model}, that is fitted to the
   * members of some months, in their order.
   */
  default boolean isFitted() {
    return false;
  }

  /** Of the parameters those that can change a model, as one canonical text. */
  default String fitParameters() {
    return "";
  }

  /** True where a month has a fit of its own though there is a model in effect. */
  default boolean fitsAnew(Month month) {
    return false;
  }

  /**
   * A model of the members of a month, which goes on from the model in effect.
   *
   * @param rows of the month with what the scheme reads; kept, for they are gone over many times
   */
  default SchemeFit fit(
      Dataset<Row> rows,
      Column isMember,
      SchemeDef scheme,
      Month month,
      Optional<SchemeModel> before) {
    throw new UnsupportedOperationException(name() + " fits no model");
  }

  /** The scheme whose {@link SchemeDef#existing} codes the assignment asks for. */
  default Optional<String> graded() {
    return Optional.empty();
  }

  /**
   * The codes that exist in the row's group, an array in the order of the segments.
   *
   * @param codes of all segments, in order
   */
  default Column existing(List<String> codes) {
    return array(codes.stream().map(functions::lit).toArray(Column[]::new));
  }

  /**
   * Fills the scheme's distances where they depend on what others of the group were given; for
   * methods that are not local.
   *
   * @param evaluated every row of an evaluation with the columns of {@link SchemeColumns#of} and of
   *     the grouping, as it was kept
   */
  default Dataset<Row> measure(Dataset<Row> evaluated, MethodScope scope) {
    return evaluated;
  }
}
