package io.fenqun.feature;

import io.fenqun.SparkTest;
import io.fenqun.feature.CustomerBase.Kind;
import io.fenqun.time.Month;
import java.math.BigDecimal;
import java.sql.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * What golden cases of features share: the first covered month is 2024-01, customer a is seen in
 * January and March, b in February; values are compared as text, a's of January to April, then b's
 * of February to April.
 */
abstract class FeatureGolden extends SparkTest {
  static final List<Row> TXN =
      List.of(
          txn("a", "2024-01-10", "1", "IN", "100.00", 1),
          txn("a", "2024-01-10", "10", "OUT", "-30.50", 2),
          txn("a", "2024-01-31", "2", "IN", "10.00", null),
          txn("a", "2024-03-01", "3", "OUT", "-20.01", 5),
          txn("b", "2024-02-29", "4", null, null, 3));

  final Map<String, Dataset<Row>> clean = new HashMap<>();
  final Map<String, String> types = new HashMap<>();
  CustomerBase base = new CustomerBase(Kind.KNOWN, 36);
  Optional<String> departed = Optional.empty();

  static Row txn(
      String customer, String day, String id, String kind, String amount, Integer quantity) {
    BigDecimal money = amount == null ? null : new BigDecimal(amount);
    return RowFactory.create(
        customer, day.substring(0, 7), id, Date.valueOf(day), kind, money, quantity, "s" + id);
  }

  FeatureRun run(List<Row> txn, List<FeatureDef> features) {
    clean.put("txn", rows(TestSources.TXN_DDL, txn));
    return new FeatureRun(
        features, types, base, departed.map(TestSources::sql), Month.parse("2024-01"), clean);
  }

  /** Feature rows of 2024-01 to 2024-04 by customer and month. */
  List<Row> featureRows(List<Row> txn, String... entries) {
    return run(txn, TestSources.features(entries))
        .features("2024-01", "2024-04")
        .orderBy("customer_id", "month")
        .collectAsList();
  }

  static List<String> values(List<Row> rows, String feature) {
    return rows.stream().map(row -> String.valueOf(row.<Object>getAs(feature))).toList();
  }
}
