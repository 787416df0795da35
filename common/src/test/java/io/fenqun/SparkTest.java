package io.fenqun;

import com.holdenkarau.spark.testing.JavaDataFrameSuiteBase;
import io.fenqun.store.LocalDisk;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Gives every test class the same local session: the first Delta write of a JVM takes seconds, so
 * there is one JVM and one session.
 */
public abstract class SparkTest extends JavaDataFrameSuiteBase implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final class Shared {
    static final SparkSession SESSION = open();

    private static SparkSession open() {
      SparkSession session = built();
      LocalDisk.useIn(session.sparkContext());
      return session;
    }

    private static SparkSession built() {
      return SparkSession.builder()
          .master("local[2]")
          .appName("fenqun tests")
          .config("spark.ui.enabled", "false")
          .config("spark.driver.host", "127.0.0.1")
          .config("spark.driver.bindAddress", "127.0.0.1")
          // A few rows each: compiling a query would take longer than running it
          .config("spark.sql.codegen.wholeStage", "false")
          .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
          .config("spark.sql.shuffle.partitions", "2")
          .config("spark.default.parallelism", "2")
          .config("spark.buffer.pageSize", "1m")
          .config("spark.sql.session.timeZone", "UTC")
          .config("spark.sql.legacy.timeParserPolicy", "CORRECTED")
          .config("spark.databricks.delta.snapshotPartitions", "1")
          .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
          .config(
              "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
          .config(
              "spark.sql.warehouse.dir",
              System.getProperty("java.io.tmpdir") + "/fenqun-tests-warehouse")
          .getOrCreate();
    }
  }

  @Override
  public SparkSession spark() {
    return Shared.SESSION;
  }

  @Override
  public SQLContext sqlContext() {
    return spark().sqlContext();
  }

  @Override
  public SparkContext sc() {
    return spark().sparkContext();
  }

  /** Runs with adaptive execution, as Spark is delivered; most tests of common do without. */
  protected void adaptively(Runnable test) {
    String key = "spark.sql.adaptive.enabled";
    String before = spark().conf().get(key);
    spark().conf().set(key, "true");
    try {
      test.run();
    } finally {
      spark().conf().set(key, before);
    }
  }

  /**
   * A frame of the given rows; the schema as in DDL, for example {@code "customer_id string, amount
   * decimal(18,2)"}.
   */
  protected Dataset<Row> rows(String ddl, List<Row> rows) {
    return spark().createDataFrame(rows, StructType.fromDDL(ddl));
  }

  protected Dataset<Row> rows(String ddl, Row... rows) {
    return rows(ddl, List.of(rows));
  }
}
