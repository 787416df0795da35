package io.fenqun.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenqun.error.FenqunException;
import io.fenqun.serve.ViewCatalogue;
import io.fenqun.store.WarehouseFolder;
import io.fenqun.time.Month;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Views over the published versions, and what the command refuses; the server itself is tried by
 * jobs/verify.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServeTest extends JobsTest {
  private static final long serialVersionUID = 1L;
  private static final String DATABASE = "sample";

  @TempDir private static Path folder;

  private final StringWriter told = new StringWriter();
  private PackFolder pack;
  private Path source;
  private Path warehouse;
  private ServedWarehouse served;

  @BeforeAll
  void publishAndServe() throws IOException {
    pack = PackFolder.copy(DATABASE, folder);
    source = SampleData.write(folder.resolve("source"), SampleData.MONTHS);
    warehouse = folder.resolve("ware house");
    assertDone(run("run", pack, source, warehouse, "--from", "2024-01", "--to", "2024-07"));
    Files.createDirectories(warehouse.resolve("no_pack"));
    served = serving(warehouse);
    served.requirePublished();
  }

  private ServedWarehouse serving(Path folder) throws IOException {
    return new ServedWarehouse(
        spark(),
        WarehouseFolder.open(folder.toString(), new Configuration()),
        Files.createTempDirectory(ServeTest.folder, "views"),
        Progress.byMonth(new PrintWriter(told)));
  }

  private List<Row> rows(String sql) {
    return spark().sql(sql.replace("{db}", "`" + DATABASE + "`")).collectAsList();
  }

  @Test
  @Order(1)
  void everyPublishedTableIsAViewWithItsRowsAndComments() {
    Warehouse tables = warehouse(warehouse, pack);
    Set<String> published = new HashSet<>();
    tables
        .read("dim_publication")
        .select("table")
        .collectAsList()
        .forEach(row -> published.add(row.getString(0)));
    published.remove("roll_rate_state");
    published.add("dim_publication");
    assertThat(views()).containsAll(published);
    for (String table : published) {
      if (!Warehouse.BOOKS.contains(table)) {
        assertThat(counted(spark().table(DATABASE + "." + table)))
            .as(table)
            .isEqualTo(counted(tables.read(table)));
      }
      assertThat(comments(spark().table(DATABASE + "." + table).schema().fields()))
          .as(table)
          .isEqualTo(comments(tables.read(table).schema().fields()));
    }
  }

  @Test
  @Order(1)
  void everyColumnAndEveryViewHasAComment() {
    for (String view : views()) {
      for (Row column : rows("describe {db}." + view)) {
        assertThat(column.getString(2)).as(view + "." + column.getString(0)).contains(" / ");
      }
      assertThat(rows("describe extended {db}." + view))
          .as(view)
          .anyMatch(row -> row.getString(0).equals("Comment") && row.getString(1).contains(" / "));
    }
  }

  @Test
  @Order(1)
  void theLatestMonthIsTheLastPublished() {
    assertThat(rows("select distinct month from {db}.customer_month_latest"))
        .extracting(row -> row.getString(0))
        .containsExactly("2024-07");
  }

  @Test
  @Order(1)
  void labelledViewsHaveTheRowsOfTheirTablesAndALabelOnEach() {
    assertThat(
            rows(
                "select count(*) from {db}.segment_month_labelled"
                    + " where segment_zh is not null and scheme_en is not null"))
        .isEqualTo(rows("select count(*) from {db}.segment_month"));
    assertThat(
            rows(
                "select count(*), sum(customers), count(segment_en) from {db}.segment_profile_labelled"))
        .isEqualTo(rows("select count(*), sum(customers), count(*) from {db}.segment_profile"));
    assertThat(
            rows(
                "select count(*), sum(value), count(segment_en), count(indicator_zh), count(scheme_en) from {db}.segment_indicator_labelled"))
        .isEqualTo(
            rows(
                "select count(*), sum(value), count(*), count(*), count(*) from {db}.segment_indicator_month"));
    assertThat(
            rows(
                "select count(*), sum(customers), count(segment_a_zh), count(segment_b_en), count(scheme_a_en), count(scheme_b_zh) from {db}.scheme_overlap_labelled"))
        .isEqualTo(
            rows(
                "select count(*), sum(customers), count(*), count(*), count(*), count(*) from {db}.scheme_overlap"));
    assertThat(
            rows(
                "select count(*), sum(customers), count(segment_zh), count(part_en), count(scheme_zh) from {db}.segment_change_labelled"))
        .isEqualTo(
            rows(
                "select count(*), sum(customers), count(*), count(*), count(*) from {db}.segment_change"));
    assertThat(
            rows(
                "select count(*), sum(rolled), count(level_zh) from {db}.roll_rate_curve_labelled"))
        .isEqualTo(rows("select count(*), sum(rolled), count(*) from {db}.roll_rate_curve"));
    assertThat(
            rows(
                "select count(*), sum(customers), count(segment_zh), count(scheme_en),"
                    + " count(happened) > 0 from {db}.transition_forecast_labelled"))
        .isEqualTo(
            rows(
                "select count(*), sum(customers), count(*), count(*), true"
                    + " from {db}.transition_forecast"));
    assertThat(
            rows(
                "select distinct segment, treatment, treatment_zh, channel from {db}.segment_month_labelled"
                    + " where treatment is not null"))
        .isNotEmpty()
        .allMatch(row -> !row.isNullAt(2));
  }

  @Test
  @Order(1)
  void everyMoveOfASankeyChartJoinsTwoNodesOfDifferentNames() {
    assertThat(
            rows(
                "select scheme, month, sum(customers) from {db}.sankey_link group by 1, 2 order by 1, 2"))
        .isEqualTo(
            rows(
                "select scheme, month, sum(customers) from {db}.transition_month"
                    + " where horizon_months = 1 and group_by = 'ALL' group by 1, 2 order by 1, 2"));
    for (String side : List.of("from", "to")) {
      String end = side.equals("from") ? "source" : "target";
      assertThat(
              rows(
                  "select scheme, month, node, customers from {db}.sankey_node where side = '"
                      + side
                      + "' order by 1, 2, 3"))
          .isNotEmpty()
          .isEqualTo(
              rows(
                  "select scheme, month, "
                      + end
                      + ", sum(customers) from {db}.sankey_link group by 1, 2, 3 order by 1, 2, 3"));
    }
    assertThat(
            rows(
                "select count(*) from {db}.sankey_node a join {db}.sankey_node b using (scheme, month)"
                    + " where a.side = 'from' and b.side = 'to'"
                    + " and (a.node = b.node or a.node_zh = b.node_zh or a.node_en = b.node_en)"))
        .extracting(row -> row.getLong(0))
        .containsExactly(0L);
    assertThat(rows("select distinct segment from {db}.sankey_node"))
        .extracting(row -> row.getString(0))
        .contains("ENTERED", "LEFT");
  }

  @Test
  @Order(1)
  void everyDimensionOfTheDrillDownAddsUpToAllCustomers() {
    List<Row> totals =
        rows(
            "select distinct scheme, month, sum(customers), sum(value) from {db}.drill_down"
                + " group by scheme, month, dimension order by 1, 2");
    assertThat(totals)
        .isEqualTo(
            rows(
                "select s.scheme, m.month, count(*), cast(sum(m.value) as decimal(38, 2))"
                    + " from {db}.customer_month m cross join {db}.dim_scheme s group by 1, 2 order by 1, 2"));
    assertThat(rows("select distinct dimension from {db}.drill_down where scheme = 'level'"))
        .extracting(row -> row.getString(0))
        .contains("ALL", "region", "tier")
        .doesNotContain("level", "month", "customer_id");
  }

  @Test
  @Order(2)
  void servingWritesNothingAndAgainChangesNothing() throws IOException {
    SortedMap<String, Long> versions = warehouse(warehouse, pack).versions();
    List<String> files = files();
    String before = told.toString();
    ServedWarehouse second = serving(warehouse);
    second.requirePublished();
    assertThat(second.databases()).containsExactly(DATABASE);
    served.refresh();
    assertThat(told.toString().substring(before.length()).lines()).hasSize(1);
    assertThat(warehouse(warehouse, pack).versions()).isEqualTo(versions);
    assertThat(files()).isEqualTo(files);
  }

  @Test
  @Order(3)
  void readersKeepTheirVersionsUntilTheNextPublicationIsLookedFor() {
    long before = rows("select count(*) from {db}.customer_month").get(0).getLong(0);
    spark().sql("create view " + DATABASE + ".gone as select 1 as a");
    assertDone(run("run", pack, source, warehouse, "--month", "2024-08"));
    assertThat(rows("select count(*) from {db}.customer_month").get(0).getLong(0))
        .isEqualTo(before);
    assertThat(rows("select max(month) from {db}.transition_month").get(0).getString(0))
        .isEqualTo("2024-07");
    served.refresh();
    assertThat(rows("select max(month) from {db}.customer_month").get(0).getString(0))
        .isEqualTo("2024-08");
    assertThat(rows("select distinct month from {db}.customer_month_latest"))
        .extracting(row -> Month.parse(row.getString(0)).toString())
        .containsExactly("2024-08");
    assertThat(views()).doesNotContain("gone");
    assertThat(told.toString()).contains("publication 2, months up to 2024-08");
  }

  @Test
  void nothingPublishedIsNotReady() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty/pack")).getParent();
    ServedWarehouse nothing = serving(empty);
    assertThatThrownBy(nothing::requirePublished)
        .isInstanceOfSatisfying(
            FenqunException.class,
            e -> assertThat(e.kind()).isEqualTo(FenqunException.Kind.NOT_READY))
        .hasMessageContaining("nothing is published there yet");
  }

  @Test
  void aPublicationWhoseVersionsAreGoneIsToldOfAndTheOtherPacksAreServed() throws IOException {
    Path two = folder.resolve("two");
    Folders.copy(warehouse.resolve(DATABASE), Files.createDirectories(two).resolve(DATABASE));
    Folders.copy(warehouse.resolve(DATABASE), two.resolve("torn"));
    Path log = two.resolve("torn/customer_month/_delta_log");
    try (Stream<Path> commits = Files.list(log)) {
      for (Path commit : commits.toList()) {
        Files.delete(commit);
      }
    }
    ServedWarehouse both = serving(two);
    both.requirePublished();
    assertThat(both.databases()).containsExactly(DATABASE);
    assertThat(told.toString()).contains("warning: database torn is not made new: ");
    served.refresh();
  }

  @Test
  void aWarehouseThatIsNoneIsRefused() throws IOException {
    assertRefused("there is no such folder", "--warehouse", folder.resolve("none").toString());
    assertRefused(
        "it is the folder of one pack", "--warehouse", warehouse.resolve(DATABASE).toString());
    Path file = Files.createFile(folder.resolve("file"));
    assertRefused("it is a file", "--warehouse", file.toString());
    assertRefused("it is empty", "--warehouse", "");
    assertRefused("--warehouse");
  }

  @Test
  void wrongFlagsAreRefused() {
    String[] of = {"--warehouse", warehouse.toString()};
    assertRefused("give --port a number from 0 to 65535", with(of, "--port", "65536"));
    assertRefused("--port", with(of, "--port", "many"));
    assertRefused("give --refresh 1 or more", with(of, "--refresh", "0"));
    assertRefused("use --host and --port", with(of, "--hiveconf", "hive.server2.thrift.port=1"));
    assertRefused("no such host", with(of, "--host", "no.such.host.invalid"));
    assertRefused("--hots", with(of, "--hots", "127.0.0.1"));
  }

  @Test
  void beyondTheLoopbackReadersMustLogIn() {
    String[] everywhere = {"--warehouse", warehouse.toString(), "--host", "0.0.0.0", "--port", "0"};
    assertRefused("hive.server2.authentication=LDAP", everywhere);
    for (String none : List.of("NONE", "NOSASL", "nosasl")) {
      assertRefused(
          "anyone could read the tables",
          with(everywhere, "--hiveconf", "hive.server2.authentication=" + none));
    }
    // the Spark that the tests run in has no server: the next thing to be refused
    assertRefused(
        "this Spark has no Thrift Server",
        with(everywhere, "--hiveconf", "hive.server2.authentication=LDAP"));
  }

  @Test
  void aPortThatIsTakenIsRefused() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertRefused(
          "127.0.0.1:" + taken.getLocalPort(),
          "--warehouse",
          warehouse.toString(),
          "--port",
          Integer.toString(taken.getLocalPort()));
    }
  }

  @Test
  void aFreePortIsChosenAndTheUrlNamesIt() {
    ListenAddress address = ListenAddress.of("127.0.0.1", 0, Map.of(), new Configuration());
    assertThat(address.port()).isPositive();
    assertThat(address.connecting(List.of("a", "b")))
        .contains("connect with jdbc:hive2://127.0.0.1:" + address.port() + "/b")
        .last()
        .asString()
        .contains("beeline", " -u 'jdbc:hive2://127.0.0.1:" + address.port() + "/a' -n reader");
  }

  private static void assertRefused(String part, String... options) {
    Outcome outcome = Outcome.of(with(new String[] {"serve"}, options));
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(2);
    assertThat(outcome.err()).contains(part).doesNotContain("\tat ");
  }

  private static String[] with(String[] options, String... more) {
    List<String> all = new ArrayList<>(Arrays.asList(options));
    all.addAll(Arrays.asList(more));
    return all.toArray(String[]::new);
  }

  private List<String> views() {
    return new ViewCatalogue(spark(), folder.toUri().toString()).registered(DATABASE);
  }

  /** How often each row is there. */
  private static Map<Row, Long> counted(Dataset<Row> rows) {
    return rows.collectAsList().stream()
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  private static List<String> comments(StructField[] fields) {
    return Arrays.stream(fields).map(f -> f.name() + " " + f.getComment()).toList();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(warehouse)) {
      return files.map(Path::toString).sorted().toList();
    }
  }
}
