package io.fenqun.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Problems;
import io.fenqun.scheme.method.SchemeMethods;
import io.fenqun.time.EvaluationCycle;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemeDefTest {
  private static final String GRADES =
      """
      zh: 等级
      en: grade
      method: share
      population: "line_count > 0"
      evaluate: half_yearly
      within: [branch, tier]
      value: amount_6m
      by: contribution.score
      ties: together
      tie_break: [amount_6m]
      merge:
        - {when: "tier = 'B'", map: {"2": "1"}}
      segments:
        - {code: "1", share: 12.5, value_share: 80, colour: red, treatment: keep, zh: 一, en: one}
        - {code: "2", share: 87.5, value_share: 20, zh: 二, en: two}
      """;

  @Test
  void readsEveryCommonKey() {
    SchemeDef scheme = valid(GRADES);
    assertThat(scheme.evaluate()).isEqualTo(EvaluationCycle.HALF_YEARLY);
    assertThat(scheme.within()).containsExactly("branch", "tier");
    assertThat(scheme.value()).isEqualTo("amount_6m");
    assertThat(scheme.labels().zh()).isEqualTo("等级");
    assertThat(scheme.segments().get(0).treatment()).contains("keep");
    assertThat(scheme.segments().get(0).colour()).contains("red");
    assertThat(scheme.segments().get(0).share().orElseThrow()).isEqualByComparingTo("12.5");
    assertThat(scheme.segments().get(1).valueShare().orElseThrow()).isEqualByComparingTo("20");
  }

  @Test
  void readsNamesTheSchemesAndFeaturesOfEveryExpressionAndGroup() {
    assertThat(valid(GRADES).reads())
        .containsExactly("amount_6m", "branch", "contribution", "line_count", "tier");
  }

  @Test
  void theValueIsThePacksWhereTheSchemeNamesNone() {
    assertThat(valid(GRADES.replace("value: amount_6m\n", "")).value()).isEqualTo("pack_value");
  }

  @Test
  void labelsColoursTreatmentsAndTheMoneyColumnLeaveTheDefinition() {
    String same =
        GRADES
            .replace("colour: red", "colour: blue")
            .replace("treatment: keep", "treatment: visit")
            .replace("一", "壹")
            .replace("value: amount_6m", "value: amount_12m");
    assertThat(valid(same).definition()).isEqualTo(valid(GRADES).definition()).hasSize(16);
  }

  @Test
  void whatCanChangeAnAssignmentChangesTheDefinition() {
    List<String> changed =
        List.of(
            GRADES.replace("line_count > 0", "line_count > 1"),
            GRADES.replace("half_yearly", "quarterly"),
            GRADES.replace("[branch, tier]", "[tier]"),
            GRADES.replace("together", "key"),
            GRADES.replace("[amount_6m]", "[amount_12m]"),
            GRADES.replace("{\"2\": \"1\"}", "{\"1\": \"2\"}"),
            GRADES.replace("share: 12.5", "share: 20").replace("share: 87.5", "share: 80"),
            GRADES.replace("by: contribution.score", "by: amount_6m"),
            GRADES + "approval: required\n");
    assertThat(changed.stream().map(yaml -> valid(yaml).definition()))
        .doesNotHaveDuplicates()
        .doesNotContain(valid(GRADES).definition());
  }

  @Test
  void unknownMethodsAreRefused() {
    assertThat(faults("method: band"))
        .anyMatch(fault -> fault.contains("'band' is unknown; did you mean bands?"));
    assertThat(faults("by: x")).contains("s.yaml:1: method: is missing");
  }

  @Test
  void sharesMustAddUpToAHundred() {
    assertThat(faults(GRADES.replace("share: 87.5, value_share: 20", "share: 80, value_share: 30")))
        .containsExactly(
            "s.yaml:13: segments: shares add up to 92.5, not to 100",
            "s.yaml:13: segments: value shares add up to 110, not to 100");
    assertThat(faults(GRADES.replace("share: 12.5, ", "")))
        .anyMatch(fault -> fault.contains("segments[0].share: is missing"));
  }

  @Test
  void aMergeHoldsForWholeGroupsAndForKnownSegments() {
    assertThat(faults(GRADES.replace("tier = 'B'", "amount_6m > 1")))
        .containsExactly(
            "s.yaml:12: merge[0].when: amount_6m is not in within; a merge holds for whole groups");
    assertThat(faults(GRADES.replace("{\"2\": \"1\"}", "{\"3\": \"1\"}")))
        .containsExactly("s.yaml:12: merge[0].map: 3 is no segment of this scheme");
  }

  @Test
  void aTieBreakHasNoDirection() {
    assertThat(faults(GRADES.replace("[amount_6m]", "[amount_6m desc]")))
        .anyMatch(fault -> fault.contains("tie_break: 'amount_6m desc'"));
  }

  @Test
  void floorsMustRiseAndOnlyTheFirstMayBeMissing() {
    String bands =
        """
        zh: 级
        en: level
        method: bands
        by: balance
        segments:
          - {code: LOW, zh: 低, en: low}
          - {code: A1, floor: 1000000, zh: 一, en: one}
          - {code: A2, floor: 800000, zh: 二, en: two}
          - {code: A3, zh: 三, en: three}
        """;
    assertThat(faults(bands))
        .containsExactly(
            "s.yaml:8: segments[2].floor: 800000 is not above 1000000 before it; floors must rise",
            "s.yaml:9: segments[3].floor: is missing; only the first band has none");
  }

  @Test
  void onlyTheLastRuleTakesTheRestAndCodesAreOnceAndNoStates() {
    String rules =
        """
        zh: 级
        en: level
        method: rules
        segments:
          - {code: REST, zh: 余, en: rest}
          - {code: OUTSIDE, when: "a > 1", zh: 外, en: out}
          - {code: REST, when: "a > 1", zh: 余, en: rest}
          - {code: "a b", after: 2, zh: 余, en: rest}
        """;
    assertThat(faults(rules))
        .containsExactlyInAnyOrder(
            "s.yaml:5: segments[0].when: is missing; only the last segment takes the rest",
            "s.yaml:6: segments[1].code: OUTSIDE is a state of every scheme; choose another code",
            "s.yaml:7: segments[2].code: REST stands twice; keep one",
            "s.yaml:8: segments[3].after: needs a condition that holds; add when",
            "s.yaml:8: segments[3].code: 'a b' must be letters, digits and _ only");
  }

  @Test
  void weightsMustAddUpToAHundredAndAScoreHasNoSegments() {
    String score =
        """
        zh: 分
        en: points
        method: score
        indicators:
          - {by: a, weight: 40}
          - {by: b, weight: 50}
        segments:
          - {code: X, zh: 甲, en: x}
        """;
    assertThat(faults(score))
        .containsExactlyInAnyOrder(
            "s.yaml:7: segments: a score has none; rank it by a scheme with method share",
            "s.yaml:4: indicators: weights add up to 90, not to 100");
  }

  @Test
  void aValueFallsIntoOneSegmentOfALookUp() {
    String compose =
        """
        zh: 档
        en: rank
        method: compose
        by: class
        segments:
          - {code: S1, in: [B1, B2], zh: 一, en: one}
          - {code: S2, in: [B2], zh: 二, en: two}
        """;
    assertThat(faults(compose))
        .containsExactly("s.yaml:7: segments[1].in: B2 stands twice; keep one");
  }

  @Test
  void aSchemeWithoutSegmentsIsRefused() {
    assertThat(faults("zh: 甲\nen: a\nmethod: rules\n"))
        .containsExactly("s.yaml:1: segments: is missing");
  }

  private static SchemeDef valid(String yaml) {
    Problems problems = new Problems();
    SchemeDef scheme = parse(yaml, problems);
    assertThat(problems.all()).isEmpty();
    return scheme;
  }

  private static List<String> faults(String yaml) {
    Problems problems = new Problems();
    parse(yaml, problems);
    return problems.all();
  }

  private static SchemeDef parse(String yaml, Problems problems) {
    ConfNode file = ConfNode.parse("s.yaml", yaml, problems);
    SchemeContext context = new SchemeContext("pack_value", 200, 1_000_000);
    return SchemeDef.from("s", file, SchemeMethods.from(file), context);
  }
}
