package io.fenqun.feature;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Labels;
import io.fenqun.conf.Position;
import io.fenqun.source.SourceDef;
import io.fenqun.sql.SqlExpression;
import io.fenqun.time.Month;
import io.fenqun.time.OrderCycle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.types.DataType;

/**
 * One feature column. A pack's entry with several windows gives several of these, named {@code
 * name_3m} and {@code name_ever}.
 *
 * @param group the name of the feature file
 * @param unit empty where the pack names none
 * @param calculation how it is computed
 * @param complete true: null where its window reaches before the first covered month
 * @param sensitive refused in propensity
 */
public record FeatureDef(
    String name,
    Labels labels,
    String group,
    String unit,
    Calculation calculation,
    boolean complete,
    boolean sensitive,
    Position position) {

  /**
   * The features of one file of a pack, in file order; faults go to the file's {@link
   * io.fenqun.conf.Problems}. Unknown keys and the names inside expressions are checked elsewhere.
   *
   * @param group the file's name
   */
  public static List<FeatureDef> from(String group, ConfNode file, FeatureContext context) {
    return new FeatureFile(group, context).read(file);
  }

  /** The three kinds of design section 3. */
  public sealed interface Calculation permits Aggregate, Attribute, Derived {
    /** The source that is read; empty for a derived feature. */
    default Optional<String> readsSource() {
      if (this instanceof Aggregate aggregate) {
        return Optional.of(aggregate.source());
      }
      return this instanceof Attribute attribute
          ? Optional.of(attribute.source())
          : Optional.empty();
    }

    /** How a person reads it in the data dictionary. */
    String text();
  }

  /**
   * Aggregate of a source's rows over a window of months, or of a snapshot's rows as of the month
   * (then {@code window} is {@link Window#SNAPSHOT}).
   *
   * @param argument empty for count(*)
   * @param cycle the calendar's cycle for idle_cycles, else empty
   */
  public record Aggregate(
      String source,
      Optional<SqlExpression> where,
      AggregateFunction function,
      Optional<SqlExpression> argument,
      Optional<OrderCycle> cycle,
      Window window)
      implements Calculation {
    /**
     * Relative standard error above {@code distinctLimit} distinct values; empty for what is exact
     * always, as counts of the event's own days and months are.
     */
    public OptionalDouble relativeError(SourceDef of, int distinctLimit) {
      return argument.flatMap(distinct -> EventCalendar.of(distinct, of)).isPresent()
          ? OptionalDouble.empty()
          : function.relativeError(distinctLimit);
    }

    @Override
    public String text() {
      String of =
          argument.map(SqlExpression::text).or(() -> cycle.map(OrderCycle::name)).orElse("*");
      String call = function.name().toLowerCase(Locale.ROOT) + "(" + of + ")";
      return call + where.map(filter -> " where " + filter.text()).orElse("");
    }
  }

  /**
   * An expression over the columns of the one row that {@code source} holds for the customer, and
   * month_end; null-safe after a left join.
   */
  public record Attribute(String source, SqlExpression expr) implements Calculation {
    @Override
    public String text() {
      return expr.text();
    }
  }

  /**
   * An expression over other features, month_end and the calls of {@link
   * io.fenqun.sql.FeatureCall.Kind}.
   */
  public record Derived(SqlExpression expr) implements Calculation {
    /**
     * Why it cannot be computed from features of such types; empty where it can, or where that is
     * not known.
     */
    public Optional<String> refusal(Map<String, DataType> types) {
      return DerivedExpression.find(expr).flatMap(expression -> expression.refusal(types));
    }

    @Override
    public String text() {
      return expr.text();
    }
  }

  /** Months back including the current one; {@link #EVER} and {@link #SNAPSHOT} have none. */
  public record Window(int months) {
    public static final Window EVER = new Window(Integer.MAX_VALUE);
    public static final Window SNAPSHOT = new Window(0);

    public boolean isEver() {
      return equals(EVER);
    }

    /** True for a window of so many months. */
    public boolean isBounded() {
      return !isEver() && !equals(SNAPSHOT);
    }

    /** The first month of the window that ends with {@code last}; of bounded windows only. */
    public Month first(Month last) {
      return last.minus(months - 1);
    }

    /** What a feature of several windows adds to its name. */
    String suffix() {
      return isEver() ? "ever" : months + "m";
    }

    /** What a feature of several windows adds to its labels. */
    Labels label(Labels labels) {
      String zh = isEver() ? "累计" : "近" + months + "个月";
      String en = isEver() ? "ever" : months == 1 ? "1 month" : months + " months";
      return new Labels(labels.zh() + "（" + zh + "）", labels.en() + ", " + en);
    }
  }
}
