package io.fenqun.transition;

import io.fenqun.conf.ConfNode;
import io.fenqun.sql.SqlExpression;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Roll rates of one scheme (domain page section 1.4).
 *
 * @param scheme whose segment at the base month is the level
 * @param baseMonths declared base months, followed to the end; empty when {@code last} is set
 * @param last every month is a base month and is followed for so many months; 0 when {@code
 *     baseMonths} is set
 * @param population as of the base month, over features and schemes
 * @param below over features of the month and base_floor
 * @param lookBack months up to and including the base month, of the observation window
 * @param lookAhead months after the base month, of the observation window
 * @param floors floor of each segment that has one, by code: base_floor of a customer whose level
 *     it was
 * @param value feature behind the amounts
 */
public record RollRateDef(
    String scheme,
    List<Month> baseMonths,
    int last,
    SqlExpression population,
    SqlExpression below,
    int lookBack,
    int lookAhead,
    Map<String, BigDecimal> floors,
    String value) {
  /** The name under which {@code below} sees the floor of the level. */
  public static final String BASE_FLOOR = "base_floor";

  private static final Pattern NAMES_BASE_FLOOR = Pattern.compile("\\b" + BASE_FLOOR + "\\b");

  public RollRateDef {
    baseMonths = List.copyOf(baseMonths);
    floors = Map.copyOf(floors);
  }

  /**
   * Reads {@code roll_rate} of a scheme; faults go to the node's problems.
   *
   * @param floors of the scheme's segments, empty where its method has none
   * @param lookBack used where the pack names none, as {@code lookAhead} and {@code lastBaseMonths}
   */
  public static RollRateDef from(
      String scheme,
      Map<String, BigDecimal> floors,
      String value,
      ConfNode rollRate,
      int lookBack,
      int lookAhead,
      int lastBaseMonths) {
    List<Month> baseMonths = rollRate.isList("base_months") ? baseMonths(rollRate) : List.of();
    int last = rollRate.isList("base_months") ? 0 : last(rollRate, lastBaseMonths);
    SqlExpression below = SqlExpression.from(rollRate, "below");
    if (floors.isEmpty() && NAMES_BASE_FLOOR.matcher(below.text()).find()) {
      rollRate.problem(
          "below",
          "names "
              + BASE_FLOOR
              + ", but no segment of "
              + scheme
              + " has a floor; compare with a fixed amount");
    }
    return new RollRateDef(
        scheme,
        baseMonths,
        last,
        SqlExpression.from(rollRate, "population"),
        below,
        positive(rollRate, "look_back", lookBack),
        positive(rollRate, "look_ahead", lookAhead),
        floors,
        value);
  }

  private static List<Month> baseMonths(ConfNode rollRate) {
    List<String> texts = rollRate.texts("base_months");
    if (texts.isEmpty()) {
      rollRate.problem("base_months", "is empty; list months as yyyy-MM, or write {last: 12}");
    }
    if (texts.stream().distinct().count() < texts.size()) {
      rollRate.problem("base_months", "a month stands twice; keep one");
    }
    return texts.stream()
        .flatMap(text -> month(rollRate, text).stream())
        .distinct()
        .sorted()
        .toList();
  }

  private static Optional<Month> month(ConfNode rollRate, String text) {
    Optional<Month> month = Month.find(text);
    if (month.isEmpty()) {
      rollRate.problem("base_months", "'" + text + "' is not a month; write it as yyyy-MM");
    }
    return month;
  }

  private static int last(ConfNode rollRate, int absent) {
    return rollRate
        .child("base_months")
        .map(months -> positive(months, "last", absent))
        .orElse(absent);
  }

  private static int positive(ConfNode node, String key, int absent) {
    int number = node.integer(key, absent);
    if (number < 1) {
      node.problem(key, number + " is not a number of months; at least 1 is needed");
    }
    return Math.max(number, 1);
  }

  /** True where a population is opened in the month. */
  public boolean isBaseMonth(Month month) {
    return last > 0 || baseMonths.contains(month);
  }

  /**
   * The declared base months that nobody can be followed from, because the pack has no data of
   * them.
   *
   * @param firstCovered first month of which the pack has data
   */
  public List<Month> withoutData(Month firstCovered) {
    return baseMonths.stream().filter(month -> month.compareTo(firstCovered) < 0).toList();
  }

  /**
   * The base months whose observation window ends in one of the months: all of look_back is
   * covered, look_ahead has passed.
   *
   * @param firstCovered first month of which the pack has data
   */
  public List<Month> observedIn(MonthRange months, Month firstCovered) {
    return months.months().stream()
        .map(month -> month.minus(lookAhead))
        .filter(this::isBaseMonth)
        .filter(base -> base.minus(lookBack - 1).compareTo(firstCovered) >= 0)
        .toList();
  }

  /**
   * The months whose rows the observation windows of these base months read; the list must not be
   * empty.
   */
  public MonthRange observed(List<Month> bases) {
    Month first = bases.stream().min(Month::compareTo).orElseThrow();
    Month last = bases.stream().max(Month::compareTo).orElseThrow();
    return new MonthRange(first.minus(lookBack - 1), last.plus(lookAhead));
  }
}
