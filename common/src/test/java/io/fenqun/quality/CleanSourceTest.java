package io.fenqun.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenqun.SparkTest;
import io.fenqun.error.FenqunException;
import io.fenqun.source.SourceDef;
import io.fenqun.source.Sources;
import io.fenqun.table.TableDef;
import io.fenqun.time.Month;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class CleanSourceTest extends SparkTest {
  private static final String PAYMENTS =
      """
      kind: transactions
      key: [id]
      event_time: paid_on
      customer: owner
      join:
        - {from: owners, using: [account], where: "role = 'O'", columns: {owner: person}}
      columns:
        - {name: id, type: string, zh: 号, en: id}
        - {name: account, type: string, zh: 账, en: account}
        - {name: paid_on, type: date, expr: "to_date(day)", zh: 日, en: day}
        - {name: amount, type: "decimal(18,2)", unit: money, zh: 额, en: amount}
      derive:
        - {name: half, type: "decimal(18,2)", expr: "amount / 2", unit: money, zh: 半, en: half}
        - {name: quarter, type: "decimal(18,2)", expr: "half / 2", zh: 四分之一, en: quarter}
      """;

  private static final SourceDef OWNERS =
      Sources.source(
          "owners",
          """
          history: false
          key: [account, person]
          columns:
            - {name: account, type: string, zh: 账, en: account}
            - {name: person, type: int, zh: 人, en: person}
            - {name: role, type: string, zh: 角色, en: role}
          """);

  private Dataset<Row> owners(Row... rows) {
    return rows("account string, person int, role string, month string", rows);
  }

  private Map<String, JoinedSource> others() {
    return Map.of(
        "owners",
        JoinedSource.undated(
            OWNERS,
            owners(
                RowFactory.create("A", 1, "O", null),
                RowFactory.create("A", 9, "X", null),
                RowFactory.create("B", 2, "O", null))));
  }

  private static SourceDef payments(String more) {
    return Sources.source("payments", PAYMENTS + more);
  }

  /** Raw records of one file; the values are id, account, day, amount. */
  private Dataset<Row> raw(List<String[]> values) {
    List<Row> rows = new ArrayList<>();
    for (String[] fields : values) {
      long line = rows.size() + 2;
      boolean faulty = fields.length == 1;
      List<Object> row = new ArrayList<>(List.of("all", "payments.csv", line, "hash" + line));
      row.add(faulty ? fields[0] : null);
      row.add(String.join(";", Arrays.stream(fields).map(String::valueOf).toList()));
      row.addAll(faulty ? Arrays.asList(null, null, null, null) : Arrays.asList(fields));
      rows.add(RowFactory.create(row.toArray()));
    }
    return rows(
        "__delivery string, __file string, __record_no bigint, __record_hash string, __fault string, __content string, "
            + "id string, account string, day string, amount string",
        rows);
  }

  private Dataset<Row> raw(String[]... values) {
    return raw(List.of(values));
  }

  private static String[] record(String... fields) {
    return fields;
  }

  private Ingested clean(SourceDef source, Dataset<Row> raw) {
    return CleanSource.clean(source, List.of("all"), raw, others());
  }

  private static List<String> texts(Dataset<Row> rows, String... columns) {
    return rows.selectExpr(columns).collectAsList().stream()
        .map(row -> row.mkString(" "))
        .sorted()
        .toList();
  }

  @Test
  void aGoodRecordIsCastJoinedDerivedDatedAndGivenItsCustomer() {
    Ingested ingested =
        clean(
            payments(""),
            raw(record("p1", "A", "1993-05-31", "10.00"), record("p2", "B", "1993-06-01", "7")));

    assertThat(
            texts(
                ingested.clean(),
                "delivery",
                "month",
                "customer_id",
                "id",
                "account",
                "paid_on",
                "amount",
                "owner",
                "half",
                "quarter"))
        .containsExactly(
            "all 1993-05 1 p1 A 1993-05-31 10.00 1 5.00 2.50",
            "all 1993-06 2 p2 B 1993-06-01 7.00 2 3.50 1.75");
    assertThat(ingested.quarantine().count()).isZero();
  }

  @Test
  void aRecordIsRefusedWithAllItsReasonsAndTheGoodOnesAmongThemStay() {
    SourceDef source = payments("expect:\n  - {check: amount > 0}\n  - {check: half < 100}\n");
    Ingested ingested =
        clean(
            source,
            raw(
                record("good", "A", "1993-05-01", "10"),
                record(null, "C", "never", "ten"),
                record("p3", "A", "1993-05-02", "-1"),
                record("SHAPE"),
                record("ENCODING")));

    assertThat(texts(ingested.clean(), "id")).containsExactly("good");
    assertThat(
            texts(
                ingested.quarantine(),
                "source",
                "delivery",
                "file",
                "record_no",
                "record_hash",
                "array_join(reasons, ', ')",
                "content"))
        .containsExactly(
            "payments all payments.csv 3 hash3 CAST:amount, KEY_NULL:id, EVENT_TIME, CUSTOMER_NULL, EXPECT:amount > 0, EXPECT:half < 100"
                + " null;C;never;ten",
            "payments all payments.csv 4 hash4 EXPECT:amount > 0 p3;A;1993-05-02;-1",
            "payments all payments.csv 5 hash5 SHAPE SHAPE",
            "payments all payments.csv 6 hash6 ENCODING ENCODING");
  }

  @Test
  void countsAndMoneyOfEachMonthAddUpAndAmountsThatDoNotParseStandApart() {
    SourceDef source = payments("expect:\n  - {check: amount > 0}\n");
    SourceCounts counts =
        clean(
                source,
                raw(
                    record("p1", "A", "1993-05-01", "10.50"),
                    record("p1", "A", "1993-05-01", "10.50"),
                    record("p2", "A", "1993-05-02", "-1"),
                    record("p3", "C", "1993-06-02", "4"),
                    record("p4", "A", "1993-06-02", "x"),
                    record("p5", "B", "1993-06-02", "5"),
                    record("SHAPE")))
            .counts();

    assertThat(counts.months())
        .extracting(MonthCounts::label)
        .containsExactly("delivery all", "1993-05", "1993-06");
    MonthCounts faults = counts.months().get(0);
    assertThat(faults.refused()).isEqualTo(Map.of("SHAPE", 1L));
    assertThat(faults.money().get("amount").unparsed()).isEqualTo(1);
    MonthCounts may = counts.months().get(1);
    assertThat(List.of(may.read(), may.clean(), may.quarantined(), may.duplicates()))
        .isEqualTo(List.of(3L, 1L, 1L, 1L));
    assertThat(may.money().get("amount"))
        .usingRecursiveComparison()
        .withComparatorForType(BigDecimal::compareTo, BigDecimal.class)
        .isEqualTo(money("20.00", "10.50", "-1", "10.50", 0));
    MonthCounts june = counts.months().get(2);
    assertThat(june.refused())
        .isEqualTo(Map.of("CAST:amount", 1L, "CUSTOMER_NULL", 1L, "EXPECT:amount > 0", 1L));
    assertThat(june.unmatched()).isEqualTo(Map.of("owners", 1L));
    assertThat(june.money().get("amount"))
        .usingRecursiveComparison()
        .withComparatorForType(BigDecimal::compareTo, BigDecimal.class)
        .isEqualTo(money("9", "5", "4", "0", 1));
  }

  private static MoneyCounts money(
      String read, String clean, String quarantined, String duplicates, long unparsed) {
    return new MoneyCounts(
        new BigDecimal(read),
        new BigDecimal(clean),
        new BigDecimal(quarantined),
        new BigDecimal(duplicates),
        BigDecimal.ZERO,
        unparsed);
  }

  @Test
  void ofIdenticalRecordsTheFirstStaysAndOfDifferentOnesWithOneKeyNone() {
    List<String[]> records =
        List.of(
            record("p1", "A", "1993-05-01", "10"),
            record("p1", "A", "1993-05-01", "10.00"),
            record("p2", "A", "1993-05-01", "1"),
            record("p2", "A", "1993-05-02", "1"),
            record("p2", "A", "1993-06-01", "1"),
            record("p3", "B", "1993-05-01", "3"));
    for (int partitions : List.of(1, 5)) {
      Ingested ingested = clean(payments(""), raw(records).repartition(partitions));

      assertThat(texts(ingested.clean(), "month", "id", "__record_no"))
          .containsExactly("1993-05 p1 2", "1993-05 p3 7", "1993-06 p2 6");
      assertThat(texts(ingested.quarantine(), "record_no", "array_join(reasons, ', ')"))
          .containsExactly("4 KEY_CONFLICT", "5 KEY_CONFLICT");
      assertThat(ingested.counts().total(MonthCounts::duplicates)).isEqualTo(1);
      assertThat(ingested.counts().total("all", MonthCounts::quarantined)).isEqualTo(2);
    }
  }

  @Test
  void theSameAmountInAnotherColumnIsNoCopy() {
    SourceDef entries =
        Sources.source(
            "entries",
            """
            history: false
            key: [id]
            columns:
              - {name: id, type: string, zh: 号, en: id}
              - {name: debit, type: "decimal(18,2)", expr: account, unit: money, zh: 借, en: debit}
              - {name: credit, type: "decimal(18,2)", expr: amount, unit: money, zh: 贷, en: credit}
            """);
    Ingested ingested =
        clean(
            entries,
            raw(
                record("e1", "100.00", null, null),
                record("e1", null, null, "100.00"),
                record("e2", "1.00", null, null)));
    assertThat(texts(ingested.clean(), "id")).containsExactly("e2");
    assertThat(texts(ingested.quarantine(), "array_join(reasons, ', ')"))
        .containsExactly("KEY_CONFLICT", "KEY_CONFLICT");
  }

  @Test
  void anAmountWithMoreDigitsThanMoneyHasAndAYearOfFiveDigitsAreRefused() {
    Ingested ingested =
        clean(
            payments(""),
            raw(
                record("p1", "A", "1993-05-01", "12.345"),
                record("p2", "A", "20190-01-05", "1.00"),
                record("p3", "A", "1993-05-01", "12.340")));
    assertThat(texts(ingested.clean(), "id", "amount")).containsExactly("p3 12.34");
    assertThat(texts(ingested.quarantine(), "record_no", "array_join(reasons, ', ')"))
        .containsExactly("2 CAST:amount", "3 EVENT_TIME");
  }

  @Test
  void anExpectationFailedByMoreThanItsLimitStopsTheRunAndNamesMonthCountAndLimit() {
    SourceDef source =
        payments("expect:\n  - {check: amount > 0, limit: 30}\n  - {check: half < 3, limit: 70}\n");
    Dataset<Row> records =
        raw(
            record("p1", "A", "1993-05-01", "0"),
            record("p2", "A", "1993-05-01", "10"),
            record("p3", "A", "1993-05-01", "10"),
            record("p4", "A", "1993-06-01", "1"));

    assertThatThrownBy(() -> clean(source, records))
        .isInstanceOfSatisfying(
            FenqunException.class, e -> assertThat(e.kind()).isEqualTo(FenqunException.Kind.DATA))
        .hasMessage(
            """
            Cannot take in source payments, nothing of it is written:
            payments 1993-05: 1 of 3 rows fail "amount > 0" (limit 30 %); correct delivery all, or the limit at sources/payments.yaml:16: expect[0].check""");
  }

  @Test
  void moreRefusedRecordsThanTheBudgetStopTheRunWithTheReasonsThatMatterMost() {
    Dataset<Row> records =
        raw(
            record("p1", "A", "1993-05-01", "x"),
            record("p2", "A", "1993-05-01", "10"),
            record("p3", "A", "1993-06-01", "y"),
            record("SHAPE"),
            record("p4", "A", "1993-06-01", "1"));

    assertThatThrownBy(() -> clean(payments("budget: {share: 59, count: 10}\n"), records))
        .isInstanceOfSatisfying(
            FenqunException.class, e -> assertThat(e.kind()).isEqualTo(FenqunException.Kind.DATA))
        .hasMessage(
            """
            Cannot take in source payments, nothing of it is written:
            payments delivery all: 3 of 5 records are refused, and 59 % or 10 records may be: CAST:amount 2, SHAPE 1; correct the delivery, or what sources/payments.yaml says of it, or raise the budget at sources/payments.yaml:15: budget""");
    assertThatThrownBy(() -> clean(payments("budget: {count: 2}\n"), records))
        .hasMessageContaining("3 of 5 records are refused, and 100 % or 2 records may be");
    assertThat(clean(payments("budget: {share: 60, count: 3}\n"), records).clean().count())
        .isEqualTo(2);
  }

  @Test
  void aDeliveryWithAllRecordsRefusedOrWithoutAnyStopsTheRun() {
    assertThatThrownBy(
            () -> clean(payments(""), raw(record("p1", "A", "soon", "1"), record("SHAPE"))))
        .isInstanceOf(FenqunException.class)
        .hasMessageContaining(
            "payments delivery all: all 2 records are refused (EVENT_TIME 1, SHAPE 1); check format, options and columns in sources/payments.yaml");
    assertThatThrownBy(() -> clean(payments(""), raw()))
        .hasMessageContaining(
            "payments delivery all: no record; deliver it again, or say allow_empty: true in sources/payments.yaml");
    assertThat(clean(payments("allow_empty: true\n"), raw()).clean().count()).isZero();
  }

  @Test
  void aJoinThatMatchesTwiceStopsTheRunOnlyWhereARecordUsesIt() {
    Dataset<Row> owners =
        owners(
            RowFactory.create("A", 1, "O", null),
            RowFactory.create("A", 2, "O", null),
            RowFactory.create("B", 3, "O", null),
            RowFactory.create("B", 4, "X", null));
    Map<String, JoinedSource> others = Map.of("owners", JoinedSource.undated(OWNERS, owners));
    Dataset<Row> twice =
        raw(record("p1", "A", "1993-05-01", "1"), record("p2", "B", "1993-05-01", "1"));

    assertThatThrownBy(() -> CleanSource.clean(payments(""), List.of("all"), twice, others))
        .isInstanceOfSatisfying(
            FenqunException.class, e -> assertThat(e.kind()).isEqualTo(FenqunException.Kind.DATA))
        .hasMessageContaining(
            "payments 1993-05: 1 of 2 rows match more than one row of owners by account; narrow the join by where or using at"
                + " sources/payments.yaml:6: join[0]");
    Ingested once =
        CleanSource.clean(payments(""), List.of("all"), twice.where("account = 'B'"), others);
    assertThat(texts(once.clean(), "id", "owner")).containsExactly("p2 3");
  }

  @Test
  void aMonthlySnapshotIsJoinedAsOfTheMonthAndAtMostAsOldAsAllowed() {
    SourceDef dated = Sources.source("owners", OWNERS_MONTHLY);
    Dataset<Row> rows =
        owners(
            RowFactory.create("A", 1, "O", "1993-05"),
            RowFactory.create("A", 2, "O", "1993-08"),
            RowFactory.create("B", 3, "O", "1993-05"));
    Map<String, JoinedSource> others =
        Map.of(
            "owners",
            new JoinedSource(dated, rows, List.of(Month.parse("1993-05"), Month.parse("1993-08"))));
    Dataset<Row> records =
        raw(
            record("p4", "A", "1993-04-30", "1"),
            record("p5", "A", "1993-05-01", "1"),
            record("p6", "A", "1993-06-30", "1"),
            record("p7", "A", "1993-07-01", "1"),
            record("p8", "A", "1993-08-01", "1"),
            record("q8", "B", "1993-08-01", "1"));
    SourceDef source = payments("");

    assertThat(
            texts(
                CleanSource.clean(source, List.of("all"), records, others).clean(),
                "id",
                "customer_id"))
        .containsExactly("p5 1", "p6 1", "p8 2");
  }

  private static final String OWNERS_MONTHLY =
      """
      location: owners_{month}.csv
      key: [account, person]
      columns:
        - {name: account, type: string, zh: 账, en: account}
        - {name: person, type: int, zh: 人, en: person}
        - {name: role, type: string, zh: 角色, en: role}
      """;

  @Test
  void personalDataAreMaskedInQuarantineWhereverTheyComeFrom() {
    String columns =
        PAYMENTS.replace("name: account, type: string,", "name: account, type: string, pii: true,");
    Ingested ingested =
        clean(
            Sources.source("payments", columns),
            raw(
                record("good", "A", "1993-05-01", "1"),
                record("p1", "secret", "1993-05-01", "1"),
                record("SHAPE")));

    assertThat(texts(ingested.quarantine(), "content"))
        .containsExactly(
            "***", "{\"id\":\"p1\",\"account\":\"***\",\"day\":\"1993-05-01\",\"amount\":\"1\"}");
  }

  @Test
  void aSnapshotOfEachMonthHasTheMonthOfItsDeliveryAndOneWithoutDateHasNone() {
    Dataset<Row> raw =
        rows(
            "__delivery string, __file string, __record_no bigint, __record_hash string, __fault string, __content string, account string, person string, role string",
            RowFactory.create("1993-05", "f", 2L, "h", null, "", "A", "1", "O"),
            RowFactory.create("1993-06", "f", 2L, "h", null, "", "A", "1", "O"));

    Ingested monthly =
        CleanSource.clean(
            Sources.source("owners", OWNERS_MONTHLY), List.of("1993-05", "1993-06"), raw, Map.of());
    assertThat(texts(monthly.clean(), "delivery", "month", "person"))
        .containsExactly("1993-05 1993-05 1", "1993-06 1993-06 1");

    Ingested undated =
        CleanSource.clean(
            OWNERS, List.of("1993-05"), raw.where("__delivery = '1993-05'"), Map.of());
    assertThat(texts(undated.clean(), "month", "person")).containsExactly("null 1");
  }

  @Test
  void theCleanTableHasThePartitionsTheCustomerAndAllColumnsWithTheirTypes() {
    TableDef table = CleanTables.of(payments(""), Map.of("owners", OWNERS));

    assertThat(table.partitionedBy()).containsExactly("delivery", "month");
    assertThat(table.schema().toDDL().replaceAll(" COMMENT '[^']*'", ""))
        .isEqualTo(
            "delivery STRING,month STRING,customer_id STRING,id STRING,account STRING,paid_on DATE,amount DECIMAL(18,2),owner INT,"
                + "half DECIMAL(18,2),quarter DECIMAL(18,2)");
    assertThat(table.statistics()).isEmpty();
  }
}
