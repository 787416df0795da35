package io.fenqun.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenqun.error.FenqunException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SideBySideTest {
  @Test
  void resultsComeInTheOrderOfTheItemsWhoeverIsQuicker() {
    CountDownLatch secondIsDone = new CountDownLatch(1);
    List<String> results =
        SideBySide.run(
            List.of(
                () -> {
                  await(secondIsDone);
                  return "first";
                },
                () -> {
                  secondIsDone.countDown();
                  return "second";
                }));
    assertThat(results).containsExactly("first", "second");
  }

  @Test
  void theFailureOfTheFirstItemIsThrownAfterAllHaveEnded() {
    CountDownLatch secondHasFailed = new CountDownLatch(1);
    AtomicInteger ended = new AtomicInteger();
    assertThatThrownBy(
            () ->
                SideBySide.map(
                    List.of(1, 2, 3),
                    item -> {
                      if (item == 1) {
                        await(secondHasFailed);
                      }
                      ended.incrementAndGet();
                      if (item == 2) {
                        secondHasFailed.countDown();
                      }
                      if (item < 3) {
                        throw FenqunException.data("item " + item);
                      }
                      return item;
                    }))
        .isInstanceOf(FenqunException.class)
        .hasMessage("item 1");
    assertThat(ended).hasValue(3);
  }

  @Test
  void threadsKnowWhatTheCallerInherits() {
    InheritableThreadLocal<String> group = new InheritableThreadLocal<>();
    group.set("features");
    assertThat(SideBySide.map(List.of(1, 2), item -> group.get())).containsOnly("features");
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
