package io.fenqun.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.SparkTest;
import io.fenqun.source.SourceDef;
import io.fenqun.source.Sources;
import io.fenqun.store.ScannedFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the plans of ingest must look like at any size, seen without a clock. */
class CleanSourcePlanTest extends SparkTest {
  private static final long serialVersionUID = 1L;

  private static final SourceDef OWNERS =
      Sources.source(
          "owners",
          """
          history: false
          key: [account]
          columns:
            - {name: account, type: string, zh: 账, en: account}
            - {name: person, type: string, zh: 人, en: person}
          """);

  private static final SourceDef PAYMENTS =
      Sources.source(
          "payments",
          """
          kind: transactions
          key: [id]
          event_time: day
          customer: person
          join:
            - {from: owners, using: [account], columns: [person]}
          columns:
            - {name: id, type: string, zh: 号, en: id}
            - {name: account, type: string, zh: 账, en: account}
            - {name: day, type: date, zh: 日, en: day}
            - {name: amount, type: "decimal(18,2)", unit: money, zh: 额, en: amount}
          """);

  @TempDir private Path folder;

  private String plan(String... ids) {
    String plan = ingested(written(ids)).clean().queryExecution().executedPlan().toString();
    return plan.replaceAll("(?s)== Initial Plan ==.*", ""); // of the records that are kept
  }

  private Dataset<Row> written(String... ids) {
    Path file = folder.resolve("payments-" + ids.length);
    rows(
            "__delivery string, __file string, __record_no bigint, __record_hash string, __fault string, __content string, "
                + "id string, account string, day string, amount string",
            IntStream.range(0, ids.length).mapToObj(i -> record(ids[i], i)).toArray(Row[]::new))
        .coalesce(1)
        .write()
        .parquet(file.toString());
    return spark().read().parquet(file.toString());
  }

  private Ingested ingested(Dataset<Row> raw) {
    Dataset<Row> owners =
        rows(
            "account string, person string, month string",
            RowFactory.create("A", "P", (Object) null));
    return CleanSource.clean(
        PAYMENTS, List.of("all"), raw, Map.of("owners", JoinedSource.undated(OWNERS, owners)));
  }

  /** How many files are read by counting, judging and taking the clean rows. */
  private int filesRead(Dataset<Row> raw) {
    try (ScannedFiles scanned = ScannedFiles.of(spark())) {
      scanned.take();
      Ingested ingested = ingested(raw);
      assertThat(ingested.clean().collectAsList()).isNotEmpty();
      assertThat(ingested.quarantine().collectAsList())
          .hasSize((int) ingested.counts().total(MonthCounts::quarantined));
      ingested.release();
      return scanned.take().orElseThrow().size();
    }
  }

  private static Row record(String id, int line) {
    return RowFactory.create(
        "all",
        "payments.csv",
        (long) line,
        "hash" + line,
        null,
        "content",
        id,
        "A",
        "1993-05-31",
        "1");
  }

  private static long count(String pattern, String plan) {
    return Pattern.compile(pattern).matcher(plan).results().count();
  }

  @Test
  void cleanRowsAreOneScanAndTheRecordsThemselvesAreNotMoved() {
    String plan = plan("p1", "p2");
    assertThat(count("FileScan parquet", plan)).as(plan).isEqualTo(1);
    assertThat(count("InMemoryTableScan", plan)).as(plan).isEqualTo(1);
    assertThat(count("Window", plan)).as(plan).isZero();
    assertThat(count("BroadcastHashJoin", plan)).as(plan).isEqualTo(1);
    assertThat(count("Exchange hashpartitioning\\(id", plan)).as(plan).isZero();
  }

  @Test
  void copiesMeetByKeyAndNeverInOneTask() {
    String plan = plan("p1", "p1", "p2");
    assertThat(count("FileScan parquet", plan)).as(plan).isEqualTo(1);
    assertThat(count("Exchange hashpartitioning\\(delivery[^,]*, month[^,]*, id", plan))
        .as(plan)
        .isOne();
    assertThat(plan).contains("Window ").doesNotContain("SinglePartition");
  }

  @Test
  void aDeliveryIsReadOnceAndAgainOnlyForWhatIsRefused() {
    assertThat(filesRead(written("p1", "p1", "p2", "p3"))).isEqualTo(1);
    assertThat(filesRead(written("p1", "p2", "p3", "p4", null))).isEqualTo(2);
  }

  @Test
  void recordsAreCountedByThemselvesWhereNoCountPassedBy() {
    Dataset<Row> raw = written("p1", "p2", "p3", "p4", "p5", "p6");
    SourceCounts none = new SourceCounts(List.of());
    assertThat(new RecordsRead(PAYMENTS, List.of("all")).of(raw, none, raw))
        .containsExactly(Map.entry("all", 6L));
  }
}
