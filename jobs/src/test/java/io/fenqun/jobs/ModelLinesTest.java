package io.fenqun.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.table.ModelTables;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ModelLinesTest {
  private static final String HASH = "0123456789abcdef";

  @Test
  void aLineAModelByMonthAndUnderItItsSegments() {
    List<String> lines =
        ModelLines.of(
            List.of(
                model("kind", "2024-12", "PROPOSED", 1_600L, 0.125),
                model("kind", "2024-06", "IN_EFFECT", 1_500L, null)),
            List.of(
                part("kind", "2024-12", 2L, null, "BORN", 100L, 0L, 0L),
                part("kind", "2024-12", 1L, "STEADY", "KEPT", 1_500L, 1_450L, 1_400L),
                part("kind", "2024-06", 1L, "STEADY", "BORN", 1_500L, 0L, 0L),
                part("other", "2024-06", 1L, "R1", "BORN", 9L, 0L, 0L)));

    assertThat(lines)
        .containsExactly(
            "kind  2024-06  kmeans  IN_EFFECT  1,500 customers  cost 1,234.5000  7 iterations  the first  content 0123456789ab",
            "  STEADY  BORN  1,500 customers  0 before  0 in both",
            "kind  2024-12  kmeans  PROPOSED  1,600 customers  cost 1,234.5000  7 iterations  moves 12.5 %  content 0123456789ab",
            "  STEADY            KEPT  1,500 customers  1,450 before  1,400 in both",
            "  (without a name)  BORN    100 customers      0 before      0 in both");
  }

  private static Row model(
      String scheme, String month, String status, long customers, @Nullable Double moved) {
    return new GenericRowWithSchema(
        new Object[] {
          month, scheme, "kmeans", status, customers, 1234.5, 7L, moved, "definition", "{}", HASH
        },
        ModelTables.SCHEME_MODEL.schema());
  }

  private static Row part(
      String scheme,
      String month,
      long place,
      @Nullable String segment,
      String event,
      long customers,
      long before,
      long shared) {
    return new GenericRowWithSchema(
        new Object[] {
          month, scheme, place, segment, "IN_EFFECT", event, customers, before, shared, null
        },
        ModelTables.CLUSTER_HISTORY.schema());
  }
}
