package io.fenqun.jobs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart;

/**
 * The physical plans of all queries that Spark runs while something is done, in any session of its
 * context.
 */
final class Plans extends SparkListener {
  private final List<String> texts = Collections.synchronizedList(new ArrayList<>());

  private Plans() {}

  static List<String> during(SparkSession spark, Runnable work) throws TimeoutException {
    Plans plans = new Plans();
    spark.sparkContext().addSparkListener(plans);
    try {
      work.run();
      spark.sparkContext().listenerBus().waitUntilEmpty();
    } finally {
      spark.sparkContext().removeSparkListener(plans);
    }
    return List.copyOf(plans.texts);
  }

  @Override
  public void onOtherEvent(SparkListenerEvent event) {
    if (event instanceof SparkListenerSQLExecutionStart started) {
      texts.add(started.physicalPlanDescription());
    }
  }

  /** What the plans say about each scan of a table: from its node to the next empty line. */
  static List<String> scans(List<String> plans, Path table) {
    List<String> scans = new ArrayList<>();
    for (String plan : plans) {
      for (String node : plan.split("\\n\\s*\\n")) {
        if (node.contains("Scan parquet")
            && node.contains("Location: ")
            && node.contains(table + "]")) {
          scans.add(node);
        }
      }
    }
    return scans;
  }
}
