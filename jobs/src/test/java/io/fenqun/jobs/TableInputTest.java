package io.fenqun.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.TimeZone;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sources that are tables of a database or of Spark's catalogue, in a pack whose zone is twelve to
 * thirteen hours ahead of UTC.
 */
class TableInputTest extends JobsTest {
  private static final long serialVersionUID = 1L;
  private static final int STORAGE = 1;
  private static final int CONFIG = 2;
  private static final int DATA = 3;
  private static final String PASSWORD_ALIAS = "fenqun.test.password";
  private static final String URL = "jdbc:h2:mem:moments;DB_CLOSE_DELAY=-1";

  /** The user is the one that the build sets in the environment of tests. */
  private static final String DATABASE =
      "format: jdbc\nlocation: EVENT\noptions: {url: \""
          + URL
          + "\", user: \"${env:FENQUN_TEST_USER}\", password: \"${credential:"
          + PASSWORD_ALIAS
          + "}\"}";

  @TempDir private Path folder;

  private PackFolder pack;
  private Path source;
  private Path warehouse;

  @BeforeEach
  void fillTheDatabase() throws IOException, SQLException {
    pack = PackFolder.copy("moments", folder);
    source = Files.createDirectories(folder.resolve("source"));
    warehouse = folder.resolve("warehouse");
    password("s3cret");
    sql(
        "create table EVENT (EVENT_ID varchar(10), CUSTOMER_ID varchar(10), HAPPENED_AT timestamp,"
            + " PAID decimal(18,2), UPDATED timestamp)",
        "insert into EVENT values"
            + " ('1', 'C1', timestamp '2024-01-01 00:15:00', 10.05, timestamp '2024-03-01 08:00:00'),"
            + " ('2', 'C2', timestamp '2024-01-31 23:30:00', 20.10, timestamp '2024-03-01 08:00:00'),"
            + " ('3', 'C1', timestamp '2024-02-01 00:00:00', 30.00, timestamp '2024-03-01 08:00:00'),"
            + " ('4', 'C2', timestamp '2024-02-29 23:59:59', 40.40, timestamp '2024-03-01 08:00:00')");
  }

  @AfterEach
  void dropTheDatabase() throws SQLException {
    sql("shutdown");
    spark().sparkContext().hadoopConfiguration().unset(PASSWORD_ALIAS);
  }

  private void password(String password) {
    spark().sparkContext().hadoopConfiguration().set(PASSWORD_ALIAS, password);
  }

