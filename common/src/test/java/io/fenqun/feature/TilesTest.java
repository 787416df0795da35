package io.fenqun.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fenqun.error.FenqunException;
import io.fenqun.table.RowRefusal;
import io.fenqun.table.TableDef;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class TilesTest extends FeatureGolden {
  private Dataset<Row> tiles(List<FeatureDef> features) {
    return Tiles.of(TestSources.TXN, features, rows(TestSources.TXN_DDL, TXN), 10);
  }

  private static List<String> texts(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(row -> row.mkString(" ")).sorted().toList();
  }

  @Test
  void equalPartialsAreKeptOnceWhateverTheFeature() {
    List<FeatureDef> features =
        TestSources.features(
            "name: spent, from: txn, agg: sum(amount), windows: [1, 12, ever]",
            "name: mean, from: txn, agg: avg(amount), window: 3",
            "name: held, from: txn, agg: balance(amount)",
            "name: idle_days, from: txn, agg: recency(day), window: ever",
            "name: idle, from: txn, agg: idle_cycles(order), window: ever");
    assertThat(tiles(features).columns())
        .hasSize(2 + 4)
        .contains("customer_id", "month")
        .anyMatch(name -> name.startsWith("sum_amount_"));
  }

  @Test
  void namesComeFromTheContentAlone() {
    List<FeatureDef> one =
        TestSources.features(
            "name: a, from: txn, where: \"kind = 'IN'\", agg: sum(amount), window: 1");
    List<FeatureDef> other =
        TestSources.features(
            "name: x, from: txn, agg: min(day), window: 1",
            "name: b, from: txn, where: \"kind = 'IN' \", agg: sum( amount ), windows: [6]");
    List<String> names = List.of(tiles(one).columns());
    assertThat(tiles(other).columns()).containsAll(names);
    assertThat(names)
        .containsExactly("customer_id", "month", "count_e8fe060c", "sum_amount_67c943b3");
  }

  @Test
  void aSourceWithoutFeaturesCountsItsRows() {
    assertThat(texts(tiles(List.of())))
        .containsExactly("a 2024-01 3", "a 2024-03 1", "b 2024-02 1");
  }

  @Test
  void rowsWithoutCustomerArePassedOver() {
    Dataset<Row> clean =
        rows(
            TestSources.TXN_DDL,
            txn("a", "2024-01-10", "1", "IN", "1.00", 1),
            txn(null, "2024-01-10", "2", "IN", "1.00", 1));
    assertThat(texts(Tiles.of(TestSources.TXN, List.of(), clean, 10)))
        .containsExactly("a 2024-01 1");
  }

  @Test
  void runningDistinctCountsFitTheirTable() {
    List<FeatureDef> features =
        TestSources.features("name: kinds, from: txn, agg: count(distinct kind), window: ever");
    Dataset<Row> made = tiles(features);
    TableDef table = States.table(TestSources.TXN, features, made);
    // as a table gives them back
    Dataset<Row> stored = spark().createDataFrame(made.javaRDD(), made.schema().asNullable());
    MonthRange months = new MonthRange(Month.parse("2024-01"), Month.parse("2024-03"));

    for (MonthRange range : List.of(months, MonthRange.of(months.from()))) {
      Dataset<Row> states =
          States.of(TestSources.TXN, features, range, stored, Optional.empty(), 10);
      assertThat(texts(states.select(table.selection(List.of(states.columns())))))
          .as("%s", range)
          .hasSize(range.size() == 1 ? 1 : 5);
    }
  }

  @Test
  void theTableIsPartitionedByMonthAndSaysWhatAPartialIs() {
    List<FeatureDef> features =
        TestSources.features(
            "name: a, from: txn, where: \"kind = 'IN'\", agg: sum(amount), window: ever");
    TableDef table = Tiles.table(TestSources.TXN, features, tiles(features));
    assertThat(table.name()).isEqualTo("feature_tile_txn");
    assertThat(table.partitionedBy()).containsExactly("month");
    assertThat(table.keys()).containsExactly("month", "customer_id");
    assertThat(table.columns())
        .extracting(column -> column.labels().en())
        .contains("count(*)", "sum(amount) where kind = 'IN'");
    assertThat(table.columns()).allMatch(column -> column.labels().zh().length() > 0);
  }

  @Test
  void aSumOverDoublesIsRefused() {
    List<FeatureDef> features =
        TestSources.features("name: a, from: txn, agg: sum(amount * 1.5e0), window: 1");
    assertThatThrownBy(() -> tiles(features))
        .hasMessage(
            "Cannot sum double in a: its sums depend on the order of rows; declare a decimal")
        .extracting(e -> ((FenqunException) e).kind())
        .isEqualTo(FenqunException.Kind.CONFIG);
  }

  @Test
  void aTotalThatDoesNotFitIsRefused() {
    List<FeatureDef> features =
        TestSources.features("name: held, from: txn, agg: balance(amount), balance: daily_average");
    Dataset<Row> clean =
        rows(TestSources.TXN_DDL, txn("a", "2024-01-02", "1", "IN", "9000000000000000.00", 1));
    assertThat(
            RowRefusal.find(
                catchThrowable(
                    () -> Tiles.of(TestSources.TXN, features, clean, 10).collectAsList())))
        .get()
        .extracting(FenqunException::getMessage)
        .isEqualTo(
            "Cannot compute day_weighted_sum(amount): a total has more than 18 digits; look for wrong amounts in the source");
  }

  @Test
  void ofMoreDistinctValuesThanTheLimitTheSmallestHashesAreKept() {
    List<FeatureDef> features =
        TestSources.features("name: shops, from: txn, agg: count(distinct shop), windows: [1, 3]");
    List<Row> clean = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      clean.add(txn("a", "2024-01-10", "t" + i, "IN", "1.00", 1));
    }
    List<Long> hashes =
        spark()
            .range(9)
            .selectExpr("xxhash64(concat('st', id)) as hash")
            .orderBy("hash")
            .as(Encoders.LONG())
            .collectAsList();
    Row kept =
        Tiles.of(TestSources.TXN, features, rows(TestSources.TXN_DDL, clean), 3)
            .first()
            .getStruct(3);
    assertThat(kept.getList(0)).isEqualTo(hashes.subList(0, 4));
    assertThat(kept.getInt(1)).isEqualTo(4);
  }

  @Test
  void aStateHasARowForEveryMonthSinceTheCustomerWasFirstSeen() {
    List<FeatureDef> features =
        TestSources.features(
            "name: spent, from: txn, agg: sum(amount), windows: [1, ever]",
            "name: n, from: txn, agg: count(*), window: 3");
    MonthRange whole = new MonthRange(Month.parse("2024-01"), Month.parse("2024-04"));
    Dataset<Row> states =
        States.of(TestSources.TXN, features, whole, tiles(features), Optional.empty(), 10);
    assertThat(Arrays.asList(states.columns())).hasSize(3);
    assertThat(texts(states))
        .containsExactly(
            "a 2024-01 79.50",
            "a 2024-02 79.50",
            "a 2024-03 59.49",
            "a 2024-04 59.49",
            "b 2024-02 0.00",
            "b 2024-03 0.00",
            "b 2024-04 0.00");
    assertThat(States.needed(TestSources.TXN, features)).isTrue();
    assertThat(States.needed(TestSources.TXN, features.subList(2, 3))).isFalse();
    assertThat(States.table(TestSources.TXN, features, states).name())
        .isEqualTo("feature_state_txn");
  }

  @Test
  void aStateContinuesThatOfTheMonthBefore() {
    List<FeatureDef> features =
        TestSources.features("name: spent, from: txn, agg: sum(amount), window: ever");
    String partial = tiles(features).columns()[3];
    Dataset<Row> before =
        rows(
            "customer_id string, month string, " + partial + " decimal(18,2)",
            RowFactory.create("z", "2024-02", new BigDecimal("5.00")));
    MonthRange march = MonthRange.of(Month.parse("2024-03"));
    assertThat(
            texts(
                States.of(
                    TestSources.TXN, features, march, tiles(features), Optional.of(before), 10)))
        .containsExactly("a 2024-03 -20.01", "z 2024-03 5.00");
  }
}
