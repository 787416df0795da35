package io.fenqun.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenqun.SparkTest;
import io.fenqun.conf.Labels;
import io.fenqun.error.FenqunException;
import io.fenqun.table.ColumnDef;
import io.fenqun.table.TableDef;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeltaTableStoreTest extends SparkTest {
  private static final TableDef TABLE =
      Tables.table("visits", "拜访", "visits")
          .partitioned("month", "月份", "month")
          .key("customer_id", DataTypes.StringType, "客户号", "customer's id")
          .column("visits", DataTypes.LongType, "count", "次数", "visits")
          .build();

  private static final MonthRange JANUARY = MonthRange.of(Month.of(2024, 1));
  private static final MonthRange FEBRUARY = MonthRange.of(Month.of(2024, 2));

  @TempDir Path warehouse;
  private DeltaTableStore store;

  @BeforeEach
  void openStore() {
    store = new DeltaTableStore(spark(), warehouse.toUri().toString(), "pack");
  }

  private Dataset<Row> visits(Row... rows) {
    return rows("visits long, customer_id string, month string, extra string", rows);
  }

  private static Row visit(String customer, String month, long visits) {
    return RowFactory.create(visits, customer, month, "not of the table");
  }

  private List<String> stored() {
    return store
        .read("visits")
        .select("month", "customer_id", "visits")
        .orderBy("month", "customer_id")
        .collectAsList()
        .stream()
        .map(row -> row.mkString(" "))
        .toList();
  }

  @Test
  void aReplacedMonthLeavesTheOthersAndTellsItsRows() {
    WriteResult first =
        store.replaceMonths(
            TABLE,
            new MonthRange(Month.of(2024, 1), Month.of(2024, 2)),
            visits(visit("a", "2024-01", 1), visit("b", "2024-01", 2), visit("a", "2024-02", 3)));
    WriteResult second =
        store.replaceMonths(
            TABLE, FEBRUARY, visits(visit("c", "2024-02", 4), visit("d", "2024-02", 5)));

    assertThat(first).isEqualTo(new WriteResult(0, 3, Map.of("2024-01", 2L, "2024-02", 1L)));
    assertThat(second).isEqualTo(new WriteResult(1, 2, Map.of("2024-02", 2L)));
    assertThat(store.version("visits")).isEqualTo(1);
    assertThat(stored())
        .containsExactly("2024-01 a 1", "2024-01 b 2", "2024-02 c 4", "2024-02 d 5");
    assertThat(store.read("visits", JANUARY).count()).isEqualTo(2);
  }

  @Test
  void rowsOutsideOfTheReplacedMonthsAreRefusedAndNothingIsWritten() {
    store.replaceMonths(TABLE, JANUARY, visits(visit("a", "2024-01", 1)));

    assertThatThrownBy(() -> store.replaceMonths(TABLE, FEBRUARY, visits(visit("a", "2024-01", 9))))
        .hasMessageContaining("outside of the partitions to replace");
    assertThat(stored()).containsExactly("2024-01 a 1");
  }

  @Test
  void aMonthCanBeReplacedByNothing() {
    store.replaceMonths(TABLE, JANUARY, visits(visit("a", "2024-01", 1)));
    store.replaceMonths(TABLE, JANUARY, visits());
    store.replaceMonths(TABLE, JANUARY, visits());

    assertThat(stored()).isEmpty();
  }

  @Test
  void monthsOfATableWithASecondPartitionColumnAreReplacedForOneSchemeOrForAll() {
    TableDef table =
        Tables.table("grades", "等级", "grades")
            .partitioned("scheme", "方案", "scheme")
            .partitioned("month", "月份", "month")
            .key("customer_id", DataTypes.StringType, "客户号", "customer")
            .build();
    String ddl = "scheme string, month string, customer_id string";
    store.replaceMonths(
        table,
        JANUARY,
        rows(
            ddl,
            RowFactory.create("it's", "2024-01", "a"),
            RowFactory.create("other", "2024-01", "a")));

    store.replacePartitions(
        table,
        Partitions.of(JANUARY).and("scheme", List.of("it's")),
        rows(ddl, RowFactory.create("it's", "2024-01", "b")));

    assertThat(store.read("grades").select("scheme", "customer_id").collectAsList())
        .containsExactlyInAnyOrder(RowFactory.create("it's", "b"), RowFactory.create("other", "a"));
  }

  @Test
  void theTableIsReadableByProtocolOneReadersAndKeepsNoIdInItsStatistics() throws IOException {
    store.replaceMonths(TABLE, JANUARY, visits(visit("secret-a", "2024-01", 1)));

    String log = log("visits");
    assertThat(log)
        .contains("\"minReaderVersion\":1")
        .contains("\"minWriterVersion\":2")
        .doesNotContain("secret-a");
    assertThat(log)
        .contains("\"delta.enableDeletionVectors\":\"false\"")
        .contains("\"delta.checkpointPolicy\":\"classic\"");
  }

  @Test
  void onlyTheNamedColumnsHaveStatistics() throws IOException {
    TableDef skipping =
        new TableDef(
            "skipping", TABLE.labels(), TABLE.partitionedBy(), TABLE.columns(), List.of("visits"));
    store.replaceMonths(skipping, JANUARY, visits(visit("secret-a", "2024-01", 4711)));

    assertThat(log("skipping"))
        .contains("4711")
        .doesNotContain("secret-a")
        .contains("\"minReaderVersion\":1")
        .contains("\"minWriterVersion\":2");
  }

  private String log(String table) throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> commits = Files.list(warehouse.resolve("pack/" + table + "/_delta_log"))) {
      for (Path commit : commits.filter(p -> p.toString().endsWith(".json")).toList()) {
        text.append(Files.readString(commit));
      }
    }
    return text.toString();
  }

  @Test
  void columnsCarryTheirCommentsAndDescribeChangesOnlyThoseThatDiffer() {
    store.replaceMonths(TABLE, JANUARY, visits(visit("a", "2024-01", 1)));
    store.describe(TABLE);
    assertThat(store.version("visits")).isZero();

    ColumnDef renamed =
        new ColumnDef(
            "visits", DataTypes.LongType, "count", false, new Labels("拜访次数", "customer's visits"));
    store.describe(
        new TableDef(
            "visits",
            TABLE.labels(),
            TABLE.partitionedBy(),
            List.of(TABLE.columns().get(0), renamed),
            List.of()));

    assertThat(store.version("visits")).isEqualTo(1);
    assertThat(store.read("visits").schema().apply("visits").getComment().get())
        .isEqualTo("拜访次数 / customer's visits [count]");
    assertThat(store.read("visits").schema().apply("customer_id").getComment().get())
        .isEqualTo("客户号 / customer's id");
  }

  @Test
  void aWidenedTableGetsItsNewColumnWithItsComment() {
    store.replaceMonths(TABLE, JANUARY, visits(visit("a", "2024-01", 1)));
    TableDef wider =
        TABLE.with(
            List.of(
                new ColumnDef("extra", DataTypes.StringType, "", false, new Labels("其他", "more"))));
    store.replaceMonths(wider, FEBRUARY, visits(visit("a", "2024-02", 1)));

    assertThat(store.read("visits", JANUARY).select("extra").head().isNullAt(0)).isTrue();
    assertThat(store.read("visits", FEBRUARY).select("extra").head().getString(0))
        .isEqualTo("not of the table");
    assertThat(store.read("visits").schema().apply("extra").getComment().get())
        .isEqualTo("其他 / more");
  }

  @Test
  void fewRowsOfAMonthMakeOneFile() {
    Dataset<Row> scattered =
        visits(visit("a", "2024-01", 1), visit("b", "2024-01", 1), visit("c", "2024-01", 1))
            .repartition(3);
    adaptively(() -> store.replaceMonths(TABLE, JANUARY, scattered));

    assertThat(store.read("visits").inputFiles()).hasSize(1);
  }

  @Test
  void readingMonthsOpensTheFilesOfTheseMonthsOnly() {
    store.replaceMonths(
        TABLE,
        new MonthRange(Month.of(2024, 1), Month.of(2024, 2)),
        visits(visit("a", "2024-01", 1), visit("a", "2024-02", 1)));

    Dataset<Row> january = store.read("visits", JANUARY);
    assertThat(january.queryExecution().executedPlan().toString())
        .containsPattern("PartitionFilters: \\[[^]]*month#\\d+ = 2024-01");
    assertThat(january.inputFiles()).singleElement().asString().contains("month=2024-01");
  }

  @Test
  void replaceAllAndAppendKeepTheTablesHistory() {
    store.replaceAll(TABLE, visits(visit("a", "2024-01", 1)));
    store.append(TABLE, visits(visit("b", "2024-01", 1)));
    store.replaceAll(TABLE, visits(visit("c", "2024-03", 1)));

    assertThat(stored()).containsExactly("2024-03 c 1");
    assertThat(store.version("visits")).isEqualTo(2);
    assertThat(store.exists("visits")).isTrue();
    assertThat(store.exists("nothing")).isFalse();
  }

  @Test
  void aWarehouseWhoseParentIsAFileIsRefusedWithWhatToDo() throws IOException {
    Path file = Files.writeString(warehouse.resolve("file"), "not a folder");
    DeltaTableStore inFile =
        new DeltaTableStore(spark(), file.resolve("warehouse").toUri().toString(), "pack");

    assertThatThrownBy(() -> inFile.replaceMonths(TABLE, JANUARY, visits(visit("a", "2024-01", 1))))
        .isInstanceOfSatisfying(
            FenqunException.class,
            e -> assertThat(e.kind()).isEqualTo(FenqunException.Kind.STORAGE))
        .hasMessageStartingWith("Cannot write table visits")
        .hasMessageContaining("check that every parent of --warehouse is a folder");
  }
}
