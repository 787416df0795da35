package io.fenqun.feature;

import io.fenqun.time.Month;
import io.fenqun.time.OrderCycle;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The features of {@link FeatureLaws} once more, from the rows themselves, customer by customer and
 * month by month: no partials, no Spark.
 */
final class NaiveFeatures {
  record Txn(
      String customer,
      LocalDate day,
      String id,
      String kind,
      BigDecimal amount,
      Integer quantity,
      String shop) {
    Month month() {
      return Month.of(day.getYear(), day.getMonthValue());
    }
  }

  private static final int EVER = 1000;

  private final List<Txn> all;
  private final Month firstCovered;
  private final int forgetAfter;
  private final Map<String, Object> features = new HashMap<>();

  NaiveFeatures(List<Txn> all, Month firstCovered, int forgetAfter) {
    this.all = all.stream().sorted(Comparator.comparing(Txn::day).thenComparing(Txn::id)).toList();
    this.firstCovered = firstCovered;
    this.forgetAfter = forgetAfter;
  }

  /** Rows as {@code customer | month | is_departed | features of these names}, sorted. */
  List<String> rows(Month last, List<String> names) {
    List<FeatureCells> rows = new ArrayList<>();
    for (String customer : new TreeSet<>(all.stream().map(Txn::customer).toList())) {
      boolean gone = false;
      for (Month month = firstCovered; month.compareTo(last) <= 0; month = month.plus(1)) {
        if (!window(customer, month, 1).isEmpty()) {
          gone = false;
        }
        if (gone || window(customer, month, forgetAfter + 1).isEmpty()) {
          continue;
        }
        Map<String, Object> row = row(customer, month);
        for (Map.Entry<String, Object> feature : row.entrySet()) {
          features.put(key(customer, month, feature.getKey()), feature.getValue());
        }
        gone = ((BigDecimal) row.get("held")).compareTo(new BigDecimal("-120")) < 0;
        rows.add(new FeatureCells(customer, month, gone, row));
      }
    }
    new NaiveLooks(rows, firstCovered).addAll();
    return rows.stream().map(row -> row.text(names)).sorted().toList();
  }

  private static String key(String customer, Month month, String feature) {
    return customer + " " + month + " " + feature;
  }

  private List<Txn> window(String customer, Month month, int months) {
    return all.stream()
        .filter(t -> t.customer().equals(customer))
        .filter(t -> t.month().compareTo(month) <= 0 && t.month().index() > month.index() - months)
        .filter(t -> t.month().compareTo(firstCovered) >= 0)
        .toList();
  }

