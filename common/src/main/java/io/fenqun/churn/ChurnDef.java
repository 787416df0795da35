package io.fenqun.churn;

import io.fenqun.conf.ConfNode;
import io.fenqun.sql.SqlExpression;
import io.fenqun.table.ChurnTables;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a pack calls churn (domain page section 1.3), over features of the month in which it begins.
 *
 * @param population who can be lost; over features, value, reference_value and share_lost
 * @param value the feature whose level may fall
 * @param referenceMonths reference_value is the mean of the value over so many months before
 * @param regained percent of reference_value that closes an event
 * @param level scheme whose segment of the month before is shown
 * @param tenure feature shown as tenure_months
 * @param degree the first that fits; none: no event
 * @param cause the first that fits; none: null
 * @param lines whose falls are explained; none: nothing is
 * @param destination amounts in the order in which they take from the gross fall, the rest last
 * @param severity the first difference decides, larger is graver
 * @param warning the signs before it begins
 */
public record ChurnDef(
    SqlExpression population,
    String value,
    int referenceMonths,
    BigDecimal regained,
    Optional<String> level,
    Optional<String> tenure,
    List<ChurnCode> degree,
    List<ChurnCode> cause,
    List<LossLine> lines,
    List<ChurnCode> destination,
    List<SqlExpression> severity,
    Optional<WarningDef> warning) {
  public static final String VALUE = "value";
  public static final String VALUE_BEFORE = "value_before";
  public static final String REFERENCE_VALUE = "reference_value";
  public static final String SHARE_LOST = "share_lost";
  public static final String GROSS_FALL = "gross_fall";
  public static final String RISES = "rises";
  public static final String DEGREE = "degree";
  public static final String CAUSE = "cause";
  public static final String DESTINATION = "destination";

  /** What expressions know beside features. */
  public static final Set<String> NAMES =
      Set.of(
          VALUE,
          VALUE_BEFORE,
          REFERENCE_VALUE,
          SHARE_LOST,
          GROSS_FALL,
          RISES,
          DEGREE,
          CAUSE,
          DESTINATION);

  private static final String TO = "to_";

  /** Reads churn.yaml; faults go to its problems. */
  public static ChurnDef from(ConfNode file) {
    List<ChurnCode> destination = ChurnCode.list(file, DESTINATION, "by");
    requireColumns(file, destination);
    return new ChurnDef(
        SqlExpression.from(file, "population"),
        file.text(VALUE),
        file.integer("reference_months", 1),
        file.decimal("regained").orElse(BigDecimal.ONE),
        file.optionalText("level"),
        file.optionalText("tenure"),
        ChurnCode.list(file, DEGREE, "when"),
        ChurnCode.list(file, CAUSE, "when"),
        LossLine.list(file, "lines"),
        destination,
        file.texts("severity").stream()
            .map(text -> new SqlExpression(text, file.position("severity")))
            .toList(),
        file.child(WarningDef.KEY).map(WarningDef::from));
  }

  private static void requireColumns(ConfNode file, List<ChurnCode> destination) {
    List<String> columns =
        ChurnTables.CHURN_MONTH.columns().stream()
            .map(column -> column.name())
            .filter(name -> name.startsWith(TO))
            .toList();
    List<ConfNode> nodes = file.children(DESTINATION);
    for (int i = 0; i < nodes.size(); i++) {
      ChurnCode code = destination.get(i);
      if (code.expression().isPresent() && !columns.contains(columnOf(code))) {
        nodes
            .get(i)
            .problem(
                "code",
                "churn_month has no column "
                    + columnOf(code)
                    + " (known: "
                    + String.join(", ", columns)
                    + ")");
      }
    }
    if (!destination.isEmpty()
        && destination.get(destination.size() - 1).expression().isPresent()) {
      file.problem(DESTINATION, "the last one has a by; end with one that is the rest");
    }
  }

  /** The column of churn_month that holds a destination's part. */
  static String columnOf(ChurnCode destination) {
    return TO + destination.code().toLowerCase(Locale.ROOT);
  }

  /** Destinations with an amount of their own: all but the rest. */
  List<ChurnCode> measured() {
    return destination.stream().filter(code -> code.expression().isPresent()).toList();
  }

  /** The features that it reads of a month, those of the warning too. */
  public SortedSet<String> reads() {
    SortedSet<String> names = eventReads();
    warning.ifPresent(def -> names.addAll(def.reads()));
    return names;
  }

  /** The features that events read of a month. */
  SortedSet<String> eventReads() {
    SortedSet<String> names = new TreeSet<>();
    expressions()
        .flatMap(expression -> expression.names().stream())
        .forEach(name -> names.add(name.get(0).toLowerCase(Locale.ROOT)));
    names.removeAll(NAMES);
    names.add(value);
    tenure.ifPresent(names::add);
    return names;
  }

  private Stream<SqlExpression> expressions() {
    List<SqlExpression> all = new ArrayList<>(List.of(population));
    Stream.of(degree, cause, destination)
        .flatMap(List::stream)
        .forEach(code -> code.expression().ifPresent(all::add));
    lines.forEach(line -> all.add(line.by()));
    all.addAll(severity);
    return all.stream();
  }
}
