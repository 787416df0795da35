package io.fenqun.feature;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Labels;
import io.fenqun.conf.Position;
import io.fenqun.conf.Problems;
import io.fenqun.source.SourceDef;
import io.fenqun.source.SourceDef.Kind;
import io.fenqun.sql.SqlExpression;
import io.fenqun.time.OrderCycle;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sources that the feature tests compute from, and features of them read from a pack's text.
 */
final class TestSources {
  static final Position NOWHERE = new Position("test.yaml", 1, "");

  static final SourceDef TXN =
      source(
          "txn",
          Kind.TRANSACTIONS,
          true,
          List.of("txn_id"),
          Optional.of("day"),
          Optional.of("customer_id"));
  static final String TXN_DDL =
      "customer_id string, month string, txn_id string, day date, kind string, amount decimal(18,2), quantity int, shop string";

  /** Monthly deliveries, several rows a customer. */
  static final SourceDef ACCOUNT =
      source(
          "account",
          Kind.SNAPSHOT,
          true,
          List.of("account_id"),
          Optional.empty(),
          Optional.of("customer_id"));

  static final String ACCOUNT_DDL =
      "customer_id string, month string, account_id string, closed_on date, days_overdue int";

  /** One undated delivery, one row a customer. */
  static final SourceDef PLACE =
      source(
          "place",
          Kind.SNAPSHOT,
          false,
          List.of("customer_id"),
          Optional.empty(),
          Optional.of("customer_id"));

  static final String PLACE_DDL = "customer_id string, month string, city string, opened_on date";

  /** Only ever joined. */
  static final SourceDef PRODUCT =
      source("product", Kind.SNAPSHOT, false, List.of("item"), Optional.empty(), Optional.empty());

  static final Map<String, SourceDef> SOURCES =
      Map.of("txn", TXN, "account", ACCOUNT, "place", PLACE, "product", PRODUCT);

  private TestSources() {}

  private static SourceDef source(
      String name,
      Kind kind,
      boolean history,
      List<String> key,
      Optional<String> eventTime,
      Optional<String> customer) {
    return new SourceDef(
        name,
        new Labels(name, name),
        NOWHERE,
        kind,
        history,
        1,
        "csv",
        history ? name + "_{month}.csv" : name + ".csv",
        Map.of(),
        "UTF-8",
        false,
        false,
        0,
        Optional.empty(),
        Optional.empty(),
        key,
        eventTime,
        customer,
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  static SqlExpression sql(String text) {
    return new SqlExpression(text, NOWHERE);
  }

  /** Lines of a pack's {@code features} list. */
  static List<FeatureDef> features(Problems problems, String... entries) {
    StringBuilder yaml = new StringBuilder("zh: 组\nen: group\nfeatures:\n");
    for (String entry : entries) {
      String labels = entry.contains("zh:") ? "" : ", zh: 特征, en: feature";
      yaml.append("  - {").append(entry).append(labels).append("}\n");
    }
    FeatureContext context =
        new FeatureContext(
            SOURCES, Map.of("order", OrderCycle.WEEKLY, "visit", OrderCycle.MONTHLY), "month_end");
    return FeatureDef.from(
        "group", ConfNode.parse("features/group.yaml", yaml.toString(), problems), context);
  }

  static List<FeatureDef> features(String... entries) {
    Problems problems = new Problems();
    List<FeatureDef> features = features(problems, entries);
    problems.throwIfAny("Cannot read the features of this test");
    return features;
  }
}
