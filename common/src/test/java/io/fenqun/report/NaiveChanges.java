package io.fenqun.report;

import io.fenqun.scheme.SchemeDef;
import io.fenqun.time.Month;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;

/** The parts of the changes of {@link SegmentChangeTwinTest} in plain loops over customers. */
final class NaiveChanges {
  private static final String OUTSIDE = "OUTSIDE";

  private NaiveChanges() {}

  /** Customers and cents by scheme, month, segment and part. */
  private static final class Parts {
    private final Map<String, long[]> sums = new TreeMap<>();

    void add(String scheme, Month month, String segment, String part, long sign, Row row) {
      long[] sum =
          sums.computeIfAbsent(
              String.join(" ", month.toString(), scheme, segment, part), any -> new long[2]);
      sum[0] += sign;
      sum[1] += sign * cents(row, scheme);
    }

    private static long cents(Row row, String scheme) {
      BigDecimal money = row.getAs(scheme.equals("slow") ? "points" : "value");
      return money == null ? 0 : money.movePointRight(2).longValueExact();
    }

    List<String> lines() {
      return sums.entrySet().stream()
          .filter(entry -> Arrays.stream(entry.getValue()).anyMatch(sum -> sum != 0))
          .map(
              e ->
                  e.getKey() + " " + e.getValue()[0] + " " + BigDecimal.valueOf(e.getValue()[1], 2))
          .sorted()
          .toList();
    }
  }

  private static Map<String, Row> byCustomer(List<Row> rows, Month month) {
    return rows.stream()
        .filter(row -> row.getAs("month").equals(month.toString()))
        .collect(Collectors.toMap(row -> row.getAs("customer_id"), Function.identity()));
  }

  static List<String> lines(List<Row> now, List<Row> reported, Map<Month, String> causes) {
    Parts parts = new Parts();
    for (Month month : SegmentChangeTwinTest.MONTHS.months()) {
      Month before = month.minus(1);
      Map<String, Row> of = byCustomer(now, month);
      Map<String, Row> last = byCustomer(now, before);
      for (SchemeDef def : SegmentChangeTwinTest.SCHEMES) {
        String scheme = def.name();
        String restated = causes.get(before);
        last.values().forEach(r -> parts.add(scheme, month, r.getAs(scheme), restated, 1, r));
        byCustomer(reported, before)
            .values()
            .forEach(r -> parts.add(scheme, month, r.getAs(scheme), restated, -1, r));
        of.forEach(
            (id, row) -> {
              String actual = row.getAs(scheme);
              Row lastRow = last.get(id);
              if (lastRow == null) {
                parts.add(scheme, month, actual, "ENTRY_EXIT", 1, row);
              } else {
                String atCuts = atLastCuts(scheme, month, row, lastRow, now);
                parts.add(scheme, month, actual, "OTHERS", 1, row);
                parts.add(scheme, month, atCuts, "OTHERS", -1, row);
                parts.add(scheme, month, atCuts, "OWN", 1, row);
                parts.add(scheme, month, lastRow.getAs(scheme), "OWN", -1, lastRow);
              }
            });
        last.forEach(
            (id, row) -> {
              if (!of.containsKey(id)) {
                parts.add(scheme, month, row.getAs(scheme), "ENTRY_EXIT", -1, row);
              }
            });
      }
    }
    return parts.lines();
  }

  private static String atLastCuts(String scheme, Month month, Row row, Row last, List<Row> now) {
    String actual = row.getAs(scheme);
    return switch (scheme) {
      case "top" -> ranked("top", month.minus(1), row, last, now);
      case "slow" ->
          month.number() % 3 == 0 ? ranked("slow", month.minus(3), row, last, now) : actual;
      case "both" -> {
        String level = row.getAs("level");
        String top = ranked("top", month.minus(1), row, last, now);
        yield level.equals(OUTSIDE) || top.equals(OUTSIDE)
            ? OUTSIDE
            : Set.of("H1", "H2", "L1").contains(level + top) ? "GOOD" : "POOR";
      }
      default -> actual;
    };
  }

  private static String ranked(String scheme, Month cutMonth, Row row, Row last, List<Row> now) {
    String score = scheme + "__score";
    BigDecimal own = row.getAs(score);
    String actual = row.getAs(scheme);
    if (actual.equals(OUTSIDE) || own == null) {
      return actual;
    }
    Map<String, BigDecimal> cuts = new HashMap<>();
    byCustomer(now, cutMonth)
        .values()
        .forEach(
            other -> {
              boolean isOfGroup =
                  scheme.equals("slow")
                      || Objects.equals(other.getAs("branch"), row.getAs("branch"));
              if (isOfGroup && !other.getAs(scheme).equals(OUTSIDE)) {
                cuts.merge(other.getAs(scheme), other.getAs(score), BigDecimal::min);
              }
            });
    if (cuts.isEmpty()) {
      return actual;
    }
    List<String> best =
        cuts.keySet().stream()
            .sorted(
                Comparator.<String, BigDecimal>comparing(cuts::get)
                    .reversed()
                    .thenComparing(code -> code))
            .toList();
    String placed =
        best.stream()
            .filter(code -> cuts.get(code).compareTo(own) <= 0)
            .findFirst()
            .orElse(best.get(best.size() - 1));
    boolean isTie =
        cuts.get(placed).compareTo(own) == 0
            && own.equals(last.getAs(score))
            && !last.getAs(scheme).equals(OUTSIDE);
    return isTie ? last.getAs(scheme) : placed;
  }
}
