package io.fenqun.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.SparkTest;
import io.fenqun.table.TableDef;
import io.fenqun.table.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of a table's files without asking, held against what Delta itself reads. */
class TableLogsTest extends SparkTest {
  private static final long serialVersionUID = 1L;

  /** Past a checkpoint of the log. */
  private static final int MANY = 13;

  private static final TableDef TABLE =
      Tables.table("marks", "标记", "marks")
          .partitioned("kind", "种类", "kind")
          .key("id", DataTypes.StringType, "号", "id")
          .build();

  @TempDir Path warehouse;
  private DeltaTableStore store;

  @BeforeEach
  void openStore() {
    store = opened();
  }

  private DeltaTableStore opened() {
    return new DeltaTableStore(spark(), warehouse.toUri().toString(), "pack");
  }

  private Dataset<Row> marks(String kind, String... ids) {
    List<Row> rows = new ArrayList<>();
    for (String id : ids) {
      rows.add(RowFactory.create(kind, id));
    }
    return spark().createDataFrame(rows, StructType.fromDDL("kind string, id string"));
  }

  private static Partitions kind(String kind) {
    return Partitions.of("kind", List.of(kind));
  }

  private String path() {
    return warehouse.resolve("pack/marks").toString();
  }

  private static List<String> ids(Dataset<Row> rows) {
    return rows.select("id").collectAsList().stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  private void assertAsDeltaReadsIt() {
    Dataset<Row> delta = spark().read().format("delta").load(path());
    List<String> expected = ids(delta);
    assertThat(ids(store.read("marks"))).isEqualTo(expected);
    assertThat(ids(opened().read("marks"))).isEqualTo(expected);
    assertThat(store.partitions("marks").stream().mapToLong(StoredPartition::rows).sum())
        .isEqualTo(expected.size());
  }

  @Test
  void theFilesAreThoseOfTheTableAfterManyCommitsAndACheckpoint() throws IOException {
    for (int i = 0; i < MANY; i++) {
      store.replacePartitions(TABLE, kind("k" + i % 3), marks("k" + i % 3, "a" + i, "b" + i));
      store.append(TABLE, marks("more", "c" + i));
    }
    try (Stream<Path> log = Files.list(Path.of(path(), "_delta_log"))) {
      assertThat(log.anyMatch(file -> file.toString().contains(".checkpoint."))).isTrue();
    }
    assertThat(store.read("marks").count()).isEqualTo(3 * 2 + MANY);
    assertAsDeltaReadsIt();

    DeltaTableStore next = opened();
    next.replacePartitions(TABLE, kind("more"), marks("more"));
    assertThat(next.read("marks").count()).isEqualTo(3 * 2);
    assertAsDeltaReadsIt();
  }

  @Test
  void namesThatAreWrittenOtherwiseInPathsAreFound() {
    String kind = "it's 100 % 好/好";
    store.append(TABLE, marks(kind, "a"));
    for (int i = 0; i < MANY; i++) {
      store.append(TABLE, marks("other", "o" + i));
    }
    DeltaTableStore next = opened(); // lists the table, and goes on from there
    assertThat(ids(next.read("marks", kind(kind)))).containsExactly("a");
    store.replacePartitions(TABLE, kind(kind), marks(kind, "b"));
    assertThat(ids(next.read("marks", kind(kind)))).containsExactly("b");
    assertAsDeltaReadsIt();
  }

  @Test
  void commitsOfOthersAndATableMadeAnewAreSeen() throws IOException {
    store.replaceAll(TABLE, marks("k", "a"));
    assertThat(ids(store.read("marks"))).containsExactly("a");
    marks("k", "b").write().format("delta").mode("append").save(path());
    assertThat(ids(store.read("marks"))).containsExactly("a", "b");

    org.apache.commons.io.FileUtils.deleteDirectory(Path.of(path()).toFile());
    DeltaLog.clearCache();
    opened().replaceAll(TABLE, marks("k", "c"));
    opened().append(TABLE, marks("k", "d"));
    assertThat(ids(store.read("marks"))).containsExactly("c", "d");
  }

  @Test
  void neitherAListOfFilesNorOfPartitionsAsksSpark() throws TimeoutException {
    store.replaceAll(TABLE, marks("k", "a"));
    store.append(TABLE, marks("j", "b"));
    AtomicInteger jobs = new AtomicInteger();
    SparkListener counting =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart job) {
            jobs.incrementAndGet();
          }
        };
    spark().sparkContext().addSparkListener(counting);
    try {
      assertThat(store.read("marks", kind("k")).inputFiles()).hasSize(1);
      store.read("marks", kind("k")).queryExecution().executedPlan();
      assertThat(store.partitions("marks")).hasSize(2);
      spark().sparkContext().listenerBus().waitUntilEmpty();
      assertThat(jobs).hasValue(0);

      store.read("marks").count();
      spark().sparkContext().listenerBus().waitUntilEmpty();
      assertThat(jobs).hasPositiveValue();
    } finally {
      spark().sparkContext().removeSparkListener(counting);
    }
  }
}
