package io.fenqun.stability;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.Lines;
import io.fenqun.SparkTest;
import io.fenqun.stability.PopulationShift.Limits;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class SegmentStabilityTest extends SparkTest {
  private static final Limits USUAL = new Limits(0.1, 0.999);
  private static final Map<String, List<String>> TIER = Map.of("tier", List.of("A", "B", "C"));
  private static final MonthRange MARCH = MonthRange.of(Month.of(2024, 3));

  @Test
  void aMatrixByHand() {
    SegmentStability stability =
        SegmentStability.of(
            moves(
                move("ENTERED", "A", 5),
                move("RETURNED", "B", 1),
                move("A", "A", 6),
                move("A", "B", 2),
                move("A", "LEFT", 4),
                move("B", "B", 3),
                move("OUTSIDE", "B", 1)),
            flipFlops(RowFactory.create("tier", "2024-03", 10L, 2L)),
            MARCH);

    // Compared 12, stayed 9. Pairs: cells 15+1+3+0=19; before 28+3+0=31, now 15+15=30 of 66
    double expected = 31.0 * 30 / 66;
    double rand = (19 - expected) / ((31 + 30) / 2.0 - expected);
    Row row = stability.ofSchemes(TIER, "2024-03", USUAL).get(0);
    assertThat(StabilityRows.lines(List.of(row)).get(0))
        .startsWith("2024-03 tier 12 9 0.75 ")
        .contains(" 10 2 0.2 16 18 4 ");
    assertThat(row.getDouble(5)).isEqualTo(Math.rint(rand * 1e9) / 1e9);
    assertThat(StabilityRows.lines(stability.ofSegments(TIER)).stream().map(this::counts).toList())
        .containsExactly(
            "2024-03 tier A 8 6 6 0.75 0.75 0.75 0.611111111",
            "2024-03 tier B 3 6 3 1.0 0.5 0.1875 0.388888889",
            "2024-03 tier C 0 0 0 null null 0.0 0.0",
            "2024-03 tier OUTSIDE 1 0 0 0.0 0.0 0.0625 0.0");
  }

  @Test
  void thePartsOfTheSegmentsAreTheShiftOfTheScheme() {
    SegmentStability stability =
        SegmentStability.of(
            moves(move("A", "A", 40), move("A", "B", 30), move("B", "C", 20), move("B", "LEFT", 9)),
            flipFlops(),
            MARCH);

    Row scheme = stability.ofSchemes(TIER, "2024-03", USUAL).get(0);
    double parts = stability.ofSegments(TIER).stream().mapToDouble(row -> row.getDouble(10)).sum();
    assertThat(parts).isCloseTo(scheme.getDouble(12), org.assertj.core.api.Assertions.offset(1e-8));
    assertThat(scheme.getBoolean(14)).isTrue();
  }

  @Test
  void whatCannotBeSaidIsNull() {
    SegmentStability nobody =
        SegmentStability.of(moves(move("ENTERED", "A", 5)), flipFlops(), MARCH);

    assertThat(StabilityRows.lines(nobody.ofSchemes(TIER, "2024-04", USUAL)))
        .containsExactly("2024-03 tier 0 0 null null null null null 0 5 4 null null null");
    assertThat(StabilityRows.lines(nobody.ofSchemes(TIER, "2024-03", USUAL)))
        .containsExactly("2024-03 tier 0 0 null null 0 0 null 0 5 4 null null null");
    assertThat(nobody.ofSchemes(Map.of("grade", List.of()), "2024-03", USUAL)).isEmpty();
  }

  @Test
  void flipFlopsAgreeWithPlainLoopsInAnyPartitions() {
    Random random = new Random(20260301);
    String[] segments = {"A", "B", null};
    List<Row> rows = new ArrayList<>();
    Map<String, String[]> tierOf = new java.util.TreeMap<>();
    for (int customer = 0; customer < 300; customer++) {
      String[] tiers = new String[5];
      for (int month = 0; month < 5; month++) {
        if (random.nextInt(10) > 1) {
          String tier = segments[random.nextInt(3)];
          tiers[month] = tier == null ? "OUTSIDE" : tier;
          rows.add(RowFactory.create("2024-0" + (month + 1), "c" + customer, tier, "X"));
        }
      }
      tierOf.put("c" + customer, tiers);
    }
    Dataset<Row> customerMonth =
        rows(
            "month string, customer_id string, tier string, other string",
            rows.toArray(Row[]::new));
    MonthRange months = new MonthRange(Month.of(2024, 3), Month.of(2024, 5));

    List<String> expected = new ArrayList<>();
    for (int month = 2; month < 5; month++) {
      int now = month;
      long followed =
          tierOf.values().stream()
              .filter(t -> t[now] != null && t[now - 1] != null && t[now - 2] != null)
              .count();
      long flipped =
          tierOf.values().stream()
              .filter(t -> t[now] != null && t[now - 1] != null && t[now - 2] != null)
              .filter(t -> t[now].equals(t[now - 2]) && !t[now].equals(t[now - 1]))
              .count();
      expected.add("other 2024-0" + (month + 1) + " " + followed + " 0");
      expected.add("tier 2024-0" + (month + 1) + " " + followed + " " + flipped);
    }
    for (int partitions : new int[] {1, 7}) {
      assertThat(
              Lines.of(
                  FlipFlops.of(
                      customerMonth.repartition(partitions), List.of("tier", "other"), months)))
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void aMonthThatIsMissingIsFollowedByNobody() {
    Dataset<Row> customerMonth =
        rows(
            "month string, customer_id string, tier string",
            RowFactory.create("2024-01", "c", "A"),
            RowFactory.create("2024-03", "c", "A"));

    assertThat(FlipFlops.of(customerMonth, List.of("tier"), MARCH).count()).isZero();
  }

  @Test
  void featuresShiftByTheirBins() {
    Row[] customers =
        IntStream.range(0, 200)
            .mapToObj(
                i ->
                    RowFactory.create(
                        i < 100 ? "2024-02" : "2024-03", i == 7, i % 2 + 1, i < 150 ? null : 1.5))
            .toArray(Row[]::new);
    Dataset<Row> featureMonth =
        rows("month string, is_departed boolean, same int, gone double", customers);

    for (int partitions : new int[] {1, 5}) {
      List<String> lines =
          StabilityRows.lines(
              FeatureShift.of(
                  featureMonth.repartition(partitions), List.of("same", "gone"), MARCH, USUAL));
      assertThat(lines.get(0)).startsWith("2024-03 gone 1.0 0.5 99 100 2 ").endsWith(" true");
      assertThat(lines.get(1)).startsWith("2024-03 same 0.0 0.0 99 100 2 ").endsWith(" false");
    }
  }

  private String counts(String line) {
    return line.substring(0, line.lastIndexOf(' '));
  }

  private static Row move(String from, String to, long customers) {
    return RowFactory.create("tier", "2024-03", 1, "ALL", from, to, customers);
  }

  private Dataset<Row> moves(Row... moves) {
    return rows(
        "scheme string, month string, horizon_months int, group_by string, from_segment string,"
            + " to_segment string, customers bigint",
        moves);
  }

  private Dataset<Row> flipFlops(Row... rows) {
    return rows("scheme string, month string, followed bigint, flipped bigint", rows);
  }
}
