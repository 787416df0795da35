package io.fenqun.store;

import io.fenqun.error.FenqunException;
import io.fenqun.store.LockFiles.Ending;
import io.fenqun.store.LockFiles.Tenure;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.sql.SparkSession;

/**
 * Makes a process the only writer of one pack in one warehouse, until it is closed. Held on any
 * file system that creates a file only if it is not there (a local disk, HDFS); on one that does
 * not, the caller must be the only writer by other means.
 *
 * <p>A holder that was killed is replaced: at once by a process of the same machine, which sees
 * that it is gone; by one of another machine after some beats were missing. Every tenure has a
 * token, higher than those before, and every commit carries it, so that a holder that was only
 * paused and wakes up after it was replaced is refused by the tables themselves (see {@link
 * TokenCommits}).
 */
public final class PackLock implements AutoCloseable {
  /** Commits of one tenure have numbers below this. */
  private static final int SEQUENCE_BITS = 20;

  /** Looks at another's beat so often between two of them. */
  private static final int LOOKS_PER_BEAT = 10;

  /** Before Spark (50) and the file systems (10) are shut down. */
  private static final int SHUTDOWN_PRIORITY = 60;

  private final LockFiles files;
  private final String packName;
  private final long token;
  private final AtomicLong sequence = new AtomicLong();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final ScheduledExecutorService beats;
  private final Runnable atShutdown = () -> end(Ending.ABANDONED);

