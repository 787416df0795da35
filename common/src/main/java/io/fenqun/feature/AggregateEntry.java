package io.fenqun.feature;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Suggestion;
import io.fenqun.feature.FeatureDef.Aggregate;
import io.fenqun.feature.FeatureDef.Window;
import io.fenqun.source.SourceDef;
import io.fenqun.sql.SqlExpression;
import io.fenqun.time.OrderCycle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One entry with {@code agg}: which aggregate of which rows, over which windows. */
final class AggregateEntry {
  private static final String MONTH_END_RULE =
      "month_end is for snapshots: the partials of a month serve later months too";
  private static final List<String> BALANCES = List.of("daily_average", "month_end");

  private final ConfNode entry;
  private final SourceDef source;
  private final AggregateCall call;
  private final AggregateFunction function;
  private final Optional<SqlExpression> where;
  private final Optional<SqlExpression> argument;
  private final Optional<OrderCycle> cycle;
  private final List<Window> windows;

  AggregateEntry(ConfNode entry, SourceDef source, AggregateCall call, FeatureContext context) {
    this.entry = entry;
    this.source = source;
    this.call = call;
    this.function = call.resolved(isDailyAverage(context.defaultBalance()));
    this.where = SqlExpression.optional(entry, "where");
    this.cycle = cycle(context);
    this.argument = call.isIdleCycles() ? Optional.empty() : call.argument();
    this.windows = source.isTransactions() ? eventWindows() : snapshotWindow();
    checkKind();
  }

  List<Window> windows() {
    return windows;
  }

  Aggregate over(Window window) {
    return new Aggregate(source.name(), where, function, argument, cycle, window);
  }

  boolean isComplete() {
    boolean complete = entry.flag("complete", false);
    if (complete
        && windows.stream().anyMatch(window -> window.isEver() || window.equals(Window.SNAPSHOT))) {
      entry.problem("complete", "is for windows of so many months");
    }
    return complete;
  }

  private void checkKind() {
    if (source.isTransactions()) {
      where
          .filter(AggregateEntry::readsMonthEnd)
          .ifPresent(e -> entry.problem("where", MONTH_END_RULE));
      argument
          .filter(AggregateEntry::readsMonthEnd)
          .ifPresent(e -> entry.problem("agg", MONTH_END_RULE));
    } else if (function.needsEventTime()) {
      entry.problem(
          "agg",
          call.function() + " needs the time of events, and " + source.name() + " is a snapshot");
    }
  }

  private List<Window> snapshotWindow() {
    for (String key : List.of("window", "windows")) {
      if (entry.has(key)) {
        entry.problem(key, "a snapshot has no windows");
      }
    }
    return List.of(Window.SNAPSHOT);
  }

  private List<Window> eventWindows() {
    if (entry.has("window") && entry.has("windows")) {
      entry.problem("window", "window and windows exclude each other; keep one");
    }
    List<Window> found = entry.has("windows") ? severalWindows() : List.of(oneWindow());
    if (call.isBalance() && found.stream().anyMatch(window -> !window.isEver())) {
      String key = entry.has("windows") ? "windows" : "window";
      entry.problem(key, "a balance counts from the first month on: its only window is ever");
    }
    return found;
  }

  private List<Window> severalWindows() {
    List<Window> found = new ArrayList<>();
    for (String text : entry.texts("windows")) {
      Window window = window("windows", text);
      if (found.contains(window)) {
        entry.problem("windows", "'" + text + "' stands twice");
      } else {
        found.add(window);
      }
    }
    if (found.isEmpty()) {
      entry.problem("windows", "names no window");
    }
    return found;
  }

  /** A balance may leave out its only window. */
  private Window oneWindow() {
    boolean leftOut = call.isBalance() && !entry.has("window");
    String text = leftOut ? "ever" : entry.text("window");
    return text.isEmpty() ? Window.EVER : window("window", text);
  }

  private Window window(String key, String text) {
    if (text.matches("[1-9]\\d{0,3}")) {
      return new Window(Integer.parseInt(text));
    }
    if (!text.equals("ever")) {
      entry.problem(key, "'" + text + "' is neither a number of months from 1 nor ever");
    }
    return Window.EVER;
  }

  private boolean isDailyAverage(String defaultBalance) {
    if (entry.has("balance") && !call.isBalance()) {
      entry.problem("balance", "is for agg: balance(…) only");
    }
    String balance = entry.optionalText("balance").orElse(defaultBalance);
    if (entry.has("balance") && !BALANCES.contains(balance)) {
      entry.problem(
          "balance", "'" + balance + "' is unknown" + Suggestion.among(balance, BALANCES));
    }
    return balance.equals("daily_average");
  }

  private Optional<OrderCycle> cycle(FeatureContext context) {
    if (!call.isIdleCycles()) {
      return Optional.empty();
    }
    String name = call.argument().map(SqlExpression::text).orElse("");
    OrderCycle found = context.calendar().get(name);
    if (found == null) {
      entry.problem(
          "agg",
          "'"
              + name
              + "' is no cycle of the calendar"
              + Suggestion.among(name, context.calendar().keySet()));
    }
    return Optional.ofNullable(found);
  }

  /** False where it does not parse: that fault is reported where expressions are resolved. */
  private static boolean readsMonthEnd(SqlExpression expression) {
    return DerivedExpression.find(expression)
        .map(found -> found.names().contains("month_end"))
        .orElse(false);
  }
}
