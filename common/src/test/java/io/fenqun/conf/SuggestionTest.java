package io.fenqun.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
  @Test
  void theNearestKnownNameIsMeant() {
    assertThat(Suggestion.among("wieght", List.of("weight", "by")))
        .isEqualTo("; did you mean weight? (known: by, weight)");
  }

  @Test
  void aNameFarFromAllIsOnlyToldTheKnownOnes() {
    assertThat(Suggestion.among("colour", List.of("weight", "by")))
        .isEqualTo(" (known: by, weight)");
    assertThat(Suggestion.among("colour", List.of())).isEmpty();
  }

  @Test
  void ofManyNamesTwentyAreListed() {
    List<String> names = IntStream.range(10, 60).mapToObj(i -> "name_" + i).toList();

    assertThat(Suggestion.among("other", names))
        .startsWith(" (known: name_10, name_11, ")
        .endsWith("name_29 …)");
  }

  @ParameterizedTest
  @CsvSource({"a, a, 0", "kitten, sitting, 3", "flaw, lawn, 2", "'', abc, 3"})
  void theDistanceIsLevenshteins(String from, String to, int distance) {
    assertThat(Suggestion.distance(from, to)).isEqualTo(distance);
  }
}
