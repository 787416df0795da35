package io.fenqun.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfEditsTest {
  private static final String OLD =
      """
      population: a > 0
      ties: key
      segments:
        - {code: A, floor: 10, zh: 甲}
        - {code: B, floor: 20}
        - {code: C, floor: 30}
      """;

  private static ConfEdits edits(String before, String after) {
    return ConfEdits.between(
        ConfNode.parse("old.yaml", before, new Problems()),
        ConfNode.parse("new.yaml", after, new Problems()));
  }

  private static List<String> texts(ConfEdits edits) {
    return edits.edits().stream()
        .map(
            edit ->
                edit.position()
                    + ": "
                    + edit.before().orElse("-")
                    + " => "
                    + edit.after().orElse("-"))
        .toList();
  }

  @Test
  void aValueAKeyAndAKeyOfAnItemAreClausesWithTheLinesOfTheNewFile() {
    String after =
        """
        within: [region]
        population: a > 1
        segments:
          - {code: A, floor: 10, zh: 乙}
          - {code: B, floor: 21}
          - {code: C, floor: 30}
        """;
    assertThat(texts(edits(OLD, after)))
        .containsExactly(
            "new.yaml:1: within: - => [region]",
            "new.yaml:2: population: a > 0 => a > 1",
            "old.yaml:2: ties: key => -",
            "new.yaml:4: segments[A].zh: 甲 => 乙",
            "new.yaml:5: segments[B].floor: 20 => 21");
  }

  @Test
  void anItemThatComesOrGoesIsOneClauseAndSoIsTheOrderOfTheOthers() {
    String after =
        """
        population: a > 0
        ties: key
        segments:
          - {code: C, floor: 30}
          - {code: N, floor: 5}
          - {code: A, floor: 10, zh: 甲}
        """;
    assertThat(texts(edits(OLD, after)))
        .containsExactly(
            "new.yaml:3: segments (order): A, C => C, A",
            "new.yaml:5: segments[N]: - => {code: N, floor: 5}",
            "old.yaml:5: segments[B]: {code: B, floor: 20} => -");
  }

  @Test
  void aListWhoseItemsDoNotNameThemselvesOnceEachIsOneClause() {
    assertThat(
            texts(
                edits(
                    "l: [{by: x, weight: 1}, {by: x, weight: 2}]",
                    "l: [{by: x, weight: 3}, {by: x, weight: 2}]")))
        .containsExactly(
            "new.yaml:1: l: [{by: x, weight: 1}, {by: x, weight: 2}] => [{by: x, weight: 3}, {by: x, weight: 2}]");
    assertThat(
            texts(edits("l: [{by: x, w: 1}, {by: y, w: 2}]", "l: [{by: x, w: 1}, {by: y, w: 9}]")))
        .containsExactly("new.yaml:1: l[y].w: 2 => 9");
  }

  @Test
  void anotherLayoutOfTheSameContentIsNoEdit() {
    assertThat(
            edits(OLD, OLD.replace("{code: B, floor: 20}", "code: B\n    floor: 20 # as before"))
                .edits())
        .isEmpty();
  }

  @Test
  void withoutEditsTheFileIsTheOldOneWithAllTheNewOneAndBetweenItHasWhatWasTaken() {
    String after =
        """
        ties: key
        segments:
          - {code: C, floor: 31}
          - {code: N, floor: 5}
          - {code: A, floor: 10}
        """;
    ConfEdits edits = edits(OLD, after);
    assertThat(ConfJson.of(edits.with(Set.of(), new Problems()).node()))
        .isEqualTo(ConfJson.of(edits.before().node()));
    assertThat(ConfJson.of(edits.with(Set.copyOf(edits.edits()), new Problems()).node()))
        .isEqualTo(ConfJson.of(edits.after().node()));
    ConfEdit added =
        edits.edits().stream()
            .filter(edit -> edit.position().path().equals("segments[N]"))
            .findFirst()
            .orElseThrow();
    ConfNode between = edits.with(Set.of(added), new Problems());
    assertThat(between.children("segments").stream().map(segment -> segment.text("code")))
        .containsExactly("A", "B", "C", "N");
    assertThat(between.text("population")).isEqualTo("a > 0");
  }
}
