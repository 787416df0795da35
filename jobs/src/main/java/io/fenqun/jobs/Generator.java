package io.fenqun.jobs;

import io.fenqun.error.FenqunException;
import io.fenqun.pack.Pack;
import io.fenqun.source.SourceDef;
import io.fenqun.store.RecordFiles;
import io.fenqun.time.MonthRange;
import io.fenqun.world.Generation;
import io.fenqun.world.ListRecords;
import io.fenqun.world.World;
import io.fenqun.world.WorldTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Writes what a pack's world makes up: {@code <out>/source/<pack>/<source>} in the form that the
 * pack reads, and {@code <out>/truth/<pack>/<table>}, which no step of the pipeline reads.
 */
final class Generator {
  /** Customers that one task makes; no result depends on it. */
  private static final long CUSTOMERS_OF_A_TASK = 50_000;

  private static final String PARQUET = "parquet";

  private final SparkSession spark;
  private final Pack pack;
  private final World world;
  private final Generation generation;

  Generator(SparkSession spark, Pack pack, Generation generation) {
    this.spark = spark;
    this.pack = pack;
    this.world = generation.world();
    this.generation = generation;
  }

  /** The world of a pack; a pack without one is refused with kind CONFIG. */
  static World worldOf(Pack pack) {
    return pack.world()
        .orElseThrow(
            () ->
                FenqunException.config(
                    "Cannot make customers up for pack "
                        + pack.name()
                        + ": it has no world.yaml; take a pack that has one, or write it"));
  }

  static String sourceFolder(String out, Pack pack) {
    return out + "/source/" + pack.name();
  }

  static String truthFolder(String out, Pack pack) {
    return out + "/truth/" + pack.name();
  }

  /** Tables are written side by side; each is replaced, of monthly ones the months asked for. */
  void write(long customers, MonthRange months, String out) {
    Dataset<Long> numbers = numbers(customers);
    RecordFiles sources = new RecordFiles(sourceFolder(out, pack));
    RecordFiles truths = new RecordFiles(truthFolder(out, pack));
    List<Supplier<String>> work = new ArrayList<>();
    for (WorldTable table : world.tables()) {
      SourceDef source = Objects.requireNonNull(pack.sources().get(table.name()));
      work.add(() -> write(sources, table, numbers, months, source.format(), source.options()));
    }
    for (WorldTable table : world.truth()) {
      work.add(() -> write(truths, table, numbers, months, PARQUET, Map.of()));
    }
    SideBySide.run(work);
  }

  private Dataset<Long> numbers(long customers) {
    int tasks = (int) Math.max(1, customers / CUSTOMERS_OF_A_TASK);
    return spark.range(1, customers + 1, 1, tasks).as(Encoders.LONG());
  }

  private String write(
      RecordFiles files,
      WorldTable table,
      Dataset<Long> numbers,
      MonthRange months,
      String format,
      Map<String, String> options) {
    Dataset<Row> records = records(table, numbers, months);
    if (table.grain().isMonthly()) {
      files.writeMonths(table.name(), records, months, format, options);
    } else {
      files.write(table.name(), records, format, options);
    }
    return table.name();
  }

  private Dataset<Row> records(WorldTable table, Dataset<Long> numbers, MonthRange months) {
    if (!table.grain().isOfList()) {
      return generation.records(table, numbers, months);
    }
    List<Row> entries = ListRecords.of(world, table, generation.seed(), months);
    return spark.createDataFrame(entries, ListRecords.schema(table)).coalesce(1);
  }
}
