package io.fenqun.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.IsNull;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import scala.Option;

/**
 * A call in the expression of a derived feature that looks beyond the customer's row of the month.
 *
 * @param name the feature that it is about
 * @param months how many months; 0 for share
 * @param groups of share: the features whose values form the groups; empty for the whole month
 */
public record FeatureCall(Kind kind, String name, int months, List<String> groups) {
  /** Each month of a trend or streak is a column of the plan; ten years are room enough. */
  private static final int MOST_MONTHS = 120;

  /** What a call gives, and the one form in which it is written. */
  public enum Kind {
    /** The value of the same customer exactly so many months earlier. */
    LAG(
        1,
        Integer.MAX_VALUE,
        "lag takes a feature and a whole number of months from 1, for example lag(amount, 3)"),
    /** The value divided by that of so many months earlier. */
    RATIO(
        1,
        Integer.MAX_VALUE,
        "ratio takes a feature and a whole number of months from 1, for example ratio(amount, 12)"),
    /** Slope of the least squares line through the last so many months, in units per month. */
    TREND(
        2,
        MOST_MONTHS,
        "trend takes a feature and a whole number of months from 2 to 120, for example trend(amount, 6)"),
    /** Months in a row up to this one in which a feature is true, at most so many. */
    STREAK(
        1,
        MOST_MONTHS,
        "streak takes a feature and the most months that it counts, from 1 to 120, for example streak(is_growing, 12)"),
    /** The value divided by the sum over all customers of its group in the month. */
    SHARE(
        0,
        0,
        "share takes a feature and the features whose values form the groups, for example share(amount, branch)");

    private final int fewest;
    private final int most;
    private final String rule;

    Kind(int fewest, int most, String rule) {
      this.fewest = fewest;
      this.most = most;
      this.rule = rule;
    }

    public String rule() {
      return rule;
    }

    private boolean takes(int months) {
      return months >= fewest && months <= most;
    }
  }

  public FeatureCall {
    groups = List.copyOf(groups);
  }

  public static FeatureCall lag(String name, int months) {
    return new FeatureCall(Kind.LAG, name, months, List.of());
  }

  /** Whose call the expression is, well formed or not; empty for anything else. */
  public static Optional<Kind> kindOf(Expression expression) {
    if (!(expression instanceof UnresolvedFunction call)) {
      return Optional.empty();
    }
    String function = SqlTree.dotted(call.nameParts()).toUpperCase(Locale.ROOT);
    return List.of(Kind.values()).stream().filter(k -> k.name().equals(function)).findFirst();
  }

  /** Empty where it is no such call, or not of the form of its {@link Kind#rule}. */
  public static Optional<FeatureCall> from(Expression expression) {
    return kindOf(expression)
        .flatMap(kind -> from(kind, SqlTree.children((UnresolvedFunction) expression)));
  }

  private static Optional<FeatureCall> from(Kind kind, List<Expression> arguments) {
    List<String> names = new ArrayList<>();
    Optional<Integer> months = Optional.empty();
    for (Expression argument : arguments) {
      if (argument instanceof UnresolvedAttribute attribute) {
        names.add(attribute.name());
      } else if (argument instanceof Literal literal && literal.value() instanceof Integer number) {
        months = Optional.of(number);
      }
    }
    boolean isShare = kind == Kind.SHARE;
    boolean hasForm =
        isShare
            ? !names.isEmpty() && names.size() == arguments.size()
            : arguments.size() == 2
                && arguments.get(0) instanceof UnresolvedAttribute
                && months.filter(kind::takes).isPresent();
    return hasForm
        ? Optional.of(
            new FeatureCall(
                kind,
                names.get(0),
                months.orElse(0),
                isShare ? names.subList(1, names.size()) : List.of()))
        : Optional.empty();
  }

  /** Every feature that it names. */
  public List<String> names() {
    List<String> names = new ArrayList<>(List.of(name));
    names.addAll(groups);
    return names;
  }

  /** An expression of the type that the call gives, over the names that it names. */
  Expression standIn() {
    Expression value = UnresolvedAttribute.quoted(name);
    Expression standIn =
        switch (kind) {
          case LAG -> value;
          case STREAK -> cast(value, DataTypes.IntegerType);
          case RATIO, TREND, SHARE -> cast(value, DataTypes.DoubleType);
        };
    for (String group : groups) {
      standIn =
          new If(
              new IsNull(UnresolvedAttribute.quoted(group)),
              cast(value, DataTypes.DoubleType),
              standIn);
    }
    return standIn;
  }

  private static Expression cast(Expression value, DataType type) {
    return new Cast(value, type, Option.empty(), Cast.apply$default$4());
  }
}
