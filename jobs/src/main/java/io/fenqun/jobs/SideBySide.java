package io.fenqun.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Works on several tables at once: planning a query and committing a table leave most of a driver
 * and of a cluster idle. Threads are made anew for each call, so that they inherit the session and
 * the job group of the step that calls.
 */
final class SideBySide {
  /** Threads of the driver that plan queries; more of them would only wait for one another. */
  private static final int THREADS = 4;

  private SideBySide() {}

  /**
   * The results in the order of the items. All work ends before this returns or throws; of several
   * failures that of the first item is thrown, whichever came first in time.
   */
  static <A, B> List<B> map(List<A> items, Function<A, B> work) {
    return run(items.stream().<Supplier<B>>map(item -> () -> work.apply(item)).toList());
  }

  /** As {@link #map}, for different kinds of work. */
  static <T> List<T> run(List<Supplier<T>> work) {
    if (work.size() <= 1) {
      return work.stream().map(Supplier::get).toList();
    }
    ExecutorService threads = Executors.newFixedThreadPool(Math.min(THREADS, work.size()));
    try {
      List<Future<T>> running = new ArrayList<>();
      work.forEach(one -> running.add(threads.submit(one::get)));
      List<T> results = new ArrayList<>();
      List<Throwable> failures = new ArrayList<>();
      for (Future<T> one : running) {
        try {
          results.add(one.get());
        } catch (ExecutionException failure) {
          failures.add(failure.getCause());
        }
      }
      if (!failures.isEmpty()) {
        throw rethrown(failures.get(0));
      }
      return results;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while tables were written", stopped);
    } finally {
      threads.shutdownNow();
    }
  }

  private static RuntimeException rethrown(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
  }
}
