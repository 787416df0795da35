package io.fenqun.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.GoldenFile;
import io.fenqun.pack.Pack;
import io.fenqun.pack.PackLoader;
import io.fenqun.source.SourceColumn;
import io.fenqun.source.SourceDef;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The shipped packs from raw records to tables, against rows worked by hand from the domain page:
 * {@code golden/<pack>/<case>/input/<source>.csv} gives {@code expected/<table>.csv}.
 *
 * <p>A file of input has the columns that the source declares; a snapshot with history has {@code
 * month} before them. A file of expected rows has the table's keys and whichever columns the case
 * is about, and every row of the months (of segment_month: and schemes) that it names. Lines that
 * begin with # say what a row shows; an empty cell is null.
 */
@Tag("slow")
class GoldenInputsTest extends JobsTest {
  private static final long serialVersionUID = 1L;
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final Path PACKS = Path.of("../conf");
  private static final String MONTH = "month";
  private static final MonthRange MONTHS =
      new MonthRange(Month.parse("2024-01"), Month.parse("2024-02"));
  private static final List<String> WHOLE = List.of("scheme", MONTH);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"bank/assets", "tobacco/weeks"})
  void recordsGiveTheRowsWorkedByHand(String packAndCase) throws IOException {
    Path golden = GOLDEN.resolve(packAndCase);
    PackFolder folderOfPack = new PackFolder(PACKS.resolve(packAndCase.split("/", -1)[0]));
    Pack pack = PackLoader.load(folderOfPack.folder());
    Path source = folder.resolve("source");
    for (SourceDef def : pack.sources().values()) {
      write(def, rows(def, golden.resolve("input").resolve(def.name() + ".csv")), source);
    }
    Path into = folder.resolve("warehouse");
    String from = MONTHS.from().toString();
    assertDone(
        run("run", folderOfPack, source, into, "--from", from, "--to", MONTHS.to().toString()));
    Warehouse warehouse = warehouse(into, folderOfPack);
    for (Path file : files(golden.resolve("expected"))) {
      String table = name(file);
      Dataset<Row> all = warehouse.read(table);
      Dataset<Row> expected = new GoldenFile(file).rows(spark(), types(all.schema()));
      assertThat(GoldenFile.texts(within(all, expected)))
          .as(table)
          .isNotEmpty()
          .containsExactlyElementsOf(GoldenFile.texts(expected));
    }
  }

  /** No rows where the case has none. */
  private Dataset<Row> rows(SourceDef source, Path file) throws IOException {
    if (Files.exists(file)) {
      return new GoldenFile(file).rows(spark(), types(source));
    }
    StructType schema = new StructType();
    for (SourceColumn column : source.columns()) {
      schema = schema.add(column.name(), column.type());
    }
    return spark().createDataFrame(List.of(), schema);
  }

  /** Into the folders of the source's location, a delivery a month, without rows too. */
  private static void write(SourceDef source, Dataset<Row> rows, Path into) {
    String folder = source.location().substring(0, source.location().lastIndexOf('/'));
    if (!folder.contains("{month}")) {
      rows.repartition(1).write().parquet(into.resolve(folder).toString());
      return;
    }
    String of =
        source.eventTime().map(time -> "date_format(" + time + ", 'yyyy-MM')").orElse(MONTH);
    for (Month month : MONTHS.months()) {
      rows.where(of + " = '" + month + "'")
          .drop(source.eventTime().isPresent() ? "" : MONTH)
          .repartition(1)
          .write()
          .parquet(into.resolve(folder.replace("{month}", month.toString())).toString());
    }
  }

  private static Map<String, DataType> types(SourceDef source) {
    Map<String, DataType> types =
        source.columns().stream()
            .collect(Collectors.toMap(SourceColumn::name, SourceColumn::type, (a, b) -> a));
    types.put(MONTH, DataTypes.StringType);
    return types;
  }

  private static Map<String, DataType> types(StructType schema) {
    return Stream.of(schema.fields())
        .collect(Collectors.toMap(StructField::name, StructField::dataType));
  }

  /** The rows of the parts that the expected ones name, with their columns. */
  private static Dataset<Row> within(Dataset<Row> all, Dataset<Row> expected) {
    String[] parts =
        WHOLE.stream().filter(List.of(expected.columns())::contains).toArray(String[]::new);
    Dataset<Row> named = expected.selectExpr(parts).distinct();
    return all.join(named, parts, "left_semi").selectExpr(expected.columns());
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.sorted().toList();
    }
  }

  private static String name(Path file) {
    return file.toFile().getName().replace(".csv", "");
  }
}
