package io.fenqun.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenqun.conf.ConfEdit;
import io.fenqun.error.FenqunException;
import io.fenqun.pack.SchemeDraft;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Edits and their steps, without data. */
class SchemeChangeTest extends PreviewTest {
  private static final long serialVersionUID = 1L;

  private static List<String> steps(SchemeChange change) {
    return change.steps().stream().map(step -> clauses(step.edits())).toList();
  }

  private static String clauses(List<ConfEdit> edits) {
    return edits.stream()
        .map(edit -> edit.position().line() + " " + edit.position().path())
        .collect(Collectors.joining(", "));
  }

  @Test
  void eachEditIsAStepInTheOrderOfTheFile() throws IOException {
    SchemeChange change =
        edited(
            "asset_level",
            "floor: 5000",
            "floor: 4000",
            "floor: 1000",
            "floor: 2000",
            "event_count > 0",
            "event_count > 1");
    assertThat(change.isNew()).isFalse();
    assertThat(steps(change))
        .containsExactly("4 population", "9 segments[MIDDLE].floor", "10 segments[HIGH].floor");
    assertThat(change.readers()).containsExactly("place");
  }

  @Test
  void editsBetweenWhichTheLoaderRefusesTheFileAreOneStep() throws IOException {
    assertThat(
            steps(
                edited(
                    "grade",
                    "A, share: 20",
                    "A, share: 25",
                    "C, share: 50",
                    "C, share: 45",
                    "ties: key",
                    "ties: together")))
        .containsExactly("7 ties", "12 segments[A].share, 14 segments[C].share");
    assertThat(steps(edited("points", "weight: 60", "weight: 70", "weight: 40", "weight: 30")))
        .containsExactly("8 indicators[amount_3m].weight, 9 indicators[event_count].weight");
    assertThat(
            steps(
                edited("asset_level", "floor: 1000", "floor: 6000", "floor: 5000", "floor: 8000")))
        .as("MIDDLE alone would not be below HIGH")
        .containsExactly("9 segments[MIDDLE].floor, 10 segments[HIGH].floor");
  }

  @Test
  void anotherMethodIsOneStepWithAllThatItNeeds() throws IOException {
    SchemeChange change =
        change(
            "mood",
            """
            zh: 状态
            en: mood
            method: bands
            by: event_count
            segments:
              - {code: QUIET, zh: 静, en: quiet}
              - {code: BUSY, floor: 10, zh: 忙, en: busy}
            """);
    assertThat(change.steps()).hasSize(1);
    assertThat(change.after().segments()).containsExactly("QUIET", "BUSY", "OUTSIDE");
  }

  @Test
  void labelsColoursTreatmentsAndTheMoneyColumnMoveNobodyAndAreNoStep() throws IOException {
    SchemeChange change =
        edited(
            "asset_level",
            "en: high}",
            "en: highest}",
            "#1f77b4",
            "#000000",
            "treatment: call, ",
            "",
            "value: level",
            "value: amount_3m");
    assertThat(change.steps()).isEmpty();
    assertThat(clauses(change.still()))
        .isEqualTo(
            "5 value, 9 segments[MIDDLE].colour, 10 segments[HIGH].treatment, 10 segments[HIGH].en");
  }

  @Test
  void aSchemeThatThePackLacksIsNewAndHasNoEdits() throws IOException {
    SchemeChange change =
        change(
            "size",
            """
            zh: 规模
            en: size
            method: bands
            by: amount_3m
            segments: [{code: ALLOF, zh: 全, en: all}]
            """);
    assertThat(change.isNew()).isTrue();
    assertThat(change.steps()).isEmpty();
    assertThat(change.readers()).isEmpty();
    assertThat(change.after().segments()).containsExactly("ALLOF", "OUTSIDE");
  }

  @Test
  void theWholePackIsCheckedWithTheFileAndEveryFaultNamesIt() {
    assertThatThrownBy(
            () -> edited("asset_level", "by: level", "by: levle", "floor: 5000", "floor: 500"))
        .isInstanceOfSatisfying(
            FenqunException.class,
            refusal -> assertThat(refusal.kind()).isEqualTo(FenqunException.Kind.CONFIG))
        .hasMessageContaining(folder.resolve("asset_level.yaml") + ":6: by: ")
        .hasMessageContaining(
            folder.resolve("asset_level.yaml")
                + ":10: segments[2].floor: 500 is not above 1000 before it; floors must rise")
        .hasMessageNotContaining("schemes/asset_level.yaml");
  }

  @Test
  void aFileThatIsNotThereOrNotNamedLikeASchemeIsRefused() {
    assertThatThrownBy(() -> SchemeDraft.of(folder.resolve("none.yaml")))
        .isInstanceOfSatisfying(
            FenqunException.class,
            refusal -> assertThat(refusal.kind()).isEqualTo(FenqunException.Kind.CONFIG))
        .hasMessageStartingWith("Cannot read scheme ")
        .hasMessageContaining("no such file");
    assertThatThrownBy(() -> change("Big-Scheme", "zh: x"))
        .hasMessageContaining("name it <scheme>.yaml");
  }
}
