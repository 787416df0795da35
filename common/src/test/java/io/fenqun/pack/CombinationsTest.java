package io.fenqun.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CombinationsTest {
  private static final List<String> CODES = List.of("A", "B", "C", "D");

  @Test
  void whatIsTakenAwayIsGoneAndTheRestStaysInPartsThatShareNothing() {
    Combinations all = new Combinations(List.of(Set.of("A", "B"), Set.of("X", "Y")));
    List<Combinations> rest = all.without(new Combinations(List.of(Set.of("A"), Set.of("Y"))));
    assertThat(rest)
        .containsExactlyInAnyOrder(
            new Combinations(List.of(Set.of("B"), Set.of("X", "Y"))),
            new Combinations(List.of(Set.of("A"), Set.of("X"))));
    assertThat(all.without(all)).isEmpty();
    Combinations elsewhere = new Combinations(List.of(Set.of("C"), Set.of("X")));
    assertThat(all.without(elsewhere)).containsExactly(all);
    assertThat(all.meets(elsewhere)).isFalse();
  }

  @Test
  void agreesWithTheProductWrittenOut() {
    long seed = 20260;
    Random random = new Random(seed);
    for (int trial = 0; trial < 300; trial++) {
      List<Combinations> parts = List.of(new Combinations(axes(random)));
      List<String> expected = new ArrayList<>(writtenOut(parts.get(0)));
      for (int i = 0; i < 4; i++) {
        Combinations taken = new Combinations(axes(random));
        List<String> cell = writtenOut(taken);
        assertThat(parts.stream().anyMatch(taken::meets))
            .as("seed %s", seed)
            .isEqualTo(expected.stream().anyMatch(cell::contains));
        parts = parts.stream().flatMap(part -> part.without(taken).stream()).toList();
        expected.removeAll(cell);
      }
      assertThat(parts.stream().flatMap(part -> writtenOut(part).stream()))
          .as("seed %s", seed)
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  private static List<Set<String>> axes(Random random) {
    return IntStream.range(0, 3).mapToObj(axis -> someCodes(random)).toList();
  }

  private static Set<String> someCodes(Random random) {
    Set<String> codes = new LinkedHashSet<>(Set.of(CODES.get(random.nextInt(CODES.size()))));
    CODES.stream().filter(code -> random.nextInt(3) > 0).forEach(codes::add);
    return codes;
  }

  private static List<String> writtenOut(Combinations combinations) {
    List<String> all = List.of("");
    for (Set<String> codes : combinations.codes()) {
      all = all.stream().flatMap(before -> codes.stream().map(code -> before + code)).toList();
    }
    return all;
  }
}
