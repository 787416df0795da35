package io.fenqun.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenqun.SparkTest;
import io.fenqun.error.FenqunException;
import io.fenqun.quality.CleanSource;
import io.fenqun.source.SourceDef;
import io.fenqun.source.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColumnarFormatTest extends SparkTest {
  private static final String ORDERS =
      """
      kind: transactions
      format: parquet
      location: in {month}/orders_*.parquet
      key: [id]
      event_time: at
      columns:
        - {name: id, type: string, zh: 号, en: id}
        - {name: at, type: timestamp, zh: 时, en: time}
      """;

  @TempDir Path folder;

  private RawRecords read(SourceDef source, String... deliveries) {
    return new SourceReader(spark(), folder.toUri().toString(), 1L << 20)
        .read(source, List.of(deliveries));
  }

  private void write(String file, String... select) {
    spark()
        .sql(String.join(" union all ", select))
        .coalesce(1)
        .write()
        .parquet(folder.resolve(file).toString());
  }

  @Test
  void rowsHaveTheirDeliveryTheirFileAndTheirIndexInIt() {
    write(
        "in 2024-01/orders_a+b.parquet",
        "select 'a' id, timestamp_ntz'2024-01-05 10:00:00' at",
        "select 'b', timestamp_ntz'2024-01-06 10:00:00'");
    write(
        "in 2024-02/orders_c.parquet",
        "select 'c' id, timestamp_ntz'2024-02-05 10:00:00' at, 1 as more");
    SourceDef source = Sources.source("orders", ORDERS);
    Dataset<Row> rows = read(source, "2024-01", "2024-02").rows();

    assertThat(
            rows
                .selectExpr(
                    "__delivery",
                    "regexp_replace(__file, 'part-.*', '')",
                    "__record_no",
                    "__fault",
                    "__content",
                    "length(__record_hash)")
                .collectAsList()
                .stream()
                .map(row -> row.mkString(" "))
                .sorted()
                .toList())
        .containsExactly(
            "2024-01 in 2024-01/orders_a+b.parquet/ 0 null {\"id\":\"a\",\"at\":\"2024-01-05T10:00:00.000\"} 64",
            "2024-01 in 2024-01/orders_a+b.parquet/ 1 null {\"id\":\"b\",\"at\":\"2024-01-06T10:00:00.000\"} 64",
            "2024-02 in 2024-02/orders_c.parquet/ 0 null {\"id\":\"c\",\"at\":\"2024-02-05T10:00:00.000\",\"more\":1} 64");
    assertThat(new SourceReader(spark(), folder.toUri().toString(), 1).deliveries(source))
        .containsExactly("2024-01", "2024-02");
  }

  @Test
  void aPlainFileHasTheDeliveryOfItsName() throws IOException {
    write("whole", "select 'a' id, timestamp_ntz'2024-01-05 10:00:00' at");
    try (Stream<Path> parts = Files.list(folder.resolve("whole"))) {
      Files.copy(
          parts.filter(part -> part.toString().endsWith(".parquet")).findFirst().orElseThrow(),
          folder.resolve("销售 2024-01.parquet"));
    }
    SourceDef source =
        Sources.source(
            "orders", ORDERS.replace("in {month}/orders_*.parquet", "销售 {month}.parquet"));

    assertThat(read(source, "2024-01").rows().select("__delivery", "__file").collectAsList())
        .containsExactly(RowFactory.create("2024-01", "销售 2024-01.parquet"));
  }

  @Test
  void aTimestampWithoutZoneStaysInItsMonthInThePacksZone() {
    write(
        "in 2024-01/orders_a.parquet",
        "select 'a' id, timestamp_ntz'2024-01-31 23:30:00' at",
        "select 'b', timestamp_ntz'2024-01-01 00:30:00'");
    SourceDef source = Sources.source("orders", ORDERS);
    for (String zone : List.of("Asia/Shanghai", "America/Chicago")) {
      spark().conf().set("spark.sql.session.timeZone", zone);
      try {
        Dataset<Row> clean =
            CleanSource.clean(source, List.of("2024-01"), read(source, "2024-01").rows(), Map.of())
                .clean();
        assertThat(clean.select("month").distinct().collectAsList())
            .extracting(row -> row.getString(0))
            .containsExactly("2024-01");
      } finally {
        spark().conf().set("spark.sql.session.timeZone", "UTC");
      }
    }
  }

  @Test
  void timestampsInNanosecondsAreRefusedWithWhatToDo() throws IOException {
    Files.createDirectories(folder.resolve("in 2024-01"));
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message m { required binary id (STRING); required int64 at (TIMESTAMP(NANOS,false)); }");
    org.apache.hadoop.fs.Path file =
        new org.apache.hadoop.fs.Path(folder.resolve("in 2024-01/orders_a.parquet").toUri());
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(file).withType(schema).build()) {
      writer.write(
          new SimpleGroupFactory(schema)
              .newGroup()
              .append("id", "a")
              .append("at", 1706743800000000000L));
    }

    assertRefused(
        "Cannot read source orders: in 2024-01/orders_a.parquet has timestamps in nanoseconds, which Spark does not read; write it with microseconds");
  }

  @Test
  void aFileThatIsNoParquetIsRefused() throws IOException {
    Files.createDirectories(folder.resolve("in 2024-01"));
    Files.writeString(folder.resolve("in 2024-01/orders_a.parquet"), "id,at\n1,2024-01-01\n");

    assertRefused(
        "Cannot read source orders: in 2024-01/orders_a.parquet cannot be read as parquet, or the files of 2024-01 contradict each other; deliver it again");
  }

  @Test
  void aColumnThatCannotBecomeTheDeclaredTypeIsRefused() {
    write("in 2024-01/orders_a.parquet", "select 'a' id, array(1) at");

    assertRefused(
        "Cannot read source orders: in 2024-01/orders_a.parquet/",
        "sources/orders.yaml:8: columns[1].name: column at is ARRAY<INT> there, which cannot become TIMESTAMP; map it with expr");
  }

  @Test
  void aColumnThatTheFileLacksIsRefused() {
    write("in 2024-01/orders_a.parquet", "select 'a' id, now() att");

    assertRefused(
        "sources/orders.yaml:8: columns[1].name: column at is not in its header; did you mean att? (known: att, id)");
  }

  @Test
  void twoFilesOfOneDeliveryWithTypesThatContradictAreRefused() {
    write("in 2024-01/orders_a.parquet", "select 'a' id, timestamp_ntz'2024-01-05 10:00:00' at");
    write("in 2024-01/orders_b.parquet", "select 'b' id, array(1) at");

    assertRefused("the files of 2024-01 contradict each other");
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(() -> read(Sources.source("orders", ORDERS), "2024-01"))
        .isInstanceOfSatisfying(
            FenqunException.class, e -> assertThat(e.kind()).isEqualTo(FenqunException.Kind.DATA))
        .hasMessageContainingAll(parts);
  }
}
