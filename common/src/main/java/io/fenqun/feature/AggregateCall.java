package io.fenqun.feature;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Suggestion;
import io.fenqun.sql.SqlExpression;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of {@code agg} taken apart.
 *
 * @param function as written, in lower case: balance is not yet month end or daily average
 * @param argument empty for count(*) and streak(*)
 */
record AggregateCall(String function, boolean distinct, Optional<SqlExpression> argument) {
  private static final String BALANCE = "balance";
  private static final String IDLE_CYCLES = "idle_cycles";
  private static final String STREAK = "streak";

  private static final String STAR = "*";
  private static final Pattern CALL =
      Pattern.compile(
          "(?<function>\\w+)\\s*\\(\\s*(?<distinct>distinct\\s+)?(?<argument>.+?)\\s*\\)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final Map<String, AggregateFunction> FUNCTIONS = functions();

  private static Map<String, AggregateFunction> functions() {
    Map<String, AggregateFunction> functions = new LinkedHashMap<>();
    functions.put("sum", AggregateFunction.SUM);
    functions.put("count", AggregateFunction.COUNT);
    functions.put("min", AggregateFunction.MIN);
    functions.put("max", AggregateFunction.MAX);
    functions.put("avg", AggregateFunction.AVG);
    functions.put("variance", AggregateFunction.VARIANCE);
    functions.put("stddev", AggregateFunction.STDDEV);
    functions.put("first", AggregateFunction.FIRST);
    functions.put("last", AggregateFunction.LAST);
    functions.put("recency", AggregateFunction.RECENCY);
    functions.put(IDLE_CYCLES, AggregateFunction.IDLE_CYCLES);
    functions.put(STREAK, AggregateFunction.STREAK);
    functions.put(BALANCE, AggregateFunction.BALANCE_MONTH_END);
    return functions;
  }

  /**
   * Empty, with the fault reported, where the text is no single call of a known aggregate with one
   * argument.
   */
  static Optional<AggregateCall> parse(ConfNode node) {
    String text = node.text("agg").strip();
    Matcher call = CALL.matcher(text);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> unmergeable =
        call.matches() ? Unmergeable.reason(call.group("function")) : Optional.empty();
    if (unmergeable.isPresent()) {
      String known = String.join(", ", new TreeSet<>(FUNCTIONS.keySet()));
      node.problem("agg", unmergeable.get() + " (known: " + known + ")");
      return Optional.empty();
    }
    if (!call.matches() || !isOneArgument(call.group("argument"))) {
      node.problem(
          "agg",
          "'"
              + text
              + "' is not one aggregate of one argument; write it as sum(amount) or count(*)");
      return Optional.empty();
    }
    String function = call.group("function").toLowerCase(Locale.ROOT);
    boolean distinct = call.group("distinct") != null;
    boolean star = call.group("argument").equals(STAR);
    if (!FUNCTIONS.containsKey(function)) {
      String rule = "'" + function + "' is no aggregate whose parts of months can be merged";
      node.problem("agg", rule + Suggestion.among(function, FUNCTIONS.keySet()));
      return Optional.empty();
    }
    boolean isCount = function.equals("count");
    if ((distinct && (star || !isCount)) || (star && !isCount && !function.equals(STREAK))) {
      node.problem(
          "agg",
          "'" + text + "': * is for count and streak only, distinct for count only, not both");
      return Optional.empty();
    }
    SqlExpression argument = new SqlExpression(call.group("argument"), node.position("agg"));
    return Optional.of(
        new AggregateCall(function, distinct, star ? Optional.empty() : Optional.of(argument)));
  }

  /**
   * Between the first and the last parenthesis stands one expression: {@code a) + sum(b} and {@code
   * a, b} are none.
   */
  private static boolean isOneArgument(String argument) {
    return argument.equals(STAR) || DerivedExpression.parsed(argument).isPresent();
  }

  boolean isBalance() {
    return function.equals(BALANCE);
  }

  /** Its argument is a cycle of the calendar, not an expression. */
  boolean isIdleCycles() {
    return function.equals(IDLE_CYCLES);
  }

  /** Balance as declared by {@code dailyAverage}, count as distinct or not. */
  AggregateFunction resolved(boolean dailyAverage) {
    if (isBalance()) {
      return dailyAverage
          ? AggregateFunction.BALANCE_DAILY_AVERAGE
          : AggregateFunction.BALANCE_MONTH_END;
    }
    return distinct
        ? AggregateFunction.COUNT_DISTINCT
        : Objects.requireNonNull(FUNCTIONS.get(function));
  }
}
