package io.fenqun.store;

import io.fenqun.error.FenqunException;
import io.fenqun.store.TableLogs.State;
import io.fenqun.table.TableDef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.FileAction;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.actions.SetTransaction;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.immutable.Map$;

/**
 * A commit to a table that exists and has all columns of the rows: the new files in, those of the
 * replaced partitions out, by what {@link TableLogs} knows of them. Delta's own writer would ask
 * Spark for the state of the log first.
 *
 * @param replaced none for rows that are added to the table
 */
record PartitionCommit(
    SparkSession spark,
    TableLogs logs,
    String path,
    Optional<PackLock> lock,
    Optional<Partitions> replaced) {

  /** True where the rows can be written without a change of the table's definition. */
  static boolean fits(Metadata stored, StructType rows, TableDef table) {
    return JavaConverters.seqAsJavaList(stored.partitionColumns()).equals(table.partitionedBy())
        && Arrays.stream(rows.fields()).allMatch(field -> has(stored.schema(), field));
  }

  private static boolean has(StructType table, StructField field) {
    return Arrays.stream(table.fields())
        .anyMatch(
            one ->
                one.name().equals(field.name())
                    && one.dataType().catalogString().equals(field.dataType().catalogString()));
  }

  /** Rows outside of the replaced partitions are refused; nothing of them is visible then. */
  void write(Dataset<Row> rows) {
    logs.inSession(() -> commit(rows));
  }

  private Option<Object> commit(Dataset<Row> rows) {
    OptimisticTransaction transaction = DeltaLog.forTable(spark, path).startTransaction();
    transaction.readWholeTable(); // whatever another one commits meanwhile is a conflict
    State state = logs.at(path, transaction.deltaLog(), transaction.snapshot());
    List<Action> actions = new ArrayList<>();
    lock.ifPresent(held -> actions.add(number(held, state)));
    List<FileAction> written = JavaConverters.seqAsJavaList(transaction.writeFiles(rows));
    replaced.ifPresent(partitions -> requireWithin(partitions, written));
    actions.addAll(written);
    replaced.ifPresent(
        partitions -> state.files(partitions).forEach(file -> actions.add(file.remove())));
    return transaction.commitIfNeeded(
        JavaConverters.asScalaBuffer(actions).toSeq(),
        new DeltaOperations.Write(
            replaced.isPresent() ? SaveMode.Overwrite : SaveMode.Append,
            Option.apply(transaction.snapshot().metadata().partitionColumns()),
            Option.apply(replaced.map(Partitions::where).orElse(null)),
            Option.empty()),
        Map$.MODULE$.empty());
  }

  /** A holder of the lock that was replaced finds a higher number, or meets it when it commits. */
  private static SetTransaction number(PackLock held, State state) {
    long number = held.nextCommit();
    if (number <= state.lastToken()) {
      throw held.lost();
    }
    return SetTransaction.apply(TokenCommits.APPLICATION, number, Option.empty());
  }

  private void requireWithin(Partitions partitions, List<FileAction> written) {
    TreeSet<String> outside = new TreeSet<>();
    for (FileAction file : written) {
      if (file instanceof AddFile added
          && !partitions.hold(JavaConverters.mapAsJavaMap(added.partitionValues()))) {
        outside.add(added.partitionValues().mkString(", "));
      }
    }
    if (!outside.isEmpty()) {
      throw FenqunException.internal(
          "Cannot write " + path + ": rows are outside of the partitions to replace: " + outside);
    }
  }
}
