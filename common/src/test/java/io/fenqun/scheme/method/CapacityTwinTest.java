package io.fenqun.scheme.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.scheme.Approvals;
import io.fenqun.scheme.PlaceChanges;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.SchemeTest;
import io.fenqun.scheme.SegmentBuilder;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** Places against plain loops that let one in as one goes out, over generated months. */
class CapacityTwinTest extends SchemeTest {
  private static final long serialVersionUID = 1L;
  private static final String DDL =
      "customer_id string, month string, is_departed boolean, is_lawful boolean, branch string,"
          + " kind int, amount int";

  private static final SchemeDef TIER =
      scheme(
          "tier",
          """
          method: rules
          population: "is_lawful"
          within: [branch]
          capacity:
            by: amount
            margin: 25
            max:
              - {segment: B, when: "branch = '01'", max: 3}
              - {segment: B, when: "branch = '02'", max: 1}
              - {segment: G, max: 2}
          segments:
            - {code: B, when: "kind = 1", zh: 标准店, en: standard}
            - {code: X, when: "kind = 4", zh: 特殊, en: special}
            - {code: G, when: "kind in (1, 2)", zh: 二批, en: second}
            - {code: P, zh: 普通店, en: ordinary}
          """);

  private static final MonthRange RANGE = range("2024-01", "2024-05");

  @Test
  void equalsPlainLoopsMonthByMonthAndAtOnceWhateverThePartitions() {
    for (long seed = 1; seed <= 2; seed++) {
      List<Row> features = generated(new Random(seed));
      SegmentBuilder builder = builder(TIER);
      Dataset<Row> rows = rows(DDL, features);
      Dataset<Row> stepwise = monthByMonth(builder, rows, RANGE, Approvals.NONE);
      Dataset<Row> wide = computed(builder.wide(rows.repartition(5), RANGE, Optional.empty()));
      Naive naive = new Naive(features);

      assertThat(sorted(stepwise)).as("seed %d", seed).isEqualTo(sorted(builder.segmentRows(wide)));
      assertThat(byMonthAndCustomer(wide, "tier")).as("seed %d", seed).isEqualTo(naive.segments);
      assertThat(changes(wide, Optional.empty(), RANGE))
          .as("seed %d", seed)
          .isEqualTo(List.copyOf(naive.changes));
      assertThat(naive.kinds()).as("seed %d", seed).hasSize(4);
      assertThat(ofLastMonth(rows, stepwise))
          .as("seed %d", seed)
          .isEqualTo(naive.changes.stream().filter(text -> text.startsWith("2024-05")).toList());
    }
  }

  private static List<String> changes(
      Dataset<Row> wide, Optional<Dataset<Row>> earlier, MonthRange range) {
    return sorted(
            new PlaceChanges(List.of(TIER))
                .rows(wide, earlier, range)
                .selectExpr(
                    "concat_ws(' ', month, customer_id, segment, kind, coalesce(from_segment, '-'),"
                        + " coalesce(to_segment, '-'), group_value, coalesce(pair_id, '-'),"
                        + " coalesce(blocked_by, '-'))"))
        .stream()
        .map(text -> text.substring(1, text.length() - 1))
        .toList();
  }

  /** The changes of the last month alone, from what was written of the month before. */
  private List<String> ofLastMonth(Dataset<Row> features, Dataset<Row> written) {
    MonthRange last = MonthRange.of(RANGE.to());
    Dataset<Row> earlier = written.filter("month = '" + RANGE.to().minus(1) + "'");
    Dataset<Row> ofMonth = features.filter("month = '" + RANGE.to() + "'");
    return changes(
        computed(builder(TIER).wide(ofMonth, last, Optional.of(earlier))),
        Optional.of(earlier),
        last);
  }

  private static List<Row> generated(Random random) {
    List<Row> features = new ArrayList<>();
    String[] branches = new String[40];
    for (Month month : RANGE.months()) {
      for (int customer = 0; customer < branches.length; customer++) {
        if (branches[customer] == null || random.nextInt(15) == 0) {
          branches[customer] = List.of("01", "02", "03").get(random.nextInt(3));
        }
        int draw = random.nextInt(12);
        Integer amount = draw == 0 ? null : (draw - 3) * 10;
        if (random.nextInt(10) > 0) {
          features.add(
              RowFactory.create(
                  "c" + customer,
                  month.toString(),
                  false,
                  random.nextInt(12) > 0,
                  branches[customer],
                  1 + (customer + random.nextInt(2)) % 4,
                  amount));
        }
      }
    }
    return features;
  }

  /** One customer after the other, one exchange after the other. */
  private static final class Naive {
    private static final List<String> CODES = List.of("B", "X", "G", "P");
    private static final Comparator<Row> BEST_FIRST =
        Comparator.<Row, Integer>comparing(
                row -> row.isNullAt(6) ? null : row.getInt(6),
                Comparator.nullsLast(Comparator.reverseOrder()))
            .thenComparing(row -> row.getString(0));