  private PackLock(LockFiles files, String packName, long token, Duration beat) {
    this.files = files;
    this.packName = packName;
    this.token = token;
    this.beats =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "beat of pack " + packName);
              thread.setDaemon(true);
              return thread;
            });
    AtomicLong beatNumber = new AtomicLong();
    beats.scheduleAtFixedRate(
        () -> beat(beatNumber.incrementAndGet()), 0, beat.toMillis(), TimeUnit.MILLISECONDS);
    ShutdownHookManager.get().addShutdownHook(atShutdown, SHUTDOWN_PRIORITY);
  }

  /**
   * Takes the pack, or refuses with kind LOCKED while another process holds it; waits only to see
   * whether a holder on another machine still lives.
   */
  public static PackLock hold(
      SparkSession spark, String warehouseUri, String packName, Beats beats) {
    return hold(
        spark,
        warehouseUri,
        packName,
        beats,
        LockOwner.thisProcess(beats.now().get(), beats.every()));
  }

  static PackLock hold(
      SparkSession spark, String warehouseUri, String packName, Beats beats, LockOwner me) {
    return StorageFaults.translated(
        "Cannot take pack " + packName + " in " + warehouseUri,
        () -> {
          Path folder = new Path(new Path(warehouseUri), packName);
          LockFiles files = new LockFiles(folder, spark.sessionState().newHadoopConf());
          return new Candidate(files, packName, me, beats).take(spark, folder);
        });
  }

  /** One process that wants the pack. */
  private record Candidate(LockFiles files, String packName, LockOwner me, Beats beats) {

    PackLock take(SparkSession spark, Path folder) {
      while (true) {
        Tenure last = files.last();
        if (!isOver(last)) {
          continue;
        }
        long token = 1 + (last.token() == 0 ? TokenCommits.lastToken(spark, folder) : last.token());
        if (!files.begin(token, me)) {
          continue; // another one was quicker
        }
        if (files.last().token() != token) {
          files.withdraw(token); // others came and went since we looked
          continue;
        }
        PackLock lock = new PackLock(files, packName, token, beats.every());
        lock.enter(spark, folder, isTakenOver(last));
        return lock;
      }
    }

    private static boolean isTakenOver(Tenure last) {
      return last.token() > 0 && !last.ending().equals(Optional.of(Ending.RELEASED));
    }

    /** False when something changed while this process waited, so that it must look again. */
    private boolean isOver(Tenure last) {
      if (last.token() == 0 || last.ending().isPresent()) {
        return true;
      }
      Optional<LockOwner> owner = files.owner(last.token());
      if (owner.filter(me::isOnMachineOf).isPresent()) {
        if (owner.get().isGone()) {
          return true;
        }
        throw held(last, owner);
      }
      return isSilent(last, owner);
    }

    private boolean isSilent(Tenure last, Optional<LockOwner> owner) {
      long beatMillis = owner.map(LockOwner::beatMillis).orElse(beats.every().toMillis());
      long patience = TimeUnit.MILLISECONDS.toNanos(beatMillis) * beats.missed();
      beats
          .waiting()
          .accept(
              "pack "
                  + packName
                  + " is held by "
                  + who(owner)
                  + ": waiting for a sign of life, "
                  + TimeUnit.NANOSECONDS.toSeconds(patience)
                  + " s at most");
      String seen = files.beat(last.token());
      long start = beats.nanoTime().getAsLong();
      while (beats.nanoTime().getAsLong() - start < patience) {
        sleep(Math.max(1, Math.min(beatMillis, me.beatMillis()) / LOOKS_PER_BEAT));
        if (!files.last().equals(last)) {
          return false;
        }
        if (!files.beat(last.token()).equals(seen)) {
          throw held(last, owner);
        }
      }
      return true;
    }

    private FenqunException held(Tenure last, Optional<LockOwner> owner) {
      return new FenqunException(
          FenqunException.Kind.LOCKED,
          "Cannot take pack "
              + packName
              + ": "
              + who(owner)
              + " holds it"
              + owner.map(o -> " since " + o.since()).orElse("")
              + " ("
              + files
              + ", token "
              + last.token()
              + "); run again when it has ended, or end it: its pack is then free");
    }

    private static String who(Optional<LockOwner> owner) {
      return owner
          .map(o -> "process " + o.process() + " on " + o.host())
          .orElse("a process that did not leave its name");
    }

    private static void sleep(long millis) {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while another process held the pack", e);
      }
    }
  }

  /** Before anything is read: what a holder that was replaced may still do is shut out. */
  private void enter(SparkSession spark, Path folder, boolean isTakenOver) {
    try {
      if (isTakenOver) {
        TokenCommits.fence(spark, folder, this);
      }
      files.removeBefore(token);
    } catch (RuntimeException e) {
      end(Ending.ABANDONED);
      throw e;
    }
  }

  private void beat(long number) {
    try {
      files.beat(token, Long.toString(number));
    } catch (UncheckedIOException missed) {
      // The next one tries again; whether the pack is still ours is asked before every commit
    }
  }

  /** Rises with every tenure of the pack. */
  public long token() {
    return token;
  }

  /**
   * The number of the next commit, higher than all before of this and of earlier tenures. Refused
   * with kind LOCKED when the pack is no longer this process's.
   */
  long nextCommit() {
    requireHeld();
    long number = sequence.incrementAndGet();
    if (number >= 1L << SEQUENCE_BITS) {
      throw FenqunException.internal(
          "Cannot commit: more than "
              + (1L << SEQUENCE_BITS)
              + " commits of one run; run fewer months");
    }
    return (token << SEQUENCE_BITS) + number;
  }

  /** The token in the number of a commit. */
  static long tokenOf(long commit) {
    return commit >> SEQUENCE_BITS;
  }

  private void requireHeld() {
    if (ended.get() || !files.last().equals(new Tenure(token, Optional.empty()))) {
      throw lost();
    }
  }

  /** What a holder is told that is no longer one. */
  FenqunException lost() {
    return new FenqunException(
        FenqunException.Kind.LOCKED,
        "Cannot write pack "
            + packName
            + ": another process took it over while this one was silent ("
            + files
            + ", token "
            + token
            + "); nothing more of this run is written: see what the other one did, then run again");
  }

  /** Leaves the pack to others; nothing of this process may be under way. */
  @Override
  public void close() {
    StorageFaults.translated(
        "Cannot release pack " + packName,
        () -> {
          end(Ending.RELEASED);
          return token;
        });
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get().removeShutdownHook(atShutdown);
    }
  }

  void stopBeating() {
    beats.shutdownNow();
  }

  private void end(Ending ending) {
    if (!ended.getAndSet(true)) {
      stopBeating();
      if (files.last().token() == token) {
        files.end(token, ending);
      }
    }
  }
}
