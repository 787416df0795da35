package io.fenqun.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.SparkTest;
import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Problems;
import java.math.BigDecimal;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyCustomersTest extends SparkTest {
  private static final long serialVersionUID = 1L;

  private static final List<KeyListDef> LISTS =
      lists(
          """
          lists:
            - code: fallers
              zh: 下滑
              en: fallers
              where: "last_month.level = 'HIGH' and level = 'LOW'"
              by: "-level.distance_up"
              owner: manager
              treatment: call
              reasons:
                - {code: poor, when: "assets < 0", zh: 负, en: poor}
                - {code: far, when: "level.distance_up > 10", zh: 远, en: far}
            - code: gone
              zh: 离开
              en: gone
              where: "is_departed and assets is not null"
              by: assets
              value: "assets / 3"
          """);

  private static List<KeyListDef> lists(String yaml) {
    return KeyListDef.list(ConfNode.parse("lists.yaml", yaml, new Problems()));
  }

  private static Row customer(
      String id,
      boolean isDeparted,
      @Nullable String level,
      @Nullable String before,
      @Nullable String assets,
      @Nullable Double up) {
    return RowFactory.create(
        id,
        "2024-03",
        isDeparted,
        level,
        before,
        assets == null ? null : new BigDecimal(assets),
        up,
        "M" + id);
  }

  private Dataset<Row> customers(Row... rows) {
    return rows(
        "customer_id string, month string, is_departed boolean, level string,"
            + " `last_month.level` string, assets decimal(18,2), `level.distance_up` double,"
            + " manager string",
        List.of(rows));
  }

  private static List<String> lines(Dataset<Row> rows) {
    return rows
        .selectExpr(
            "list",
            "customer_id",
            KeyCustomers.ORDER,
            "concat_ws('+', reasons)",
            "value_at_stake",
            "treatment",
            "owner")
        .collectAsList()
        .stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  @Test
  void everyListHasThoseWhoMeetItWithTheirReasonsInFileOrder() {
    Dataset<Row> rows =
        customers(
            customer("a", false, "LOW", "HIGH", "-5.00", 20.5),
            customer("b", false, "LOW", "HIGH", "7.00", 10.0),
            customer("c", false, "HIGH", "HIGH", "8.00", 1.0),
            customer("d", false, "LOW", null, "9.00", 1.0));

    assertThat(lines(new KeyCustomers(LISTS, "assets").of(rows)))
        .containsExactly(
            "[fallers,a,-20.500000,poor+far,-5.00,call,Ma]",
            "[fallers,b,-10.000000,,7.00,call,Mb]");
  }

  @Test
  void whoDepartsIsOnListsThatAskForHimAlone() {
    Dataset<Row> rows =
        customers(
            customer("a", true, "LOW", "HIGH", "100.00", 1.0),
            customer("b", true, null, "HIGH", null, null));

    assertThat(lines(new KeyCustomers(LISTS, "assets").of(rows)))
        .containsExactly("[gone,a,100.000000,,33.33,null,null]");
  }

  @Test
  void anUnknownQuantityStandsBelowEveryKnownOne() {
    Dataset<Row> rows = customers(customer("a", false, "LOW", "HIGH", null, null));

    assertThat(lines(new KeyCustomers(LISTS, "assets").of(rows)))
        .containsExactly("[fallers,a,-1000000000000000000.000000,,null,call,Ma]");
  }

  @Test
  void theDefinitionHasNoLabels() {
    String text = "lists: [{code: a, zh: 甲, en: first, where: x, by: y%s}]";
    String definition = lists(text.formatted("")).get(0).definition();

    assertThat(lists(text.formatted("").replace("first", "1st")).get(0).definition())
        .isEqualTo(definition);
    assertThat(lists(text.formatted(", value: z")).get(0).definition()).isNotEqualTo(definition);
    assertThat(lists(text.formatted(", owner: z")).get(0).definition())
        .isNotEqualTo(lists(text.formatted(", treatment: z")).get(0).definition());
  }
}