  private static void sql(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(URL, "reader", "s3cret");
        Statement statement = connection.createStatement()) {
      for (String one : statements) {
        statement.execute(one);
      }
    }
  }

  private void reads(String table) throws IOException {
    pack.edit("sources/event.yaml", "format: parquet\nlocation: event_{month}.parquet", table);
  }

  private Outcome months(String command) {
    return run(command, pack, source, warehouse, "--from", "2024-01", "--to", "2024-02");
  }

  private Outcome january(String command) {
    return run(command, pack, source, warehouse, "--month", "2024-01");
  }

  /** Month, events and money, as they are published. */
  private List<String> published() {
    return warehouse(warehouse, pack)
        .read("feature_month")
        .groupBy("month")
        .agg(functions.sum("event_count_1m").as("events"), functions.sum("paid_1m").as("paid"))
        .orderBy("month")
        .collectAsList()
        .stream()
        .map(row -> row.mkString(" "))
        .toList();
  }

  /** The same of clean records. */
  private List<String> clean() {
    return warehouse(warehouse, pack)
        .read("event")
        .groupBy("month")
        .agg(functions.count("event_id").as("events"), functions.sum("paid").as("paid"))
        .orderBy("month")
        .collectAsList()
        .stream()
        .map(row -> row.mkString(" "))
        .toList();
  }

  private long runsOf(String step) {
    return warehouse(warehouse, pack).read("run_ledger").where("step = '" + step + "'").count();
  }

  @Test
  void aTimeOfADatabaseIsInThePacksZoneAndATableThatTellsIsReadOnlyWhenItChanged()
      throws IOException, SQLException {
    reads(DATABASE + "\nchanged_by: UPDATED");
    assertDone(months("run"));
    assertThat(published()).containsExactly("2024-01 2 30.15", "2024-02 2 70.40");

    assertThat(months("plan").out()).contains("nothing to do");

    sql(
        "update EVENT set PAID = 21.10, UPDATED = timestamp '2024-03-02 08:00:00' where EVENT_ID = '2'");
    assertThat(months("plan").out()).contains("ingest.event", "its table changed");
    assertDone(months("run"));
    assertThat(published()).containsExactly("2024-01 2 31.15", "2024-02 2 70.40");

    // a row that is gone leaves the highest change as it was
    sql("delete from EVENT where EVENT_ID = '1'");
    assertThat(months("plan").out()).contains("its table changed");
    assertDone(months("run"));
    assertThat(published()).containsExactly("2024-01 1 21.10", "2024-02 2 70.40");
  }

  @Test
  void aTableThatCannotTellIsReadByEveryRunAndOnlyItsContentDecidesWhatFollows()
      throws IOException, SQLException {
    reads(DATABASE);
    assertDone(january("run"));
    long features = runsOf("features");
    long readings = runsOf("ingest.event");

    assertThat(january("plan").out()).contains("ingest.event", "cannot be known", "changed_by");
    assertDone(january("run"));
    assertThat(runsOf("ingest.event")).isGreaterThan(readings);
    assertThat(runsOf("features")).isEqualTo(features);

    sql("update EVENT set PAID = 21.10 where EVENT_ID = '2'");
    assertDone(january("run"));
    assertThat(published()).containsExactly("2024-01 2 31.15");

    Outcome replay = run("replay", pack, source, warehouse, "--of", "event");
    assertThat(replay.exitCode()).isEqualTo(CONFIG);
    assertOneMessage(replay, "event", "changed_by", "run");
  }

  @Test
  void recordsOfATableAreRefusedAndCopiesLeftOutAsThoseOfFiles() throws IOException, SQLException {
    sql(
        "insert into EVENT select * from EVENT where EVENT_ID = '1'",
        "insert into EVENT values ('5', null, timestamp '2024-01-05 10:00:00', 1.00, null),"
            + " ('6', 'C6', timestamp '2024-01-05 10:00:00', 1.00, null),"
            + " ('6', 'C6', timestamp '2024-01-05 10:00:00', 2.00, null)");
    reads(DATABASE);
    assertDone(january("ingest"));

    assertThat(clean()).containsExactly("2024-01 2 30.15", "2024-02 2 70.40");
    List<String> refused =
        warehouse(warehouse, pack)
            .read("quarantine")
            .selectExpr(
                "get_json_object(content, '$.EVENT_ID')",
                "array_join(reasons, ',')",
                "record_no",
                "length(record_hash)",
                "file")
            .collectAsList()
            .stream()
            .map(row -> row.mkString(" "))
            .sorted()
            .toList();
    assertThat(refused)
        .containsExactly(
            "5 CUSTOMER_NULL null 64 EVENT",
            "6 KEY_CONFLICT null 64 EVENT",
            "6 KEY_CONFLICT null 64 EVENT");
  }

  @Test
  void aQueryInBracketsIsATable() throws IOException {
    reads(
        DATABASE.replace("EVENT\n", "\"(select * from EVENT where CUSTOMER_ID = 'C1') c\"\n")
            + "\nchanged_by: UPDATED");
    assertDone(january("ingest"));
    assertThat(clean()).containsExactly("2024-01 1 10.05", "2024-02 1 30.00");
    assertThat(january("plan").out()).doesNotContain("ingest.event");
  }

  @Test
  void aTableOfTheCatalogueIsRead() throws IOException {
    Path there = folder.resolve("there");
    spark()
        .sql(
            "select '1' as event_id, 'C1' as customer_id, timestamp_ntz'2024-01-31 23:30:00' as"
                + " happened_at, 10.05 as paid, 1 as version")
        .write()
        .format("delta")
        .save(there.toString());
    reads("format: table\nlocation: \"delta.`" + there + "`\"\nchanged_by: version");
    assertDone(january("ingest"));
    assertThat(clean()).containsExactly("2024-01 1 10.05");
    assertThat(january("plan").out()).doesNotContain("ingest.event");
  }

  @Test
  void whatIsWrongIsSaidWithoutTheSecret() throws IOException {
    reads(DATABASE);
    password("wr0ng");
    assertRefused(months("run"), STORAGE, "event", "EVENT", "user name or password");

    password("s3cret");
    pack.edit("sources/event.yaml", "location: EVENT", "location: EVENTS");
    assertRefused(months("run"), DATA, "event", "EVENTS", "not found");

    pack.edit("sources/event.yaml", "location: EVENTS", "location: EVENT");
    pack.edit("sources/event.yaml", "{name: paid,", "{name: paid, expr: payd,");
    assertRefused(months("run"), DATA, "event", "payd", "known: CUSTOMER_ID");
  }

  @Test
  void aDatabaseThatFailsWhileItIsReadIsNoBugOfOurs() throws IOException, SQLException {
    sql(
        "create view FAILING as select EVENT_ID, CUSTOMER_ID, HAPPENED_AT,"
            + " PAID / (case when EVENT_ID = '4' then 0 else 1 end) as PAID from EVENT");
    reads(DATABASE.replace("EVENT\n", "FAILING\n"));
    assertRefused(months("run"), DATA, "Division by zero");
  }

  @Test
  void timesAreNotReadInAJvmOfAnotherZone() throws IOException {
    reads(DATABASE);
    TimeZone before = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("Asia/Shanghai"));
    try {
      assertRefused(january("ingest"), CONFIG, "event", "-Duser.timezone=UTC");
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Test
  void aTableIsReadInPartsAndByABinaryMark() throws IOException, SQLException {
    sql(
        "alter table EVENT add column MARK varbinary(8) default X'00000000000007D1'",
        "alter table EVENT add column NUMBER int");
    sql("update EVENT set NUMBER = cast(EVENT_ID as int)");
    reads(
        DATABASE.replace(
                "options: {",
                "options: {partitionColumn: NUMBER, lowerBound: 1, upperBound: 4, numPartitions: 2, ")
            + "\nchanged_by: MARK");
    assertDone(january("ingest"));
    assertThat(clean()).containsExactly("2024-01 2 30.15", "2024-02 2 70.40");
    assertThat(january("plan").out()).doesNotContain("ingest.event");

    sql("update EVENT set PAID = 21.10, MARK = X'00000000000007D2' where EVENT_ID = '2'");
    assertThat(january("plan").out()).contains("its table changed");
  }

  @Test
  void aSecretThatIsNotThereAndADriverThatIsNotThereAreNamed() throws IOException {
    reads(DATABASE.replace("FENQUN_TEST_USER", "FENQUN_NOBODY"));
    assertRefused(months("run"), CONFIG, "event.yaml", "${env:FENQUN_NOBODY}");

    pack.edit("sources/event.yaml", "FENQUN_NOBODY", "FENQUN_TEST_USER");
    pack.edit("sources/event.yaml", "jdbc:h2:", "jdbc:oracle:");
    assertRefused(months("run"), DATA, "event", "no driver", "--jars");
  }

  private static void assertRefused(Outcome outcome, int exitCode, String... parts) {
    assertThat(outcome.exitCode()).as(outcome.err() + outcome.out()).isEqualTo(exitCode);
    assertOneMessage(outcome, parts);
    assertThat(outcome.err() + outcome.out()).doesNotContain("s3cret", "wr0ng");
  }
}