    private final Map<String, Object> segments = new TreeMap<>();
    private final TreeSet<String> changes = new TreeSet<>();

    /** Customer and segment to the branch whose place it is. */
    private Map<String, String> held = new TreeMap<>();

    Naive(List<Row> features) {
      for (Month month : RANGE.months()) {
        List<Row> rows =
            features.stream().filter(row -> row.getString(1).equals(month.toString())).toList();
        month(month, rows);
      }
    }

    List<String> kinds() {
      return changes.stream().map(text -> text.split(" ")[3]).distinct().sorted().toList();
    }

    private void month(Month month, List<Row> rows) {
      Map<String, String> now = new TreeMap<>();
      List<String> notes = new ArrayList<>();
      for (Row row : rows) {
        segments.put(month + " " + row.getString(0), row.getBoolean(3) ? "P" : "OUTSIDE");
      }
      for (String branch : List.of("01", "02", "03")) {
        List<Row> free = new ArrayList<>(rows);
        free.removeIf(row -> !row.getString(4).equals(branch) || !row.getBoolean(3));
        for (String code : CODES) {
          List<Row> fitting = free.stream().filter(row -> fits(code, row.getInt(5))).toList();
          Integer places = places(code, branch);
          List<Row> placed =
              places == null ? fitting : contest(month, branch, code, places, fitting, now, notes);
          free.removeAll(placed);
          placed.forEach(row -> segments.put(month + " " + row.getString(0), code));
        }
      }
      held.forEach(
          (holder, branch) -> {
            boolean isReplaced =
                notes.stream().anyMatch(note -> note.startsWith(holder + " REPLACED"));
            if (!branch.equals(now.get(holder)) && !isReplaced) {
              notes.add(holder + " VACATED [\"" + branch + "\"] - -");
            }
          });
      for (String note : notes) {
        String[] parts = note.split(" ", 4);
        String customer = parts[0];
        Object from = segments.getOrDefault(month.minus(1) + " " + customer, "-");
        Object to = segments.getOrDefault(month + " " + customer, "-");
        changes.add(
            String.join(
                " ", month.toString(), customer, parts[1], parts[2], from + " " + to, parts[3]));
      }
      held = now;
    }

    private List<Row> contest(
        Month month,
        String branch,
        String code,
        int places,
        List<Row> fitting,
        Map<String, String> now,
        List<String> notes) {
      String group = "[\"" + branch + "\"]";
      List<Row> holders = new ArrayList<>(fitting);
      holders.removeIf(row -> !branch.equals(held.get(row.getString(0) + " " + code)));
      List<Row> applicants = new ArrayList<>(fitting);
      applicants.removeAll(holders);
      applicants.sort(BEST_FIRST);
      List<Row> entered = new ArrayList<>();
      while (!applicants.isEmpty() && holders.size() + entered.size() < places) {
        Row best = applicants.remove(0);
        entered.add(best);
        notes.add(best.getString(0) + " " + code + " ENTERED " + group + " - -");
      }
      holders.sort(BEST_FIRST);
      int pairs = 0;
      while (!applicants.isEmpty()
          && !holders.isEmpty()
          && isBetter(applicants.get(0), holders.get(holders.size() - 1))) {
        Row in = applicants.remove(0);
        Row out = holders.remove(holders.size() - 1);
        pairs++;
        String pair = " tier/" + month + "/" + group + "/" + code + "/" + pairs;
        entered.add(in);
        notes.add(in.getString(0) + " " + code + " ENTERED " + group + pair + " -");
        notes.add(
            out.getString(0) + " " + code + " REPLACED " + group + pair + " " + in.getString(0));
      }
      List<Row> worst = holders.isEmpty() ? entered : holders;
      String blocks = worst.isEmpty() ? "-" : worst.get(worst.size() - 1).getString(0);
      for (Row row : applicants) {
        notes.add(row.getString(0) + " " + code + " BLOCKED " + group + " - " + blocks);
      }
      List<Row> placed = new ArrayList<>(holders);
      placed.addAll(entered);
      placed.forEach(row -> now.put(row.getString(0) + " " + code, branch));
      return placed;
    }

    private static boolean fits(String code, int kind) {
      return switch (code) {
        case "B" -> kind == 1;
        case "X" -> kind == 4;
        case "G" -> kind == 1 || kind == 2;
        default -> true;
      };
    }

    private static Integer places(String code, String branch) {
      return switch (code) {
        case "B" -> branch.equals("01") ? Integer.valueOf(3) : branch.equals("02") ? 1 : null;
        case "G" -> 2;
        default -> null;
      };
    }

    private static boolean isBetter(Row applicant, Row holder) {
      if (applicant.isNullAt(6)) {
        return false;
      }
      if (holder.isNullAt(6)) {
        return true;
      }
      int ahead = applicant.getInt(6) - holder.getInt(6);
      return ahead * 100 > Math.abs(holder.getInt(6)) * 25;
    }
  }
}
