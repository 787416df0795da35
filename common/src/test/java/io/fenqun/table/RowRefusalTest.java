package io.fenqun.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.error.FenqunException;
import org.junit.jupiter.api.Test;

class RowRefusalTest {
  private static final String REFUSED = "fenqun refuses: Cannot add up: look for wrong amounts";

  @Test
  void whatWasThrownIsFoundHoweverDeep() {
    Throwable job =
        new RuntimeException(
            "Job aborted: Lost task 0.0 (TID 1): java.lang.RuntimeException: "
                + REFUSED
                + "\n\tat somewhere");

    assertThat(RowRefusal.find(new IllegalStateException("failed", job)))
        .get()
        .satisfies(
            refusal -> {
              assertThat(refusal.kind()).isEqualTo(FenqunException.Kind.DATA);
              assertThat(refusal).hasMessage("Cannot add up: look for wrong amounts");
            });
    assertThat(RowRefusal.find(new RuntimeException(REFUSED))).isPresent();
  }

  @Test
  void aPlanThatShowsARefusalIsNone() {
    Throwable fault =
        new RuntimeException(
            "[DATATYPE_MISMATCH] Cannot resolve x;\nProject [cast(raise_error("
                + REFUSED
                + ", NullType) as bigint)]");

    assertThat(RowRefusal.find(fault)).isEmpty();
  }
}
