package io.fenqun.transition;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Problems;
import io.fenqun.time.Month;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RollRateDefTest {
  private final Problems problems = new Problems();

  private RollRateDef from(Map<String, BigDecimal> floors, String yaml) {
    return RollRateDef.from(
        "asset_level",
        floors,
        "balance",
        ConfNode.parse("asset_level.yaml", yaml, problems),
        3,
        4,
        12);
  }

  private RollRateDef from(String yaml) {
    return from(Map.of("A1", BigDecimal.TEN), yaml);
  }

  @Test
  void readsEveryKey() {
    RollRateDef def =
        from(
            "base_months: [1993-09, 1993-08]\npopulation: asset_level <> 'MASS'\nbelow: balance < base_floor\nlook_back: 1\nlook_ahead: 2\n");
    assertThat(problems.all()).isEmpty();
    assertThat(def.baseMonths()).containsExactly(Month.of(1993, 8), Month.of(1993, 9));
    assertThat(def.last()).isZero();
    assertThat(def.population().text()).isEqualTo("asset_level <> 'MASS'");
    assertThat(def.below().text()).isEqualTo("balance < base_floor");
    assertThat(def.lookBack()).isEqualTo(1);
    assertThat(def.lookAhead()).isEqualTo(2);
    assertThat(def.isBaseMonth(Month.of(1993, 8))).isTrue();
    assertThat(def.isBaseMonth(Month.of(1993, 10))).isFalse();
  }

  @Test
  void takesTheDefaultsForWhatIsNotSaid() {
    RollRateDef def = from("population: 'true'\nbelow: balance < 500\n");
    assertThat(problems.all()).isEmpty();
    assertThat(def.last()).isEqualTo(12);
    assertThat(def.lookBack()).isEqualTo(3);
    assertThat(def.lookAhead()).isEqualTo(4);
    assertThat(def.isBaseMonth(Month.of(2024, 1))).isTrue();
  }

  @Test
  void everyOfTheLastMonthsCanBeABaseMonth() {
    assertThat(from("base_months: {last: 6}\npopulation: 'true'\nbelow: balance < 500\n").last())
        .isEqualTo(6);
  }

  @Test
  void baseMonthsBeforeTheFirstMonthHaveNoData() {
    RollRateDef listed =
        from("base_months: [1993-08, 1993-09]\npopulation: 'true'\nbelow: balance < 500\n");
    assertThat(listed.withoutData(Month.of(1993, 8))).isEmpty();
    assertThat(listed.withoutData(Month.of(1993, 9))).containsExactly(Month.of(1993, 8));
    assertThat(from("population: 'true'\nbelow: balance < 500\n").withoutData(Month.of(1993, 9)))
        .isEmpty();
  }

  @Test
  void namesEveryFault() {
    from(
        Map.of(),
        "base_months: [1993-13, 1993-08, 1993-08]\nbelow: balance < base_floor\nlook_back: 0\nlook_ahead: 2\n");
    assertThat(problems.all())
        .containsExactlyInAnyOrder(
            "asset_level.yaml:1: base_months: a month stands twice; keep one",
            "asset_level.yaml:1: base_months: '1993-13' is not a month; write it as yyyy-MM",
            "asset_level.yaml:2: below: names base_floor, but no segment of asset_level has a floor; compare with a fixed amount",
            "asset_level.yaml:1: population: is missing",
            "asset_level.yaml:3: look_back: 0 is not a number of months; at least 1 is needed");
  }

  @Test
  void anEmptyListIsAFault() {
    from("base_months: []\npopulation: 'true'\nbelow: balance < 500\n");
    assertThat(problems.all())
        .containsExactly(
            "asset_level.yaml:1: base_months: is empty; list months as yyyy-MM, or write {last: 12}");
  }
}
