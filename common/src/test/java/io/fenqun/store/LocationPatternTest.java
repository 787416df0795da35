package io.fenqun.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.source.SourceDef;
import io.fenqun.source.Sources;
import org.junit.jupiter.api.Test;

class LocationPatternTest {
  private static LocationPattern at(String location) {
    SourceDef source =
        Sources.source(
            "s",
            "key: [a]\ncolumns: [{name: a, type: int, zh: a, en: a}]\nlocation: '"
                + location
                + "'\n");
    return new LocationPattern(source);
  }

  @Test
  void theMonthOfANameIsItsDelivery() {
    LocationPattern pattern = at("in/{month}/a (1)_{month}_*.csv");

    assertThat(pattern.glob("2024-01")).isEqualTo("in/2024-01/a (1)_2024-01_*.csv");
    assertThat(pattern.delivery("in/2024-01/a (1)_2024-01_north.csv")).isEqualTo("2024-01");
    assertThat("in/2024-01/a (1)_2024-02_north.csv").doesNotMatch(pattern.regex());
    assertThat("in/2024-01/a%20(1)_2024-01_north.csv").matches(pattern.encodedRegex());
  }

  @Test
  void theNameInAUriIsRecognisedWithDotsSpacesAndSigns() {
    assertThat("sales/sales_2019-01.parquet")
        .matches(at("sales/sales_{month}.parquet").encodedRegex());
    assertThat("a%20+%25/2019-01.csv").matches(at("a +%/{month}.csv").encodedRegex());
    assertThat("销售/2019-01.csv").matches(at("销售/{month}.csv").encodedRegex());
    assertThat("sales/sales_2019-01xparquet")
        .doesNotMatch(at("sales/sales_{month}.parquet").encodedRegex());
  }

  @Test
  void filesBelowANamedFolderBelongToIt() {
    assertThat(at("sales/{month}").delivery("sales/2024-01/part-0.parquet")).isEqualTo("2024-01");
  }

  @Test
  void aLocationWithoutMonthIsOneDelivery() {
    assertThat(at("a*.csv").delivery("ab.csv")).isEqualTo("all");
  }
}
