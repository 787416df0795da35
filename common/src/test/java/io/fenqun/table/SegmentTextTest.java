package io.fenqun.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenqun.SparkTest;
import io.fenqun.error.FenqunException;
import java.util.List;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class SegmentTextTest extends SparkTest {

  @Test
  void segmentsComeBackThatBeginAlikeOrAreEmptyOrNull() {
    List<String> texts =
        rows(
                "tier string, grade string",
                RowFactory.create("A", "金卡"),
                RowFactory.create("AB", null),
                RowFactory.create("", "A"),
                RowFactory.create("AB", "金卡"))
            .select(SegmentText.of(List.of("tier", "grade")).as("text"))
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
    SegmentText text = new SegmentText(2);

    assertThat(texts.stream().map(one -> read(text, one)).toList())
        .containsExactly("A 金卡", "AB OUTSIDE", " A", "AB 金卡");
  }

  @Test
  void aStateThatIsInNoTextHasANumberOfItsOwn() {
    SegmentText text = new SegmentText(1);
    int left = text.number(0, States.LEFT);
    int[] numbers = new int[1];
    text.read("A\u0001", numbers);

    assertThat(numbers[0]).isNotEqualTo(left);
    assertThat(text.number(0, "A")).isEqualTo(numbers[0]);
    assertThat(text.segment(0, left)).isEqualTo(States.LEFT);
  }

  @Test
  void aNameWithTheSeparatorIsRefused() {
    assertThatThrownBy(() -> new SegmentText(1).read("A\u0001B\u0001", new int[1]))
        .isInstanceOf(FenqunException.class)
        .hasMessageContaining("U+0001");
  }

  private static String read(SegmentText text, String one) {
    int[] numbers = new int[2];
    text.read(one, numbers);
    return text.segment(0, numbers[0]) + " " + text.segment(1, numbers[1]);
  }
}
