package io.fenqun.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenqun.error.FenqunException;
import org.junit.jupiter.api.Test;

class ProblemsTest {
  private final Problems problems = new Problems();

  private static Position at(int line, String path) {
    return new Position("a.yaml", line, path);
  }

  @Test
  void faultsComeByFileAndLine() {
    problems.add(new Position("b.yaml", 1, "x"), "second");
    problems.add(at(10, "z"), "last of a");
    problems.add(at(2, "y"), "first");
    problems.add(at(2, "y"), "first");

    assertThat(problems.all())
        .containsExactly("a.yaml:2: y: first", "a.yaml:10: z: last of a", "b.yaml:1: x: second");
  }

  @Test
  void aRefusalCountsTheFaults() {
    problems.add(at(2, "y"), "is missing");

    assertThatThrownBy(() -> problems.throwIfAny("Cannot load pack p"))
        .isInstanceOfSatisfying(
            FenqunException.class, e -> assertThat(e.kind()).isEqualTo(FenqunException.Kind.CONFIG))
        .hasMessage("Cannot load pack p: 1 fault\na.yaml:2: y: is missing");
  }

  @Test
  void withoutFaultsNothingIsRefused() {
    assertThatCode(() -> problems.throwIfAny("Cannot load pack p")).doesNotThrowAnyException();
  }

  @Test
  void nothingMoreIsSaidOfASettledPlace() {
    problems.settle(at(3, "segments[1]"), "broken");
    problems.add(at(3, "segments[1].code"), "consequence");
    problems.add(at(9, "segments[10].code"), "another");

    assertThat(problems.all())
        .containsExactly("a.yaml:3: segments[1]: broken", "a.yaml:9: segments[10].code: another");
  }

  @Test
  void aListIsNotJudgedAsAWholeWithABrokenItem() {
    problems.settleList(at(3, "segments"));
    problems.add(at(3, "segments"), "shares add up to 90");
    problems.add(at(4, "segments[0].code"), "stands twice");

    assertThat(problems.all()).containsExactly("a.yaml:4: segments[0].code: stands twice");
  }

  @Test
  void aPlaceIsAtFaultWithAnythingBelowIt() {
    problems.add(at(4, "features[2].agg"), "is missing");

    assertThat(problems.at(at(1, ""))).isTrue();
    assertThat(problems.at(at(4, "features[2]"))).isTrue();
    assertThat(problems.at(at(4, "features[1]"))).isFalse();
    assertThat(problems.at(at(4, "features[2].expr"))).isFalse();
    assertThat(problems.at(new Position("b.yaml", 4, "features[2]"))).isFalse();
  }
}
