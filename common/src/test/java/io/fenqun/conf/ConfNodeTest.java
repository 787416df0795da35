package io.fenqun.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfNodeTest {
  private final Problems problems = new Problems();

  private ConfNode node(String yaml) {
    return ConfNode.parse("a.yaml", yaml, problems);
  }

  @Test
  void scalarsAreReadAsTheyAreWritten() {
    ConfNode node = node("codes: [NO, on, 1, 007, 1993-08, ~]\n");

    assertThat(node.texts("codes")).containsExactly("NO", "on", "1", "007", "1993-08", "~");
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void aMissingOrWrongValueIsReportedWithItsPlaceAndReadingGoesOn() {
    ConfNode node = node("name: [a]\nsegments:\n  - {floor: high, last: x}\n");
    ConfNode segment = node.children("segments").get(0);

    assertThat(node.text("name")).isEmpty();
    assertThat(node.text("by")).isEmpty();
    assertThat(segment.decimal("floor")).isEmpty();
    assertThat(segment.integer("last", 3)).isEqualTo(3);
    assertThat(problems.all())
        .containsExactly(
            "a.yaml:1: name: a single value is expected here",
            "a.yaml:1: by: is missing",
            "a.yaml:3: segments[0].floor: 'high' is not a number",
            "a.yaml:3: segments[0].last: 'x' is not a whole number");
  }

  private enum Ties {
    KEY,
    TOGETHER
  }

  @Test
  void theNearestConstantStandsInForAMisspeltOne() {
    assertThat(node("ties: togehter").choice("ties", Ties.class, Ties.KEY))
        .isEqualTo(Ties.TOGETHER);
    assertThat(problems.all())
        .containsExactly(
            "a.yaml:1: ties: 'togehter' is unknown; did you mean together? (known: key, together)");
  }

  @Test
  void aKeyThatStandsTwiceIsReported() {
    node("zh: a\nzh: b\n");

    assertThat(problems.all()).containsExactly("a.yaml:2: zh: the key stands twice; keep one");
  }

  @Test
  void aPathIsFoundAsFarAsItGoes() {
    ConfNode node = node("segments:\n  - code: A\n    map:\n      B: C\n");

    assertThat(node.position(List.of("segments", 0, "map", "B")))
        .isEqualTo(new Position("a.yaml", 4, "segments[0].map.B"));
    assertThat(node.position(List.of("segments", 0, "share")))
        .isEqualTo(new Position("a.yaml", 2, "segments[0].share"));
    assertThat(node.position(List.of("segments", 3)))
        .isEqualTo(new Position("a.yaml", 1, "segments[3]"));
  }

  @Test
  void whatIsNotYamlIsReportedWithItsLine() {
    node("a: 1\nb: [1, 2\n");

    assertThat(problems.all()).hasSize(1).first().asString().startsWith("a.yaml:3: not YAML: ");
  }

  @Test
  void anEmptyFileIsAnEmptyMap() {
    assertThat(node("# nothing\n").keys()).isEmpty();
    assertThat(problems.all()).isEmpty();
  }
}
