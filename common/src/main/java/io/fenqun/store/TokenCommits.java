package io.fenqun.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.SetTransaction;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.JavaConverters;

/**
 * Commits that carry the number of {@link PackLock#nextCommit} as a transaction version of Delta. A
 * number that is not above the table's last one is refused before the commit, and a commit that
 * began before a take-over meets the {@link #fence} when it ends: either way a holder that was
 * replaced writes nothing more.
 */
final class TokenCommits {
  /** The application in whose name the versions rise. */
  static final String APPLICATION = "fenqun";

  private TokenCommits() {}

  /**
   * A commit without rows to every table of a pack: none with a lower number comes after it. It
   * names the table's definition, unchanged, because Delta refuses every commit that began before
   * one that does.
   */
  static void fence(SparkSession spark, Path packFolder, PackLock lock) {
    for (Path table : tables(spark, packFolder)) {
      OptimisticTransaction transaction =
          DeltaLog.forTable(spark, table.toString()).startTransaction();
      commit(transaction, List.of(transaction.metadata()), Optional.of(lock));
    }
  }

  /**
   * The highest token in any table of a pack: what a lost lock folder knew; 0 where none has one.
   */
  static long lastToken(SparkSession spark, Path packFolder) {
    return tables(spark, packFolder).stream()
        .mapToLong(
            table ->
                DeltaLog.forTable(spark, table.toString())
                    .startTransaction()
                    .txnVersion(APPLICATION))
        .map(version -> Math.max(0, PackLock.tokenOf(version)))
        .max()
        .orElse(0);
  }

  /** Gives an existing table this schema; only comments differ from its own. */
  static long describe(
      SparkSession spark, String path, StructType schema, Optional<PackLock> lock) {
    OptimisticTransaction transaction = DeltaLog.forTable(spark, path).startTransaction();
    var metadata = transaction.metadata();
    transaction.updateMetadata(
        metadata.copy(
            metadata.copy$default$1(),
            metadata.copy$default$2(),
            metadata.copy$default$3(),
            metadata.copy$default$4(),
            schema.json(),
            metadata.copy$default$6(),
            metadata.copy$default$7(),
            metadata.copy$default$8()),
        false);
    return commit(transaction, List.of(), lock);
  }

  private static long commit(
      OptimisticTransaction transaction, List<Action> more, Optional<PackLock> lock) {
    List<Action> actions = new ArrayList<>(more);
    actions.addAll(
        lock
            .<Action>map(
                held -> {
                  // Read, so that a version written meanwhile is a conflict
                  long last = transaction.txnVersion(APPLICATION);
                  long number = held.nextCommit();
                  if (number <= last) {
                    throw held.lost();
                  }
                  return SetTransaction.apply(APPLICATION, number, Option.empty());
                })
            .stream()
            .toList());
    return transaction.commit(
        JavaConverters.asScalaBuffer(actions), DeltaOperations.ManualUpdate$.MODULE$);
  }

  private static List<Path> tables(SparkSession spark, Path packFolder) {
    try {
      FileSystem files = packFolder.getFileSystem(spark.sessionState().newHadoopConf());
      return Arrays.stream(files.listStatus(packFolder))
          .filter(FileStatus::isDirectory)
          .map(FileStatus::getPath)
          .filter(table -> DeltaLog.forTable(spark, table.toString()).tableExists())
          .sorted()
          .toList();
    } catch (FileNotFoundException none) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
