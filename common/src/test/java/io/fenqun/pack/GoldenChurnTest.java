package io.fenqun.pack;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.GoldenFile;
import io.fenqun.SparkTest;
import io.fenqun.churn.ChurnDef;
import io.fenqun.churn.ChurnEvents;
import io.fenqun.churn.Warnings;
import io.fenqun.table.ChurnTables;
import io.fenqun.table.ColumnDef;
import io.fenqun.table.TableDef;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The shipped churn.yaml of a pack against events and warnings worked by hand from the domain page:
 * {@code golden-churn/<pack>/features.csv} gives {@code churn_month.csv} and {@code
 * churn_warning.csv}, row by row and nothing more.
 */
class GoldenChurnTest extends SparkTest {
  private static final long serialVersionUID = 1L;
  private static final MonthRange MONTHS =
      new MonthRange(Month.parse("2024-01"), Month.parse("2024-05"));

  @ParameterizedTest
  @ValueSource(strings = "tobacco")
  void eventsAndWarningsWorkedByHandAreGiven(String name) throws IOException {
    Path folder = Path.of("src/test/resources/golden-churn", name);
    Pack pack = PackLoader.load(Path.of("../conf", name));
    ChurnDef churn = pack.churn().orElseThrow();
    Map<String, DataType> types = new HashMap<>(pack.featureTypes());
    types.put("month", DataTypes.StringType);
    types.put("customer_id", DataTypes.StringType);
    types.put("is_departed", DataTypes.BooleanType);
    Dataset<Row> features = new GoldenFile(folder.resolve("features.csv")).rows(spark(), types);

    ChurnEvents events = new ChurnEvents(churn, MONTHS);
    Dataset<Row> begun =
        events.begun(events.follow(features, none(), pack.defaults().reasonBytes()));
    Dataset<Row> churnMonth = kept(ChurnTables.CHURN_MONTH, begun);
    assertSame(folder, ChurnTables.CHURN_MONTH, churnMonth);

    Warnings warnings = new Warnings(churn, MONTHS);
    Dataset<Row> shown = warnings.shown(warnings.judged(features, churnMonth));
    assertSame(folder, ChurnTables.CHURN_WARNING, kept(ChurnTables.CHURN_WARNING, shown));
  }

  private Dataset<Row> none() {
    return spark().createDataFrame(List.of(), ChurnTables.CHURN_MONTH.schema());
  }

  private Dataset<Row> kept(TableDef table, Dataset<Row> rows) {
    List<Row> all = rows.select(table.selection(List.of(rows.columns()))).collectAsList();
    return spark().createDataFrame(all, table.schema());
  }

  private void assertSame(Path folder, TableDef table, Dataset<Row> rows) throws IOException {
    Map<String, DataType> types =
        table.columns().stream().collect(Collectors.toMap(ColumnDef::name, ColumnDef::type));
    Dataset<Row> expected =
        new GoldenFile(folder.resolve(table.name() + ".csv")).rows(spark(), types);
    assertThat(GoldenFile.texts(rows.selectExpr(expected.columns())))
        .as(table.name())
        .containsExactlyElementsOf(GoldenFile.texts(expected))
        .isNotEmpty();
  }
}
