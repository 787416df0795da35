package io.fenqun.scheme.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.SchemeTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class MatrixTest extends SchemeTest {
  private static final long serialVersionUID = 1L;
  private static final String DDL =
      "customer_id string, month string, is_departed boolean, loyal string, worth string, age string";

  private static final SchemeDef LOYALTY = axis("loyalty", "loyal");
  private static final SchemeDef VALUE = axis("value_level", "worth");
  private static final SchemeDef AGE = axis("age_level", "age");

  /** Codes L, M and H as the column says; null is OUTSIDE. */
  private static SchemeDef axis(String name, String column) {
    return scheme(
        name,
        """
        method: rules
        population: "%1$s is not null"
        segments:
          - {code: L, when: "%1$s = 'L'", zh: 低, en: low}
          - {code: M, when: "%1$s = 'M'", zh: 中, en: middle}
          - {code: H, zh: 高, en: high}
        """
            .formatted(column));
  }

  private static SchemeDef matrix(String of, String segments) {
    return scheme("place", "method: matrix\nof: " + of + "\nsegments:\n" + segments);
  }

  private static Row row(String id, String loyal, String worth) {
    return row(id, loyal, worth, "L");
  }

  private static Row row(String id, String loyal, String worth, String age) {
    return RowFactory.create(id, "2024-06", false, loyal, worth, age);
  }

  private static final SchemeDef GOLDEN =
      matrix(
          "[loyalty, value_level]",
          """
            - {code: GOLDEN, cell: {loyalty: H, value_level: [M, H]}, zh: 金, en: golden}
            - {code: LOYAL, cell: {loyalty: [M, H]}, zh: 忠, en: loyal}
            - {code: REST, zh: 余, en: rest}
          """);

  @Test
  void theFirstCellThatFitsGivesTheSegmentAndAnAxisNotNamedFitsAnyCode() {
    Dataset<Row> wide =
        wide(
            rows(
                DDL,
                row("a", "H", "H"),
                row("b", "H", "M"),
                row("c", "H", "L"),
                row("d", "M", "H"),
                row("e", "L", "H")),
            LOYALTY,
            VALUE,
            GOLDEN);
    assertThat(byCustomer(wide, "place"))
        .isEqualTo(Map.of("a", "GOLDEN", "b", "GOLDEN", "c", "LOYAL", "d", "LOYAL", "e", "REST"));
    assertThat(byCustomer(wide, "place__reason"))
        .containsEntry(
            "a", "{\"code\":\"MATRIX\",\"values\":{\"loyalty\":\"H\",\"value_level\":\"H\"}}")
        .containsEntry(
            "e", "{\"code\":\"MATRIX\",\"values\":{\"loyalty\":\"L\",\"value_level\":\"H\"}}");
    assertThat(byCustomer(wide, "place__rank").values()).containsOnlyNulls();
    assertThat(byCustomer(wide, "place__score").values()).containsOnlyNulls();
  }

  @Test
  void whoIsOutsideOfAnAxisIsOutsideEvenWhereACellDoesNotNameIt() {
    Dataset<Row> wide =
        wide(rows(DDL, row("a", "M", null), row("b", null, "H")), LOYALTY, VALUE, GOLDEN);
    assertThat(byCustomer(wide, "place")).isEqualTo(Map.of("a", "OUTSIDE", "b", "OUTSIDE"));
    assertThat(byCustomer(wide, "place__reason"))
        .containsEntry(
            "a", "{\"code\":\"AXIS\",\"values\":{\"loyalty\":\"M\",\"value_level\":\"OUTSIDE\"}}");
  }

  @Test
  void whomNoCellFitsIsOutsideWhereThereIsNoRest() {
    SchemeDef gapped =
        matrix(
            "[loyalty, value_level]",
            "  - {code: GOLDEN, cell: {loyalty: H, value_level: H}, zh: 金, en: golden}\n");
    Dataset<Row> wide =
        wide(rows(DDL, row("a", "H", "H"), row("b", "H", "L")), LOYALTY, VALUE, gapped);
    assertThat(byCustomer(wide, "place")).isEqualTo(Map.of("a", "GOLDEN", "b", "OUTSIDE"));
    assertThat(byCustomer(wide, "place__reason"))
        .containsEntry(
            "b", "{\"code\":\"NO_MATCH\",\"values\":{\"loyalty\":\"H\",\"value_level\":\"L\"}}");
  }

  @Test
  void cellsAndAxesAreOfTheDefinitionAndTheOrderOfAMapIsNot() {
    String cell = "  - {code: A, cell: {loyalty: H, value_level: M}, zh: 甲, en: a}\n";
    String of = "[loyalty, value_level]";
    String definition = matrix(of, cell).definition();
    assertThat(
            matrix(of, cell.replace("loyalty: H, value_level: M", "value_level: M, loyalty: H"))
                .definition())
        .isEqualTo(definition);
    assertThat(
            List.of(
                matrix(of, cell.replace("loyalty: H", "loyalty: M")).definition(),
                matrix(of, cell.replace("loyalty: H, ", "")).definition(),
                matrix("[loyalty, value_level, age_level]", cell).definition()))
        .doesNotContain(definition)
        .doesNotHaveDuplicates();
  }

  @Test
  void agreesWithALoopOverTheCells() {
    long seed = 4711;
    Random random = new Random(seed);
    List<String> codes = List.of("L", "M", "H");
    List<Map<String, List<String>>> cells = new ArrayList<>();
    StringBuilder segments = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      Map<String, List<String>> cell = new TreeMap<>();
      for (String axis : List.of("loyalty", "value_level", "age_level")) {
        List<String> some = codes.stream().filter(code -> random.nextBoolean()).toList();
        if (!some.isEmpty()) {
          cell.put(axis, some);
        }
      }
      cell.putIfAbsent("loyalty", List.of("L"));
      cells.add(cell);
      segments.append("  - {code: S%d, cell: {".formatted(i));
      cell.forEach((axis, list) -> segments.append(axis + ": [" + String.join(", ", list) + "], "));
      segments.append("}, zh: 段, en: part}\n");
    }
    List<Row> features = new ArrayList<>();
    Map<String, Object> expected = new TreeMap<>();
    for (int i = 0; i < 200; i++) {
      Map<String, String> at = new TreeMap<>();
      for (String axis : List.of("loyalty", "value_level", "age_level")) {
        at.put(axis, random.nextInt(12) == 0 ? "OUTSIDE" : codes.get(random.nextInt(3)));
      }
      String id = "c" + i;
      features.add(
          row(
              id,
              orNull(at.get("loyalty")),
              orNull(at.get("value_level")),
              orNull(at.get("age_level"))));
      expected.put(id, naive(cells, at));
    }
    Dataset<Row> wide =
        wide(
            rows(DDL, features).repartition(5),
            LOYALTY,
            VALUE,
            AGE,
            matrix("[loyalty, value_level, age_level]", segments.toString()));
    assertThat(byCustomer(wide, "place")).as("seed %s", seed).isEqualTo(expected);
    assertThat(expected.values()).contains("S0", "S1", "OUTSIDE");
  }

  private static String orNull(String code) {
    return code.equals("OUTSIDE") ? null : code;
  }

  private static String naive(List<Map<String, List<String>>> cells, Map<String, String> at) {
    for (int i = 0; i < cells.size() && !at.containsValue("OUTSIDE"); i++) {
      boolean fits = true;
      for (Map.Entry<String, List<String>> axis : cells.get(i).entrySet()) {
        fits &= axis.getValue().contains(at.get(axis.getKey()));
      }
      if (fits) {
        return "S" + i;
      }
    }
    return "OUTSIDE";
  }

  @Test
  void outsideIsACodeOnAnAxisWhereACellNamesIt() {
    SchemeDef open =
        matrix(
            "[loyalty, value_level]",
            """
              - {code: GOLDEN, cell: {loyalty: H, value_level: H}, zh: 金, en: golden}
              - {code: STRANGER, cell: {loyalty: OUTSIDE}, zh: 生, en: stranger}
              - {code: REST, zh: 余, en: rest}
            """);
    Dataset<Row> wide =
        wide(
            rows(
                DDL,
                row("a", "H", "H"),
                row("b", null, "H"),
                row("c", "L", "H"),
                row("d", "H", null),
                row("e", null, null)),
            LOYALTY,
            VALUE,
            open);
    assertThat(byCustomer(wide, "place"))
        .isEqualTo(
            Map.of("a", "GOLDEN", "b", "STRANGER", "c", "REST", "d", "OUTSIDE", "e", "OUTSIDE"));
  }
}