  private Map<String, Object> row(String customer, Month month) {
    List<Txn> one = window(customer, month, 1);
    List<Txn> two = window(customer, month, 2);
    List<Txn> three = window(customer, month, 3);
    List<Txn> ever = window(customer, month, EVER);
    List<Txn> out = ever.stream().filter(t -> "OUT".equals(t.kind())).toList();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("n_1m", (long) one.size());
    row.put("n_3m", (long) three.size());
    row.put("n_ever", (long) ever.size());
    row.put("spent_2m", sum(two));
    row.put("spent_out", sum(out));
    row.put("quantity", quantities(three).stream().mapToLong(Integer::longValue).sum());
    row.put("mean", mean(three));
    row.put("mean_quantity", meanQuantity(ever));
    row.put("low", amounts(two).stream().min(Comparator.naturalOrder()).orElse(null));
    row.put("high", amounts(ever).stream().max(Comparator.naturalOrder()).orElse(null));
    row.put(
        "low_kind", values(ever, Txn::kind).stream().min(Comparator.naturalOrder()).orElse(null));
    row.put("opening", three.isEmpty() ? null : three.get(0).amount());
    row.put("last_kind", ever.isEmpty() ? null : ever.get(ever.size() - 1).kind());
    row.put("shops", values(two, Txn::shop).stream().distinct().count());
    row.put("days", values(ever, Txn::day).stream().distinct().count());
    row.put(
        "paid_days",
        two.stream().filter(t -> "OUT".equals(t.kind())).map(Txn::day).distinct().count());
    row.put("paid_months", out.stream().map(Txn::month).distinct().count());
    row.put(
        "idle_days",
        lastDay(ever) == null
            ? null
            : (int) ChronoUnit.DAYS.between(lastDay(ever), month.lastDay()));
    row.put("idle_weeks", idle(OrderCycle.WEEKLY, ever, month));
    row.put("idle_months", idle(OrderCycle.MONTHLY, two, month));
    row.put("held", sum(ever));
    row.put("held_daily", dailyAverage(ever, month));
    row.put("full", month.minus(2).compareTo(firstCovered) < 0 ? null : (long) three.size());
    row.put("spread", NaiveSpread.variance(amounts(three)));
    row.put("deviation_1m", NaiveSpread.deviation(quantities(one)));
    row.put("deviation_ever", NaiveSpread.deviation(quantities(ever)));
    row.put("ids_2m", NaiveDistinct.count(values(two, Txn::id)));
    row.put("ids_ever", NaiveDistinct.count(values(ever, Txn::id)));
    row.put("streak_2m", Math.min(2, streak(ever, month)));
    row.put("streak_ever", streak(ever, month));
    List<Txn> paid =
        out.stream().filter(t -> t.amount() != null && t.amount().signum() > 0).toList();
    row.put("paid_streak", streak(paid, month));
    Object rate = one.isEmpty() ? null : nineDigits(sum(two).doubleValue() / one.size());
    row.put("rate", rate);
    BigDecimal before = (BigDecimal) features.get(key(customer, month.minus(2), "held"));
    row.put(
        "trend",
        before == null || month.minus(2).compareTo(firstCovered) < 0
            ? null
            : sum(ever).subtract(before));
    row.put("trend_before", features.get(key(customer, month.minus(1), "trend")));
    return row;
  }

  /** Month by month, backwards, until there is none. */
  private static int streak(List<Txn> rows, Month month) {
    int months = 0;
    while (rows.stream().anyMatch(on(month.minus(months)))) {
      months++;
    }
    return months;
  }

  private static Predicate<Txn> on(Month month) {
    return t -> t.month().equals(month);
  }

  private static <T> List<T> values(List<Txn> rows, Function<Txn, T> column) {
    return rows.stream().map(column).filter(Objects::nonNull).toList();
  }

  private static List<BigDecimal> amounts(List<Txn> rows) {
    return values(rows, Txn::amount);
  }

  private static List<Integer> quantities(List<Txn> rows) {
    return values(rows, Txn::quantity);
  }

  private static BigDecimal sum(List<Txn> rows) {
    return amounts(rows).stream().reduce(new BigDecimal("0.00"), BigDecimal::add);
  }

  private static BigDecimal mean(List<Txn> rows) {
    int count = amounts(rows).size();
    return count == 0 ? null : sum(rows).divide(BigDecimal.valueOf(count), 2, RoundingMode.HALF_UP);
  }

  private static Double meanQuantity(List<Txn> rows) {
    List<Integer> quantities = quantities(rows);
    return quantities.isEmpty()
        ? null
        : nineDigits((double) quantities.stream().mapToInt(q -> q).sum() / quantities.size());
  }

  static Double nineDigits(double value) {
    return new BigDecimal(value).round(new MathContext(9, RoundingMode.HALF_EVEN)).doubleValue();
  }

  private static LocalDate lastDay(List<Txn> rows) {
    return rows.isEmpty() ? null : rows.get(rows.size() - 1).day();
  }

  private static Integer idle(OrderCycle cycle, List<Txn> rows, Month month) {
    LocalDate last = lastDay(rows);
    return last == null ? null : (int) Math.max(0, cycle.lastComplete(month) - cycle.cycleOf(last));
  }

  /** Day by day. */
  private static BigDecimal dailyAverage(List<Txn> rows, Month month) {
    BigDecimal total = BigDecimal.ZERO;
    for (LocalDate day = month.firstDay(); !day.isAfter(month.lastDay()); day = day.plusDays(1)) {
      LocalDate until = day;
      total = total.add(sum(rows.stream().filter(t -> !t.day().isAfter(until)).toList()));
    }
    return total.divide(BigDecimal.valueOf(month.days()), 2, RoundingMode.HALF_UP);
  }
}
