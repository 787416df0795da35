package io.fenqun.pack;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.GoldenFile;
import io.fenqun.SparkTest;
import io.fenqun.scheme.Approvals;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.SegmentBuilder;
import io.fenqun.table.ColumnDef;
import io.fenqun.table.HistoryTables;
import io.fenqun.table.TableDef;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The shipped schemes against rows worked by hand from the domain page: {@code
 * golden/<pack>/<scheme>/features.csv} through the shipped pack gives {@code expected.csv}, row by
 * row and nothing more.
 *
 * <p>features.csv holds month, customer_id and every feature that the scheme, and the schemes that
 * it reads, ask for; customers are in the base of a month where they have a row. expected.csv holds
 * month, customer_id and whichever columns of segment_month the case is about. Lines that begin
 * with # say what a row shows; an unquoted empty cell is null.
 *
 * <p>Approval is not waited for, but in a case {@code <scheme>@<name>} with decisions.csv: rows of
 * the table approval.
 */
class GoldenSchemesTest extends SparkTest {
  private static final long serialVersionUID = 1L;
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final Path PACKS = Path.of("../conf");
  private static final Map<String, SchemeTrial> TRIALS = new HashMap<>();

  private static SchemeTrial trial(String pack) {
    return TRIALS.computeIfAbsent(pack, name -> SchemeTrial.of(folder(name).toString()));
  }

  private static Path folder(String pack) {
    Path folder = PACKS.resolve(pack);
    return Files.isDirectory(folder) ? folder : PACKS.resolve("examples").resolve(pack);
  }

  /** {@code pack/scheme} of every case. */
  static List<String> cases() {
    return folders(GOLDEN).flatMap(pack -> folders(pack).map(GoldenSchemesTest::name)).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void rowsWorkedByHandAreGiven(String packAndScheme) throws IOException {
    Path folder = GOLDEN.resolve(packAndScheme);
    SchemeTrial trial = trial(Objects.requireNonNull(folder.getParent()).toFile().getName());
    Map<String, DataType> types = new HashMap<>(trial.pack().featureTypes());
    types.put("month", DataTypes.StringType);
    types.put("customer_id", DataTypes.StringType);
    Dataset<Row> features =
        new GoldenFile(folder.resolve("features.csv"))
            .rows(spark(), types)
            .withColumn("is_departed", functions.lit(false));
    Dataset<Row> expected =
        new GoldenFile(folder.resolve("expected.csv")).rows(spark(), segmentColumns());
    Row months = features.selectExpr("min(month)", "max(month)").first();

    String scheme = folder.toFile().getName().split("@", 2)[0];
    Path decisions = folder.resolve("decisions.csv");

    Dataset<Row> segments =
        Files.exists(decisions)
            ? decided(
                trial.pack(),
                scheme,
                features,
                months,
                new GoldenFile(decisions).rows(spark(), approvalColumns()))
            : trial.segments(features, scheme, months.getString(0), months.getString(1));

    Dataset<Row> compared = segments.selectExpr(expected.columns());
    assertThat(GoldenFile.texts(compared))
        .containsExactlyElementsOf(GoldenFile.texts(expected))
        .isNotEmpty();
  }

  private static Dataset<Row> decided(
      Pack pack, String scheme, Dataset<Row> features, Row months, Dataset<Row> decisions) {
    SegmentBuilder builder =
        new SegmentBuilder(pack.schemesFor(List.of(scheme)), pack.schemeContext());
    MonthRange range =
        new MonthRange(Month.parse(months.getString(0)), Month.parse(months.getString(1)));
    Approvals approvals = new Approvals(Optional.of(decisions));
    return builder
        .segmentRows(builder.wide(features, range, Optional.empty(), approvals))
        .where(functions.col("scheme").equalTo(scheme));
  }

  @Test
  void everySchemeOfThePacksWithAWorldHasACase() {
    for (String pack : List.of("bank", "tobacco", "business_customers")) {
      List<String> without =
          trial(pack).pack().schemes().stream()
              .map(SchemeDef::name)
              .filter(scheme -> Files.notExists(GOLDEN.resolve(pack).resolve(scheme)))
              .toList();
      assertThat(without).as("schemes of %s without rows worked by hand", pack).isEmpty();
    }
  }

  private static Map<String, DataType> segmentColumns() {
    return types(Tables.SEGMENT_MONTH);
  }

  private static Map<String, DataType> approvalColumns() {
    return types(HistoryTables.APPROVAL);
  }

  private static Map<String, DataType> types(TableDef table) {
    return table.columns().stream().collect(Collectors.toMap(ColumnDef::name, ColumnDef::type));
  }

  private static Stream<Path> folders(Path folder) {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.filter(Files::isDirectory).sorted().toList().stream();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String name(Path folder) {
    return GOLDEN.relativize(folder).toString();
  }
}
