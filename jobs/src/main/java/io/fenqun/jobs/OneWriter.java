package io.fenqun.jobs;

import io.fenqun.pack.Pack;
import io.fenqun.store.Beats;
import io.fenqun.store.PackLock;
import java.time.Duration;
import java.time.Instant;
import org.apache.spark.sql.SparkSession;

/** What every command does that writes into a pack: it takes the pack's lock, with its numbers. */
final class OneWriter {
  private OneWriter() {}

  /** Refuses with kind LOCKED while another process, or another run of this one, holds the pack. */
  static PackLock hold(SparkSession spark, Pack pack, String warehouse, Progress progress) {
    return PackLock.hold(
        spark,
        warehouse,
        pack.name(),
        new Beats(
            Duration.ofSeconds(pack.defaults().beatSeconds()),
            pack.defaults().missedBeats(),
            Instant::now,
            System::nanoTime,
            progress::line));
  }
}
