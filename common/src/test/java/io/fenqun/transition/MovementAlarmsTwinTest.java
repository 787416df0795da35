package io.fenqun.transition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fenqun.SparkTest;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bands, alarms and the groups behind them again in plain loops, over generated moves. */
class MovementAlarmsTwinTest extends SparkTest {
  private static final long serialVersionUID = 1L;
  private static final long SEED = 20240712;
  private static final int MONTHS = 10;
  private static final Month FIRST = Month.of(2023, 9);
  private static final List<String> FROM = List.of("A", "B", "ENTERED");
  private static final List<String> TO = List.of("A", "B", "LEFT");
  private static final List<String> GROUPS = List.of("N", "S", "W");

  private record Move(int month, String from, String to, String group, long customers) {}

  private final List<Move> moves = moves();

  private static List<Move> moves() {
    Random random = new Random(SEED);
    List<Move> moves = new ArrayList<>();
    for (int month = 0; month < MONTHS; month++) {
      for (String from : FROM) {
        // nobody enters in every third month
        if (!from.equals("ENTERED") || month % 3 > 0) {
          for (String to : TO) {
            for (String group : GROUPS) {
              int most = random.nextInt(6) == 0 ? 90 : 25;
              long customers =
                  from.equals("ENTERED") && to.equals("LEFT") ? 0 : random.nextInt(most);
              if (customers > 0) {
                moves.add(new Move(month, from, to, group, customers));
              }
            }
          }
        }
      }
    }
    return moves;
  }

  private long sum(Predicate<Move> which) {
    return moves.stream().filter(which).mapToLong(Move::customers).sum();
  }

  /** A figure: which moves it counts, and of which. */
  private record Figure(String key, Predicate<Move> counted, Predicate<Move> base) {}

  private static List<Figure> figures() {
    Predicate<Move> here = move -> !move.to().equals("LEFT");
    List<Figure> figures = new ArrayList<>();
    for (String to : List.of("A", "B")) {
      figures.add(new Figure("SIZE " + to, move -> move.to().equals(to), here));
    }
    for (String from : FROM) {
      for (String to : TO) {
        Predicate<Move> row = move -> move.from().equals(from);
        figures.add(
            new Figure(
                "TRANSITION " + from + " " + to, row.and(move -> move.to().equals(to)), row));
      }
    }
    return figures;
  }

  private Map<String, double[]> naive(AlarmDef def, Map<String, Map<String, Double>> groups) {
    Map<String, double[]> alarms = new TreeMap<>();
    for (Figure figure : figures()) {
      for (int month = 0; month < MONTHS; month++) {
        List<Integer> history = new ArrayList<>();
        for (int past = Math.max(0, month - def.history()); past < month; past++) {
          int then = past;
          if (sum(figure.base().and(move -> move.month() == then)) > 0) {
            history.add(past);
          }
        }
        int now = month;
        long base = sum(figure.base().and(move -> move.month() == now));
        if (base < def.leastCustomers() || history.size() < def.leastHistory()) {
          continue;
        }
        double[] rates = history.stream().mapToDouble(past -> rate(figure, past, null)).toArray();
        double mean = java.util.Arrays.stream(rates).average().orElseThrow();
        double squares = java.util.Arrays.stream(rates).map(r -> (r - mean) * (r - mean)).sum();
        double deviation = rates.length > 1 ? Math.sqrt(squares / (rates.length - 1)) : 0;
        double half = def.deviations() * Math.max(deviation, Math.sqrt(mean * (1 - mean) / base));
        boolean isRange = def.band() == AlarmDef.Band.RANGE;
        double low =
            isRange ? java.util.Arrays.stream(rates).min().orElseThrow() : Math.max(mean - half, 0);
        double high =
            isRange ? java.util.Arrays.stream(rates).max().orElseThrow() : Math.min(mean + half, 1);
        double value = rate(figure, month, null);
        boolean isOut = value < low - 1e-9 || value > high + 1e-9;
        if (isOut && Math.abs(value - mean) * base >= def.leastMoved() - 1e-6) {
          String key = FIRST.plus(month) + " " + figure.key();
          alarms.put(key, new double[] {value, low, high, mean, history.size()});
          for (String group : GROUPS) {
            double before =
                history.stream().mapToDouble(past -> rate(figure, past, group)).sum()
                    / history.size();
            double part = rate(figure, month, group) - before;
            if (part * (value - mean) > 0) {
              groups.computeIfAbsent(key, any -> new TreeMap<>()).put(group, part);
            }
          }
        }
      }
    }
    return alarms;
  }

