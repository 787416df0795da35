package io.fenqun.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.quality.MonthContent;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SourceInputsTest {
  private static final String FILES = "[{\"file\":\"a.csv\",\"bytes\":10,\"modified\":7}]";

  @Test
  void whatIsWrittenIsRead() {
    SourceInputs inputs =
        new SourceInputs(
            FILES,
            "0123456789abcdef",
            new TreeMap<>(Map.of("item", "00ff")),
            new TreeMap<>(
                Map.of(
                    "2024-05",
                    new MonthContent(
                        2, -1, 255, new TreeMap<>(Map.of("amount", new BigDecimal("-0.10")))))));

    assertThat(inputs.json())
        .isEqualTo(
            "{\"files\":"
                + FILES
                + ",\"definition\":\"0123456789abcdef\",\"joined\":{\"item\":\"00ff\"},"
                + "\"content\":{\"2024-05\":{\"rows\":2,\"keys\":\"ffffffffffffffff\","
                + "\"values\":\"00000000000000ff\",\"money\":{\"amount\":\"-0.1\"}}}}");
    assertThat(SourceInputs.parse(inputs.json())).isEqualTo(inputs);
    assertThat(inputs.isOf(FILES, "0123456789abcdef")).isTrue();
    assertThat(inputs.isOf(FILES, "other")).isFalse();
  }

  @Test
  void anEmptyTextAndTheFormWithoutContentSayNothing() {
    assertThat(SourceInputs.parse("")).isEqualTo(SourceInputs.NONE);
    assertThat(SourceInputs.parse(FILES)).isEqualTo(SourceInputs.NONE);
  }
}
