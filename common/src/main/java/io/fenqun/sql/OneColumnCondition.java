package io.fenqun.sql;

import io.fenqun.sql.ColumnCells.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.BinaryComparison;
import org.apache.spark.sql.catalyst.expressions.EqualNullSafe;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GreaterThan;
import org.apache.spark.sql.catalyst.expressions.GreaterThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.In;
import org.apache.spark.sql.catalyst.expressions.IsNotNull;
import org.apache.spark.sql.catalyst.expressions.IsNull;
import org.apache.spark.sql.catalyst.expressions.LessThan;
import org.apache.spark.sql.catalyst.expressions.LessThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.Not;
import org.apache.spark.sql.catalyst.expressions.Or;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;

/**
 * A condition made of comparisons of one column with literals under AND, OR and NOT: of such it can
 * be proved without data on which values it holds. Null is handled as SQL does: what is unknown
 * neither holds nor fails.
 */
public final class OneColumnCondition {
  /** The cells on which a condition holds, and those on which it fails. */
  private record Outcome(BitSet holds, BitSet fails) {
    Outcome and(Outcome other) {
      return new Outcome(both(holds, other.holds), either(fails, other.fails));
    }

    Outcome or(Outcome other) {
      return new Outcome(either(holds, other.holds), both(fails, other.fails));
    }

    Outcome not() {
      return new Outcome(fails, holds);
    }

    private static BitSet both(BitSet a, BitSet b) {
      BitSet both = (BitSet) a.clone();
      both.and(b);
      return both;
    }

    private static BitSet either(BitSet a, BitSet b) {
      BitSet either = (BitSet) a.clone();
      either.or(b);
      return either;
    }
  }

  private final String column;
  private final DataType type;
  private final Set<Value> literals = new HashSet<>();
  private final Function<ColumnCells, Outcome> outcome;

  private OneColumnCondition(String column, DataType type, Expression tree) {
    this.column = column;
    this.type = type;
    this.outcome = read(tree);
    if (isTruth()) {
      literals.addAll(ColumnLiteral.TRUTHS);
    }
  }

  /** What is no condition of this kind; never leaves this class. */
  private static final class OtherCondition extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Empty where the expression is of another kind, or does not parse. */
  public static Optional<OneColumnCondition> from(SqlExpression expression, Scope scope) {
    try {
      Expression tree = SqlTree.parse(expression);
      Set<String> names = ColumnNames.dottedIn(tree);
      String column = names.size() == 1 ? names.iterator().next() : "";
      DataType type = scope.types().get(column);
      return type == null
          ? Optional.empty()
          : Optional.of(new OneColumnCondition(column, type, tree));
    } catch (ParseException | OtherCondition e) {
      return Optional.empty();
    }
  }

  public String column() {
    return column;
  }

  /** The cells on which it holds. */
  public BitSet holdsOn(ColumnCells cells) {
    return outcome.apply(cells).holds();
  }

  Set<Value> literals() {
    return literals;
  }

  boolean isTruth() {
    return type instanceof BooleanType;
  }

  private Function<ColumnCells, Outcome> read(Expression tree) {
    if (tree instanceof And and) {
      return both(and.left(), and.right(), Outcome::and);
    }
    if (tree instanceof Or or) {
      return both(or.left(), or.right(), Outcome::or);
    }
    if (tree instanceof Not not) {
      Function<ColumnCells, Outcome> child = read(not.child());
      return cells -> child.apply(cells).not();
    }
    if (tree instanceof IsNull isNull && isColumn(isNull.child())) {
      return cells -> new Outcome(cells.nothing(), cells.values());
    }
    if (tree instanceof IsNotNull isNotNull && isColumn(isNotNull.child())) {
      return cells -> new Outcome(cells.values(), cells.nothing());
    }
    if (tree instanceof In in && isColumn(in.value())) {
      List<Value> values = new ArrayList<>();
      in.list().foreach(item -> values.add(literal(item)));
      return cells ->
          values.stream()
              .map(value -> known(cells, cells.at(value)))
              .reduce(Outcome::or)
              .orElseThrow();
    }
    if (isColumn(tree) && isTruth()) {
      return cells -> known(cells, cells.at(ColumnLiteral.TRUE));
    }
    if (tree instanceof BinaryComparison comparison) {
      return comparison(comparison);
    }
    throw new OtherCondition();
  }

  private Function<ColumnCells, Outcome> both(
      Expression left, Expression right, BiFunction<Outcome, Outcome, Outcome> join) {
    Function<ColumnCells, Outcome> first = read(left);
    Function<ColumnCells, Outcome> second = read(right);
    return cells -> join.apply(first.apply(cells), second.apply(cells));
  }

  private Function<ColumnCells, Outcome> comparison(BinaryComparison comparison) {
    boolean columnFirst = isColumn(comparison.left());
    if (!columnFirst && !isColumn(comparison.right())) {
      throw new OtherCondition();
    }
    Value value = literal(columnFirst ? comparison.right() : comparison.left());
    boolean orEqual =
        comparison instanceof LessThanOrEqual || comparison instanceof GreaterThanOrEqual;
    if (comparison instanceof EqualTo) {
      return cells -> known(cells, cells.at(value));
    }
    if (comparison instanceof EqualNullSafe) {
      return cells -> new Outcome(cells.at(value), without(cells.all(), cells.at(value)));
    }
    if (comparison instanceof LessThan || comparison instanceof LessThanOrEqual) {
      return ordered(value, columnFirst, orEqual);
    }
    if (comparison instanceof GreaterThan || comparison instanceof GreaterThanOrEqual) {
      return ordered(value, !columnFirst, orEqual);
    }
    throw new OtherCondition();
  }

  private static Function<ColumnCells, Outcome> ordered(
      Value value, boolean below, boolean orEqual) {
    return cells -> {
      BitSet holds = below ? cells.below(value) : cells.above(value);
      if (orEqual) {
        holds.or(cells.at(value));
      }
      return known(cells, holds);
    };
  }

  /** Fails on every other value and is unknown for null. */
  private static Outcome known(ColumnCells cells, BitSet holds) {
    return new Outcome(holds, without(cells.values(), holds));
  }

  private static BitSet without(BitSet all, BitSet some) {
    all.andNot(some);
    return all;
  }

  private static boolean isColumn(Expression tree) {
    return tree instanceof UnresolvedAttribute;
  }

  private Value literal(Expression tree) {
    Value value = ColumnLiteral.read(tree, type).orElseThrow(OtherCondition::new);
    literals.add(value);
    return value;
  }
}
