package io.fenqun.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Problems;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

class SourceDefTest {
  private static final String ORDERS =
      """
      zh: 订单
      en: orders
      kind: transactions
      format: csv
      location: orders_{month}.csv
      options: {header: true, sep: ";"}
      encoding: GBK
      key: [order_id]
      event_time: ordered_on
      customer: customer_id
      join:
        - {from: owner, using: [account_id], where: "role = 'O'", columns: {customer_id: person_id}}
        - {from: product, using: [item], columns: [litres, price]}
      columns:
        - {name: order_id, type: string, zh: 订单号, en: order}
        - {name: ordered_on, type: date, expr: "to_date(day)", zh: 日期, en: date}
        - {name: amount, type: "decimal(18,2)", unit: money, pii: true, zh: 金额, en: amount}
      derive:
        - {name: half, type: "decimal(18,2)", expr: "amount / 2", zh: 一半, en: half}
      expect:
        - {check: "amount > 0", limit: 0.5}
        - {check: "amount < 10"}
      """;

  private final Problems problems = new Problems();

  private SourceDef read(String yaml) {
    return SourceDef.from(
        "orders",
        ConfNode.parse("sources/orders.yaml", yaml, problems),
        new SourceDefaults(1, 100, 1000));
  }

  @Test
  void aSourceIsReadWithItsDefaults() {
    SourceDef source = read(ORDERS);

    assertThat(problems.all()).isEmpty();
    assertThat(source.kind()).isEqualTo(SourceDef.Kind.TRANSACTIONS);
    assertThat(source.isMonthly()).isTrue();
    assertThat(source.maxAgeMonths()).isEqualTo(1);
    assertThat(source.encoding()).isEqualTo("GBK");
    assertThat(source.allowEmpty()).isFalse();
    assertThat(source.joins().get(0).columns()).isEqualTo(Map.of("customer_id", "person_id"));
    assertThat(source.joins().get(1).columns())
        .isEqualTo(Map.of("litres", "litres", "price", "price"));
    assertThat(source.columns().get(0).expr().text()).isEqualTo("`order_id`");
    assertThat(source.columns().get(0).expr().position().line()).isEqualTo(15);
    assertThat(source.columns().get(2).type()).isEqualTo(DataTypes.createDecimalType(18, 2));
    assertThat(source.columns().get(2).pii()).isTrue();
    assertThat(source.expect())
        .extracting(SourceDef.Expectation::limit)
        .isEqualTo(List.of(0.5, 100.0));
  }

  @Test
  void everyFaultOfAFileIsReportedAtItsLine() {
    read(
        """
        zh: 订单
        en: orders
        kind: transactions
        history: false
        max_age: soon
        format: csv
        location: orders.csv
        encoding: klingon
        columns:
          - {name: a, type: strnig, zh: 甲, en: a}
          - {name: b, type: "a int, b int", zh: 乙, en: b}
        join:
          - {from: other}
        expect:
          - {check: "a > 0", limit: 101}
        """);

    assertThat(problems.all())
        .containsExactlyInAnyOrder(
            "sources/orders.yaml:1: key: name the columns that tell one record from another, for example [id]",
            "sources/orders.yaml:1: event_time: is missing; transactions need the column that dates them",
            "sources/orders.yaml:4: history: false is for snapshots; transactions have their own dates",
            "sources/orders.yaml:5: max_age: 'soon' is not a number of months, for example 2 months",
            "sources/orders.yaml:8: encoding: 'klingon' is not a known encoding; write for example UTF-8, GBK, GB18030",
            "sources/orders.yaml:10: columns[0].type: 'strnig' is not a type; write for example string, bigint, decimal(18,2), date, timestamp, boolean",
            "sources/orders.yaml:11: columns[1].type: 'a int, b int' is not a type; write for example string, bigint, decimal(18,2), date, timestamp, boolean",
            "sources/orders.yaml:13: join[0].using: name the columns that both sides share, for example [id]",
            "sources/orders.yaml:15: expect[0].limit: 101 is not a percentage from 0 to 100");
  }

  @Test
  void itsDefinitionIsWhatCanChangeItsCleanRows() {
    String definition = read(ORDERS).definition();

    for (String same :
        List.of(
            "encoding: GBK|budget: {share: 5}\nencoding: GBK",
            "zh: 订单\n|zh: 单子\n",
            "en: amount}|en: sum}",
            "limit: 0.5|limit: 5")) {
      assertThat(read(changed(same)).definition()).as(same).isEqualTo(definition);
    }
    for (String other :
        List.of(
            "{header: true, sep: \";\"}|{header: true, sep: \",\"}",
            "encoding: GBK|encoding: UTF-8",
            "encoding: GBK|multi_line: true\nencoding: GBK",
            "key: [order_id]|key: [order_id, amount]",
            "to_date(day)|date(day)",
            "type: date|type: timestamp",
            "unit: money, pii: true|unit: count, pii: true",
            "pii: true|pii: false",
            "role = 'O'|role = 'X'",
            "columns: [litres, price]|columns: [litres]",
            "amount / 2|amount / 3",
            "amount < 10|amount < 11")) {
      assertThat(read(changed(other)).definition()).as(other).isNotEqualTo(definition);
    }
  }

  /** The source with the text before the bar replaced by that behind it. */
  private static String changed(String change) {
    String[] texts = change.split("\\|", 2);
    assertThat(ORDERS).contains(texts[0]);
    return ORDERS.replace(texts[0], texts[1]);
  }

  @Test
  void anEncodingWhoseLineEndsAreTwoBytesIsRefused() {
    read(ORDERS.replace("GBK", "UTF-16LE"));

    assertThat(problems.all())
        .containsExactly(
            "sources/orders.yaml:7: encoding: UTF-16LE cannot be read line by line; convert the file to UTF-8");
  }

  @Test
  void aTableIsOneDeliveryWithoutWhatOnlyFilesHave() {
    read(ORDERS.replace("format: csv", "format: jdbc"));

    assertThat(problems.all())
        .containsExactlyInAnyOrder(
            "sources/orders.yaml:5: location: a table is one delivery and has no {month}; name the table, or a query in brackets",
            "sources/orders.yaml:6: options: need the url of the database, for example jdbc:postgresql://host/db",
            "sources/orders.yaml:7: encoding: is for csv; a table knows its own");
  }

  @Test
  void aTableTellsChangesWhereItSaysByWhichColumn() {
    String table =
        ORDERS
            .replace("format: csv", "format: table")
            .replace("encoding: GBK\n", "")
            .replace("_{month}.csv", "");

    assertThat(read(ORDERS).tellsChanges()).isTrue();
    assertThat(read(table).tellsChanges()).isFalse();
    assertThat(read(table + "changed_by: UPDATED\n").tellsChanges()).isTrue();
    assertThat(problems.all()).isEmpty();
  }
}
