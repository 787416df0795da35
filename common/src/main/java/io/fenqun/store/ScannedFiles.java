package io.fenqun.store;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.spark.Partition;
import org.apache.spark.rdd.NewHadoopPartition;
import org.apache.spark.rdd.NewHadoopRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.RDDScanExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.execution.adaptive.QueryStageExec;
import org.apache.spark.sql.execution.columnar.InMemoryTableScanExec;
import org.apache.spark.sql.execution.datasources.PartitionDirectory;
import org.apache.spark.sql.execution.exchange.ReusedExchangeExec;
import org.apache.spark.sql.util.QueryExecutionListener;
import scala.collection.JavaConverters;

/**
 * The data files that a session's queries read, as the executed plans tell: of every scan the files
 * left after partition pruning, and of every text file its splits. A file that two queries read
 * stands there twice. What the log of a table is read from is not among them.
 */
public final class ScannedFiles implements QueryExecutionListener, Closeable {
  private static final long PATIENCE_MILLIS = 60_000;

  private final SparkSession spark;
  private final Set<Object> cached = Collections.newSetFromMap(new IdentityHashMap<>());
  private List<String> files = new ArrayList<>();

  private ScannedFiles(SparkSession spark) {
    this.spark = spark;
  }

  /** Listens until it is closed. */
  public static ScannedFiles of(SparkSession spark) {
    ScannedFiles scanned = new ScannedFiles(spark);
    spark.listenerManager().register(scanned);
    return scanned;
  }

  /**
   * Paths of what was read since the last call; waits for the queries that have ended. Empty where
   * Spark does not tell in time.
   */
  public Optional<List<String>> take() {
    boolean isTold = isTold();
    synchronized (this) {
      List<String> taken = files;
      files = new ArrayList<>();
      return isTold ? Optional.of(taken) : Optional.empty();
    }
  }

  private boolean isTold() {
    try {
      spark.sparkContext().listenerBus().waitUntilEmpty(PATIENCE_MILLIS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  @Override
  public void close() {
    spark.listenerManager().unregister(this);
  }

  @Override
  public synchronized void onSuccess(String function, QueryExecution query, long nanos) {
    collect(query.executedPlan());
  }

  @Override
  public synchronized void onFailure(String function, QueryExecution query, Exception failure) {
    // what a failed query has read is not known
  }

  private void collect(SparkPlan plan) {
    if (plan instanceof AdaptiveSparkPlanExec adaptive) {
      collect(adaptive.executedPlan());
    } else if (plan instanceof QueryStageExec stage) {
      collect(stage.plan());
    } else if (plan instanceof InMemoryTableScanExec scan) {
      if (cached.add(scan.relation().cacheBuilder())) {
        collect(scan.relation().cacheBuilder().cachedPlan());
      }
    } else if (plan instanceof FileSourceScanExec scan) {
      for (PartitionDirectory partition : scan.dynamicallySelectedPartitions()) {
        JavaConverters.seqAsJavaList(partition.files())
            .forEach(file -> add(file.getPath().toString()));
      }
    } else if (plan instanceof RDDScanExec scan) {
      collect(scan.rdd());
    } else if (!(plan instanceof ReusedExchangeExec)) {
      JavaConverters.seqAsJavaList(plan.children()).forEach(this::collect);
      JavaConverters.seqAsJavaList(plan.subqueries()).forEach(this::collect);
    }
  }

  private void collect(RDD<?> rdd) {
    if (rdd instanceof NewHadoopRDD<?, ?>) {
      for (Partition partition : rdd.partitions()) {
        if (((NewHadoopPartition) partition).serializableHadoopSplit().value()
                instanceof FileSplit split
            && split.getStart() == 0) {
          add(split.getPath().toString());
        }
      }
    }
    JavaConverters.seqAsJavaList(rdd.dependencies()).forEach(before -> collect(before.rdd()));
  }

  private void add(String file) {
    if (!file.contains("/_delta_log/")) {
      files.add(file);
    }
  }
}
