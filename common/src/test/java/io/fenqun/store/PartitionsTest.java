package io.fenqun.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PartitionsTest {
  @Test
  void aPartitionThatIsNullIsAmongNone() {
    Map<String, String> undated = Collections.singletonMap("month", null);
    assertThat(Partitions.of("month", List.of("2024-01")).hold(undated)).isFalse();
    assertThat(Partitions.ALL.hold(undated)).isTrue();
  }
}
