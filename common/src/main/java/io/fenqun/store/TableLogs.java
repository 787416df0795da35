package io.fenqun.store;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.RemoveFile;
import org.apache.spark.sql.delta.actions.SetTransaction;
import scala.Option;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * The files of tables, kept from version to version: what a commit added and removed stands in its
 * own line of the log. Delta asks Spark for the list anew, by three queries after every commit;
 * here Spark is asked once a table, and not at all while the log is short.
 */
final class TableLogs {
  /** Before the first checkpoint every commit is there. */
  private static final int CHECKPOINT = 10;

  private final SparkSession spark;
  private final Map<String, State> states = new ConcurrentHashMap<>();

  TableLogs(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * A table at one version.
   *
   * @param files by path
   * @param lastToken the highest number of a commit of {@link TokenCommits}; -1 without one
   * @param read what was read of it, by the predicate on its partitions
   */
  record State(
      Snapshot snapshot,
      Map<String, AddFile> files,
      long lastToken,
      Map<String, Dataset<Row>> read) {

    /** The files of these partitions. */
    List<AddFile> files(Partitions partitions) {
      return files.values().stream()
          .filter(file -> partitions.hold(JavaConverters.mapAsJavaMap(file.partitionValues())))
          .toList();
    }
  }

  /** The latest version. */
  State latest(String path) {
    return inSession(
        () -> {
          DeltaLog log = DeltaLog.forTable(spark, path);
          return at(path, log, log.update(false, Option.empty(), Option.empty()));
        });
  }

  /** As the log has it at the version of a snapshot, which is the latest one. */
  State at(String path, DeltaLog log, Snapshot snapshot) {
    return states.compute(
        path,
        (any, known) ->
            Optional.ofNullable(known)
                .filter(before -> isEarlierOrSame(before.snapshot(), snapshot))
                .flatMap(before -> since(before, log, snapshot))
                .or(() -> fromTheStart(log, snapshot))
                .orElseGet(() -> listed(snapshot)));
  }

  /** A table that was removed and made again has another id. */
  private static boolean isEarlierOrSame(Snapshot before, Snapshot now) {
    return before.metadata().id().equals(now.metadata().id()) && before.version() <= now.version();
  }

  private static Optional<State> fromTheStart(DeltaLog log, Snapshot snapshot) {
    return snapshot.version() < CHECKPOINT
        ? replayed(log, -1, new LinkedHashMap<>(), -1, snapshot)
        : Optional.empty();
  }

  private static Optional<State> since(State before, DeltaLog log, Snapshot snapshot) {
    long version = before.snapshot().version();
    return version == snapshot.version()
        ? Optional.of(before)
        : replayed(log, version, new LinkedHashMap<>(before.files()), before.lastToken(), snapshot);
  }

  /** Empty where a commit is not there any more. */
  private static Optional<State> replayed(
      DeltaLog log, long from, Map<String, AddFile> files, long token, Snapshot snapshot) {
    long version = from;
    long lastToken = token;
    Iterator<Tuple2<Object, Seq<Action>>> commits = log.getChanges(from + 1, false);
    while (version < snapshot.version() && commits.hasNext()) {
      Tuple2<Object, Seq<Action>> commit = commits.next();
      if ((long) commit._1() != version + 1) {
        return Optional.empty();
      }
      version++;
      for (Action action : JavaConverters.seqAsJavaList(commit._2())) {
        if (action instanceof AddFile added) {
          files.put(name(added.path()), added);
        } else if (action instanceof RemoveFile removed) {
          files.remove(name(removed.path()));
        } else if (action instanceof SetTransaction number
            && number.appId().equals(TokenCommits.APPLICATION)) {
          lastToken = Math.max(lastToken, number.version());
        }
      }
    }
    return version == snapshot.version()
        ? Optional.of(state(snapshot, files, lastToken))
        : Optional.empty();
  }

  /** One name for all ways to write a path: Delta's list has it otherwise than its commits may. */
  private static String name(String path) {
    return new Path(URI.create(path)).toString();
  }

  private static State listed(Snapshot snapshot) {
    Map<String, AddFile> files = new LinkedHashMap<>();
    List<AddFile> all = new ArrayList<>(snapshot.allFiles().collectAsList());
    all.sort(Comparator.comparing(AddFile::path));
    all.forEach(file -> files.put(name(file.path()), file));
    Option<Object> token = snapshot.transactions().get(TokenCommits.APPLICATION);
    return state(snapshot, files, token.isDefined() ? (long) token.get() : -1);
  }

  private static State state(Snapshot snapshot, Map<String, AddFile> files, long lastToken) {
    return new State(
        snapshot, Collections.unmodifiableMap(files), lastToken, new ConcurrentHashMap<>());
  }

  /**
   * The rows of these partitions. The same frame for the same ones, so that Spark sees where a
   * query reads them twice.
   */
  Dataset<Row> read(String path, Partitions partitions) {
    State state = latest(path);
    String where = partitions.where();
    return state.read().computeIfAbsent(where, any -> frame(path, state, partitions)).where(where);
  }

  private Dataset<Row> frame(String path, State state, Partitions partitions) {
    return inSession(
        () ->
            DeltaLog.forTable(spark, path)
                .createDataFrame(
                    state.snapshot(),
                    JavaConverters.asScalaBuffer(state.files(partitions)).toSeq(),
                    false,
                    Option.empty()));
  }

  /** Runs something that asks for Spark's active session in the session of this store. */
  <T> T inSession(Supplier<T> work) {
    Option<SparkSession> before = SparkSession.getActiveSession();
    SparkSession.setActiveSession(spark);
    try {
      return work.get();
    } finally {
      if (before.isDefined()) {
        SparkSession.setActiveSession(before.get());
      } else {
        SparkSession.clearActiveSession();
      }
    }
  }
}
