package io.fenqun.transition;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Problems;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ForecastDefTest {
  private final Problems problems = new Problems();

  private ForecastDef from(String yaml) {
    return ForecastDef.from(
        ConfNode.parse("pack.yaml", yaml, problems), 12, 24, Set.of("tier", "grade"));
  }

  @Test
  void whatIsNotSaidIsTheDefault() {
    assertThat(from("{}")).isEqualTo(new ForecastDef(12, 24, List.of()));
    assertThat(from("{months: 3, window: 6, second_order: [tier]}"))
        .isEqualTo(new ForecastDef(3, 6, List.of("tier")));
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void aSchemeThatIsNoneIsRefused() {
    from("second_order: [teir]");
    assertThat(problems.all()).hasSize(1).first().asString().contains("teir", "did you mean tier?");
  }

  @Test
  void windowsEndAndForecastsBeginBeforeTheMonths() {
    MonthRange months = new MonthRange(Month.of(2024, 3), Month.of(2024, 5));
    ForecastDef def = new ForecastDef(3, 12, List.of());
    assertThat(def.reads(months)).hasToString("2023-04..2024-05");
    assertThat(def.madeIn(months)).hasToString("2023-12..2024-04");
  }
}
