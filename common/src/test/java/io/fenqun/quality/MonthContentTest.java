package io.fenqun.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.SparkTest;
import io.fenqun.source.SourceDef;
import io.fenqun.source.Sources;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class MonthContentTest extends SparkTest {
  private static final long serialVersionUID = 1L;

  private static final SourceDef OWNERS =
      Sources.source(
          "owners",
          """
          history: false
          key: [account]
          columns:
            - {name: account, type: string, zh: 账, en: account}
            - {name: owner, type: string, zh: 人, en: owner}
          """);

  private static final SourceDef PAYMENTS =
      Sources.source(
          "payments",
          """
          kind: transactions
          location: payments_{month}.csv
          key: [id]
          event_time: day
          customer: owner
          join:
            - {from: owners, using: [account], columns: [owner]}
          columns:
            - {name: id, type: string, zh: 号, en: id}
            - {name: account, type: string, zh: 账, en: account}
            - {name: day, type: date, zh: 日, en: day}
            - {name: amount, type: "decimal(18,2)", unit: money, zh: 额, en: amount}
            - {name: fee, type: "decimal(18,2)", unit: money, zh: 费, en: fee}
          derive:
            - {name: net, type: "decimal(18,2)", expr: "amount - fee", unit: money, zh: 净, en: net}
          """);

  private static Row record(String delivery, String... values) {
    List<Object> row = new ArrayList<>(List.of(delivery, "f.csv"));
    row.add((long) java.util.Arrays.hashCode(values));
    row.add("hash");
    row.add(null);
    row.add("content");
    Collections.addAll(row, (Object[]) values);
    return RowFactory.create(row.toArray());
  }

  private Ingested clean(List<String> deliveries, List<Row> records, String ownerOfA) {
    Dataset<Row> owners =
        rows(
            "account string, owner string, month string",
            RowFactory.create("A", ownerOfA, null),
            RowFactory.create("B", "Q", null));
    Dataset<Row> raw =
        rows(
            "__delivery string, __file string, __record_no bigint, __record_hash string, __fault string, __content string, "
                + "id string, account string, day string, amount string, fee string",
            records);
    return CleanSource.clean(
        PAYMENTS, deliveries, raw, Map.of("owners", JoinedSource.undated(OWNERS, owners)));
  }

  private SortedMap<String, MonthContent> content(Row... records) {
    return clean(List.of("2024-01"), List.of(records), "P").counts().content("2024-01");
  }

  private static final Row FIRST = record("2024-01", "p1", "A", "2024-01-05", "10.00", null);
  private static final Row SECOND = record("2024-01", "p2", "B", "2024-01-06", "-4.50", "1");

  @Test
  void onlyTheRowsThatStayAreInIt() {
    SortedMap<String, MonthContent> content =
        content(
            FIRST,
            FIRST,
            SECOND,
            record("2024-01", "p3", "A", "2023-12-06", "3", "0"),
            record("2024-01", "bad", "A", "2024-01-06", "three", "0"),
            record("2024-01", "p5", "A", "2024-01-06", "7", "0"),
            record("2024-01", "p5", "A", "2024-01-06", "8", "0"));

    assertThat(content).containsOnlyKeys("2023-12", "2024-01");
    assertThat(content.get("2024-01")).isEqualTo(content(SECOND, FIRST).get("2024-01"));
    assertThat(content.get("2024-01").rows()).isEqualTo(2);
    assertThat(content.get("2024-01").money())
        .isEqualTo(Map.of("amount", new BigDecimal("5.5"), "fee", new BigDecimal("1")));
  }

  @Test
  void anAmountInTheOtherColumnAndAnotherOwnerAreOtherValuesOfTheSameKeys() {
    MonthContent before = content(FIRST, SECOND).get("2024-01");
    MonthContent moved =
        content(record("2024-01", "p1", "A", "2024-01-05", null, "10.00"), SECOND).get("2024-01");
    MonthContent joined =
        clean(List.of("2024-01"), List.of(FIRST, SECOND), "R")
            .counts()
            .content("2024-01")
            .get("2024-01");

    for (MonthContent after : List.of(moved, joined)) {
      assertThat(after.rows()).isEqualTo(before.rows());
      assertThat(after.keys()).isEqualTo(before.keys());
      assertThat(after.values()).isNotEqualTo(before.values());
    }
  }

  @Test
  void itAddsUpOverRowsAndGivesThemBack() {
    MonthContent one = content(FIRST).get("2024-01");
    MonthContent other = content(SECOND).get("2024-01");
    MonthContent both = content(FIRST, SECOND).get("2024-01");

    assertThat(one.plus(other)).isEqualTo(both);
    assertThat(both.minus(other)).isEqualTo(one);
    assertThat(both.minus(both).rows()).isZero();
    assertThat(both.minus(both).values()).isZero();
    assertThat(MonthContent.NONE.plus(one)).isEqualTo(one);
  }

  @Test
  void generatedDeliveriesHaveTheContentOfTheirCleanRowsInAnyOrder() {
    long seed = 20240517;
    Random random = new Random(seed);
    List<Row> records = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String delivery = "2024-0" + (1 + random.nextInt(3));
      String day = "2024-0" + (1 + random.nextInt(3)) + "-1" + random.nextInt(9);
      records.add(
          record(
              delivery,
              random.nextInt(20) == 0 ? null : "p" + random.nextInt(150),
              random.nextBoolean() ? "A" : "B",
              day,
              random.nextInt(9) == 0 ? null : random.nextInt(3) + ".25",
              random.nextInt(9) == 0 ? null : "-1.5"));
    }
    List<String> deliveries = List.of("2024-01", "2024-02", "2024-03");
    Ingested ingested = clean(deliveries, records, "P");
    Collections.shuffle(records, random);
    SourceCounts shuffled = clean(deliveries, records, "P").counts();
    SortedMap<String, SortedMap<String, MonthContent>> stored =
        StoredContent.of(PAYMENTS, ingested.clean().repartition(3));
    for (String delivery : deliveries) {
      SortedMap<String, MonthContent> content = ingested.counts().content(delivery);
      assertThat(content).as("seed " + seed).isEqualTo(shuffled.content(delivery));
      assertThat(content)
          .as("seed " + seed)
          .isEqualTo(stored.getOrDefault(delivery, new TreeMap<>()));
    }
    assertThat(ingested.counts().total(MonthCounts::duplicates)).isPositive();
    assertThat(ingested.counts().total(MonthCounts::quarantined)).isPositive();
  }
}
