package io.fenqun.pack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The keys of a pack: the JSON Schemas, the loader and conf/README.md know the same ones. */
class PackKeysTest {
  private static final Map<String, String> SCHEMA_OF_FOLDER =
      Map.of("sources", "source", "features", "features", "schemes", "scheme");
  private static final List<String> SCHEMAS =
      List.of(
          "pack",
          "source",
          "features",
          "scheme",
          "churn",
          "lists",
          "treatments",
          "world",
          "defaults");
  private static final Pattern README_SECTION = Pattern.compile("## `(.+)\\.yaml`");
  private static final Pattern README_KEY = Pattern.compile("\\| `([^`]+)` \\|.*");

  private static String sample = "";

  @TempDir Path parent;

  @BeforeAll
  static void loadTheSample(@TempDir Path parent) throws IOException {
    sample = EditedPack.in(parent).content();
  }

  private record Row(
      String file, String key, String found, String accepted, String refused, String message) {
    static Row of(List<String> cells) {
      return new Row(
          cells.get(0), cells.get(1), cells.get(2), cells.get(3), cells.get(4), cells.get(5));
    }

    String schema() {
      int slash = file.indexOf('/');
      return slash < 0 ? file.replace(".yaml", "") : SCHEMA_OF_FOLDER.get(file.substring(0, slash));
    }
  }

  static Stream<Row> rows() {
    return Table.rows("keys.txt").stream().map(Row::of);
  }

  static Stream<Row> accepted() {
    return rows().filter(row -> !row.accepted().equals("-"));
  }

  static Stream<Row> refused() {
    return rows().filter(row -> !row.refused().equals("-"));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void anotherValueOfAKeyMakesAnotherPack(Row row) throws IOException {
    EditedPack pack = EditedPack.in(parent).replace(row.file(), row.found(), row.accepted());

    assertThat(pack.content()).isNotEqualTo(sample);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void aWrongValueIsRefusedWithOneMessage(Row row) throws IOException {
    EditedPack pack = EditedPack.in(parent).replace(row.file(), row.found(), row.refused());

    assertThat(pack.faults()).containsExactly(row.message());
  }

  @Test
  void everyKeyHasARefusingCase() throws IOException {
    Map<String, TreeSet<String>> tested =
        refused()
            .collect(
                Collectors.groupingBy(
                    Row::schema,
                    Collectors.mapping(Row::key, Collectors.toCollection(TreeSet::new))));

    for (String schema :
        List.of("pack", "source", "features", "scheme", "churn", "lists", "treatments", "world")) {
      assertThat(tested.get(schema))
          .as(schema)
          .containsExactlyElementsOf(SchemaKeys.of(schema).keySet());
    }
  }

  @Test
  void theReadmeListsTheKeysOfTheSchemas() throws IOException {
    Map<String, TreeSet<String>> listed = readmeKeys();

    for (String schema : SCHEMAS) {
      assertThat(listed.get(schema))
          .as(schema)
          .containsExactlyElementsOf(SchemaKeys.of(schema).keySet());
    }
  }

  @Test
  void everyKeyIsDescribedForEditors() throws IOException {
    for (String schema : SCHEMAS) {
      for (Map.Entry<String, JsonNode> key : SchemaKeys.of(schema).entrySet()) {
        assertThat(key.getValue().path("description").asText())
            .as(schema + ": " + key.getKey())
            .isNotBlank();
      }
    }
  }

  private static Map<String, TreeSet<String>> readmeKeys() throws IOException {
    Map<String, TreeSet<String>> keys = new java.util.TreeMap<>();
    String schema = "";
    for (String line : Files.readAllLines(Path.of("../conf/README.md"))) {
      Matcher section = README_SECTION.matcher(line);
      Matcher key = README_KEY.matcher(line);
      if (section.matches()) {
        String name = section.group(1);
        schema = SCHEMA_OF_FOLDER.getOrDefault(name.replace("/*", ""), name);
      } else if (key.matches()) {
        keys.computeIfAbsent(schema, any -> new TreeSet<>()).add(key.group(1));
      }
    }
    return keys;
  }
}
