package io.fenqun.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Timestamps of Parquet files, in a pack whose zone is twelve to thirteen hours ahead of UTC. */
class ParquetInputTest extends JobsTest {
  private static final long serialVersionUID = 1L;
  private static final int DATA = 3;

  @TempDir private Path folder;

  private PackFolder pack;
  private Path source;
  private Path warehouse;

  @BeforeEach
  void copyThePack() throws IOException {
    pack = PackFolder.copy("moments", folder);
    source = Files.createDirectories(folder.resolve("source"));
    warehouse = folder.resolve("warehouse");
  }

  @Test
  void aTimestampWithoutZoneIsInThePacksZone() throws IOException {
    deliver("2024-01", "timestamp_ntz", "2024-01-01 00:15:00", "2024-01-31 23:30:00");
    deliver("2024-02", "timestamp_ntz", "2024-02-01 00:00:00", "2024-02-29 23:59:59.999999");
    assertDone(run("run", pack, source, warehouse, "--from", "2024-01", "--to", "2024-02"));
    assertThat(months()).containsExactly("2024-01 2", "2024-02 2");
  }

  @Test
  void aTimestampWithZoneIsTheSameInstantInThePacksZone() throws IOException {
    // 2024-01-31 12:00 UTC is 01:00 of the next day there
    deliver(
        "2024-01",
        "timestamp",
        "2024-01-01 00:15:00+13:00",
        "2024-01-31 10:00:00Z",
        "2024-01-31 12:00:00Z");
    deliver("2024-02", "timestamp", "2024-02-10 10:00:00Z");
    assertDone(run("run", pack, source, warehouse, "--from", "2024-01", "--to", "2024-02"));
    assertThat(months()).hasSize(2).first().isEqualTo("2024-01 2");
  }

  @Test
  void publishedTablesHoldNoTimestampWithoutZone() throws IOException {
    deliver("2024-01", "timestamp_ntz", "2024-01-31 23:30:00");
    assertDone(run("run", pack, source, warehouse, "--month", "2024-01"));
    Warehouse tables = warehouse(warehouse, pack);
    for (String table : tables.tables()) {
      assertThat(tables.read(table).schema().toDDL()).as(table).doesNotContain("TIMESTAMP_NTZ");
    }
  }

  @Test
  void nanosecondsAreRefusedByName() throws IOException {
    deliver("2024-01", "timestamp_ntz", "2024-01-31 23:30:00");
    assertDone(run("run", pack, source, warehouse, "--month", "2024-01"));
    Warehouse tables = warehouse(warehouse, pack);
    var versions = tables.versions();

    write(
        "2024-02",
        "message m { required binary event_id (UTF8); required binary customer_id (UTF8); required int64 happened_at (TIMESTAMP(NANOS,false)); required double paid; }");
    Outcome outcome = run("run", pack, source, warehouse, "--month", "2024-02");

    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(DATA);
    assertOneMessage(outcome, "event", "event_2024-02.parquet", "nanosecond", "microsecond");
    assertThat(tables.versions()).containsAllEntriesOf(without(versions, "run_ledger"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "required group happened_at { required int32 day; }",
        "required boolean happened_at;",
        "required int64 happened_at;"
      })
  void aColumnThatCannotBecomeTheDeclaredTypeIsRefused(String happenedAt) throws IOException {
    write(
        "2024-01",
        "message m { required binary event_id (UTF8); required binary customer_id (UTF8); "
            + happenedAt
            + " required double paid; }");
    Outcome outcome = run("run", pack, source, warehouse, "--month", "2024-01");
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(DATA);
    assertOneMessage(
        outcome, "event", "event_2024-01.parquet", "happened_at", "event.yaml:", "expr");
  }

  @Test
  void aFileThatIsNoParquetIsRefused() throws IOException {
    Files.writeString(source.resolve("event_2024-01.parquet"), "event_id,customer_id\n1,C1\n");
    Outcome outcome = run("run", pack, source, warehouse, "--month", "2024-01");
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(DATA);
    assertOneMessage(outcome, "event", "event_2024-01.parquet", "parquet", "deliver it again");
  }

  private static java.util.Map<String, Long> without(
      java.util.Map<String, Long> versions, String table) {
    java.util.Map<String, Long> rest = new java.util.TreeMap<>(versions);
    rest.remove(table);
    return rest;
  }

  private List<String> months() {
    return warehouse(warehouse, pack)
        .read("event")
        .groupBy("month")
        .count()
        .orderBy("month")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0) + " " + row.getLong(1))
        .toList();
  }

  /** One file of a month with an event at each of these times. */
  private void deliver(String month, String type, String... times) throws IOException {
    List<String> rows = new java.util.ArrayList<>();
    for (int i = 0; i < times.length; i++) {
      rows.add(
          "select '"
              + month
              + "-"
              + i
              + "' as event_id, 'C"
              + i
              + "' as customer_id, "
              + type
              + "'"
              + times[i]
              + "' as happened_at, 12.5 as paid");
    }
    Path parts = folder.resolve("parts-" + month);
    spark().sql(String.join(" union all ", rows)).coalesce(1).write().parquet(parts.toString());
    try (Stream<Path> files = Files.list(parts)) {
      Path part =
          files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
      Files.move(part, source.resolve("event_" + month + ".parquet"));
    }
  }

  /** One file of a month with one row, as another tool might write it. */
  private void write(String month, String schema) throws IOException {
    MessageType type = MessageTypeParser.parseMessageType(schema);
    Group row =
        new SimpleGroupFactory(type)
            .newGroup()
            .append("event_id", "E1")
            .append("customer_id", "C1")
            .append("paid", 12.5);
    if (schema.contains("boolean")) {
      row.append("happened_at", true);
    } else if (schema.contains("group happened_at")) {
      row.addGroup("happened_at").append("day", 1);
    } else {
      row.append("happened_at", 1_708_000_000_000_000_001L);
    }
    org.apache.hadoop.fs.Path file =
        new org.apache.hadoop.fs.Path(source.resolve("event_" + month + ".parquet").toUri());
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(file).withConf(new Configuration()).withType(type).build()) {
      writer.write(row);
    }
  }
}