  private double rate(Figure figure, int month, String group) {
    long counted =
        sum(
            figure
                .counted()
                .and(figure.base())
                .and(move -> move.month() == month)
                .and(move -> group == null || move.group().equals(group)));
    return (double) counted / sum(figure.base().and(move -> move.month() == month));
  }

  private List<Row> computed(AlarmDef def, int partitions) {
    MoveRows rows = new MoveRows();
    Map<String, Long> everyone = new TreeMap<>();
    for (Move move : moves) {
      String month = FIRST.plus(move.month()).toString();
      rows.move("t", month, 1, "branch", move.group(), move.from(), move.to(), move.customers());
      everyone.merge(month + "," + move.from() + "," + move.to(), move.customers(), Long::sum);
    }
    everyone.forEach(
        (key, customers) -> {
          String[] parts = key.split(",");
          rows.move("t", parts[0], parts[1], parts[2], customers);
        });
    Dataset<Row> none =
        rows(
            "scheme string, month string, base_month string, level string, n int, at_risk bigint,"
                + " rolled bigint");
    MonthRange range = new MonthRange(FIRST, FIRST.plus(MONTHS - 1));
    MovementAlarms alarms =
        new MovementAlarms(
            def, rows(MoveRows.SCHEMA, rows.rows()).repartition(partitions), none, range);
    return alarms.traced(alarms.raised(), Optional.empty()).collectAsList();
  }

  @ParameterizedTest
  @EnumSource(AlarmDef.Band.class)
  void agreesWithPlainLoops(AlarmDef.Band band) throws JsonProcessingException {
    AlarmDef def = new AlarmDef(band, 1.5, 5, 3, 40, 4, 9, List.of());
    Map<String, Map<String, Double>> groups = new TreeMap<>();
    Map<String, double[]> expected = naive(def, groups);
    List<Row> alarms = computed(def, 3);
    assertThat(expected).as("seed %d", SEED).hasSizeGreaterThan(5);
    assertThat(alarms.stream().map(MovementAlarmsTwinTest::key))
        .as("seed %d", SEED)
        .containsExactlyInAnyOrderElementsOf(expected.keySet());
    for (Row alarm : alarms) {
      double[] numbers = expected.get(key(alarm));
      List<String> columns = List.of("value", "band_low", "band_high", "usual");
      for (int i = 0; i < columns.size(); i++) {
        assertThat(alarm.<Double>getAs(columns.get(i)))
            .as("seed %d: %s %s", SEED, key(alarm), columns.get(i))
            .isCloseTo(numbers[i], within(1e-8));
      }
      assertThat(alarm.<Long>getAs("history_months")).isEqualTo((long) numbers[4]);
      Map<String, Double> found = new TreeMap<>();
      double last = Double.MAX_VALUE;
      for (JsonNode group : new ObjectMapper().readTree(alarm.<String>getAs("groups"))) {
        found.put(group.get("group_value").asText(), group.get("part").asDouble());
        assertThat(Math.abs(group.get("part").asDouble())).isLessThanOrEqualTo(last);
        last = Math.abs(group.get("part").asDouble());
      }
      assertThat(found.keySet()).isEqualTo(groups.get(key(alarm)).keySet());
      found.forEach(
          (group, part) ->
              assertThat(part).isCloseTo(groups.get(key(alarm)).get(group), within(1e-8)));
    }
  }

  @Test
  void rowsInAnyPartitionsGiveTheSame() {
    AlarmDef def = new AlarmDef(AlarmDef.Band.DEVIATIONS, 1, 5, 2, 10, 1, 9, List.of());
    assertThat(computed(def, 1).stream().map(Row::toString).sorted().toList())
        .isEqualTo(computed(def, 7).stream().map(Row::toString).sorted().toList());
  }

  private static String key(Row alarm) {
    String to = alarm.getAs("to_segment");
    return alarm.getAs("month")
        + " "
        + alarm.getAs("kind")
        + " "
        + alarm.getAs("segment")
        + (to == null ? "" : " " + to);
  }
}
