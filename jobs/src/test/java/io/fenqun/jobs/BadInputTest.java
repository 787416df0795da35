package io.fenqun.jobs;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files and records that are wrong, met by a run of 2024-02 and 2024-03 over a warehouse that holds
 * 2024-01. A bad file stops the range with one message and leaves the tables as they were; a bad
 * record goes to quarantine and the rest goes on.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest extends JobsTest {
  private static final long serialVersionUID = 1L;
  private static final Month FIRST = Month.parse("2024-01");
  private static final Month SECOND = Month.parse("2024-02");
  private static final Month THIRD = Month.parse("2024-03");
  private static final int DATA = 3;
  private static final int NOT_READY = 4;

  @TempDir private static Path shared;

  private static Warehouse januaryDone;

  private PackFolder pack;
  private Path source;
  private Warehouse warehouse;
  private SortedMap<String, Long> versionsBefore;

  @BeforeAll
  void runTheFirstMonth() throws IOException {
    PackFolder sample = PackFolder.copy("sample", shared);
    Path data = SampleData.write(shared.resolve("source"), MonthRange.of(FIRST));
    assertDone(run("run", sample, data, shared.resolve("warehouse"), "--month", FIRST.toString()));
    januaryDone = warehouse(shared.resolve("warehouse"), sample);
  }

  @BeforeEach
  void copyItAndDeliverTwoMoreMonths(@TempDir Path folder) throws IOException {
    pack = PackFolder.copy("sample", folder);
    source = SampleData.write(folder.resolve("source"), new MonthRange(FIRST, THIRD));
    warehouse = januaryDone.copy(folder.resolve("warehouse"));
    versionsBefore = warehouse.versions();
  }

  // --- files that stop the range ---------------------------------------------------------------

  @Test
  void aMonthThatWasNotDeliveredIsNamedWithTheLastOneThatWorks() throws IOException {
    Files.delete(SampleData.orders(source, THIRD));
    assertRefused(ingest(), NOT_READY, "source orders", "2024-03", "--to 2024-02");

    assertDone(
        run("ingest", pack, source, warehouse.folder(), "--from", "2024-02", "--to", "2024-02"));
  }

  @Test
  void aMonthWhosePredecessorWasNeverRunIsRefused() {
    assertRefused(
        run("run", pack, source, warehouse.folder(), "--month", "2024-03"),
        NOT_READY,
        "2024-03",
        "2024-02",
        "--from 2024-02");
  }

  @Test
  void aHeaderWithoutANeededColumnStopsTheRange() throws IOException {
    List<String> narrow = new ArrayList<>();
    SampleData.orders(SECOND).forEach(line -> narrow.add(line.substring(0, line.lastIndexOf(','))));
    SampleData.lines(
        SampleData.orders(source, SECOND),
        "order_id,customer_id,item_id,ordered_on,kind,quantity",
        narrow);
    assertRefused(ingest(), DATA, "orders", "orders_2024-02.csv", "amount", "orders.yaml:");
  }

  @Test
  void aMisspeltColumnInAHeaderIsNamedWithWhatMayBeMeant() throws IOException {
    SampleData.lines(
        SampleData.orders(source, SECOND),
        SampleData.ORDER_HEADER.replace("customer_id", "custmer_id"),
        SampleData.orders(SECOND));
    assertRefused(ingest(), DATA, "orders_2024-02.csv", "customer_id", "custmer_id");
  }

  @Test
  void aTruncatedGzStopsTheRange() throws IOException {
    Path plain = SampleData.orders(source, SECOND);
    byte[] whole = gzip(Files.readAllBytes(plain));
    Files.delete(plain);
    Files.write(
        plain.resolveSibling("orders_2024-02.csv.gz"), Arrays.copyOf(whole, whole.length * 2 / 3));
    assertRefused(ingest(), DATA, "orders", "orders_2024-02.csv.gz", "cut off or damaged");
  }

  @Test
  void aWholeGzIsReadLikeThePlainFile() throws IOException {
    Path plain = SampleData.orders(source, SECOND);
    byte[] whole = gzip(Files.readAllBytes(plain));
    Files.delete(plain);
    Files.write(plain.resolveSibling("orders_2024-02.csv.gz"), whole);
    assertDone(ingest());
    assertThat(cleanOrders(SECOND)).isEqualTo(SampleData.orders(SECOND).size());
  }

  @Test
  void anEmptyFileStopsTheRange() throws IOException {
    Files.write(SampleData.orders(source, SECOND), new byte[0]);
    assertRefused(ingest(), DATA, "orders", "orders_2024-02.csv", "allow_empty");
  }

  @Test
  void aFileWithAHeaderAloneStopsTheRange() throws IOException {
    SampleData.lines(SampleData.orders(source, SECOND), SampleData.ORDER_HEADER, List.of());
    assertRefused(ingest(), DATA, "orders", "2024-02", "allow_empty");
  }

  @Test
  void anEmptyFileIsAMonthWithoutRecordsWhereThePackAllowsIt() throws IOException {
    pack.edit("sources/orders.yaml", "format: csv", "format: csv\nallow_empty: true");
    SampleData.lines(SampleData.orders(source, SECOND), SampleData.ORDER_HEADER, List.of());
    assertDone(ingest());
    assertThat(cleanOrders(SECOND)).isZero();
    assertThat(cleanOrders(THIRD)).isPositive();
  }

  @Test
  void aFileOfTwoByteCharactersStopsTheRange() throws IOException {
    String text = Files.readString(SampleData.orders(source, SECOND));
    Files.write(SampleData.orders(source, SECOND), text.getBytes(UTF_16));
    assertRefused(ingest(), DATA, "orders", "orders_2024-02.csv");
  }

  @Test
  void aHeaderThatIsNoTextStopsTheRange() throws IOException {
    writeBytes(
        SampleData.orders(source, SECOND),
        SampleData.ORDER_HEADER + ",备注",
        SampleData.orders(SECOND),
        Charset.forName("GBK"));
    assertRefused(ingest(), DATA, "orders", "orders_2024-02.csv", "UTF-8", "encoding");
  }

  @Test
  void aMonthWhoseRecordsAreAllRefusedStopsTheRange() throws IOException {
    List<String> wrong =
        SampleData.orders(SECOND).stream()
            .map(line -> line.substring(0, line.lastIndexOf(',')) + ",many")
            .toList();
    SampleData.lines(SampleData.orders(source, SECOND), SampleData.ORDER_HEADER, wrong);
    assertRefused(ingest(), DATA, "orders", "2024-02", "amount");
  }

  @Test
  void aJoinThatMatchesTwiceStopsTheRange() throws IOException {
    pack.edit("sources/item.yaml", "key: [item_id]", "key: [item_id, item_group]");
    SampleData.lines(
        source.resolve("item.csv"),
        "item_id;Item Group;price",
        List.of("I1;A;5.00", "I1;B;6.00", "I2;A;20.00"));
    assertRefused(ingest(), DATA, "orders", "item", "item_id");
  }

  @Test
  void moreFailuresOfAnExpectationThanItsLimitStopTheRange() throws IOException {
    pack.edit(
        "sources/orders.yaml", "{check: \"quantity > 0\"}", "{check: \"quantity > 0\", limit: 0}");
    assertRefused(ingest(), DATA, "orders", "2024-03", "quantity > 0", "--to 2024-02");
  }

  // --- records that go to quarantine -----------------------------------------------------------

  @Test
  void oneBadLineAmongGoodOnesGoesToQuarantineWithItsReasons() throws IOException {
    deliver(
        SECOND,
        "few,C01,I1",
        "many,C01,I1,2024-02-05,SALE,1,12.00,more",
        "quote,C01,\"I1,2024-02-05,SALE,1,12.00",
        "cast,C01,I1,2024-02-05,SALE,1,twelve",
        "date,C01,I1,2024-02-30,SALE,1,12.00",
        "twice,C01,I1,2024-02-05,LEND,-1,12.00",
        "other,C01,I1,2024-07-05,SALE,1,12.00");
    assertDone(ingest());
    assertThat(cleanOrders(SECOND)).isEqualTo(SampleData.orders(SECOND).size());
    assertThat(reasons("few")).containsExactly("SHAPE");
    assertThat(reasons("many")).containsExactly("SHAPE");
    assertThat(reasons("quote")).containsExactly("SHAPE");
    assertThat(reasons("cast")).singleElement().asString().contains("amount");
    assertThat(reasons("date")).containsExactlyInAnyOrder("CAST:ordered_on", "EVENT_TIME");
    assertThat(reasons("twice"))
        .hasSize(2)
        .anyMatch(r -> r.contains("kind"))
        .anyMatch(r -> r.contains("quantity"));
  }

  @Test
  void bytesThatAreNoTextGoToQuarantine() throws IOException {
    List<String> lines = new ArrayList<>(SampleData.orders(SECOND));
    lines.add("bytes,C01,品项,2024-02-05,SALE,1,12.00");
    Path file = SampleData.orders(source, SECOND);
    writeBytes(file, SampleData.ORDER_HEADER, lines, Charset.forName("GBK"));
    assertDone(ingest());
    assertThat(cleanOrders(SECOND)).isEqualTo(SampleData.orders(SECOND).size());
    assertThat(reasons("bytes")).containsExactly("ENCODING");
  }

  @Test
  void aDeclaredEncodingIsRead() throws IOException {
    pack.edit("sources/orders.yaml", "format: csv", "format: csv\nencoding: GBK");
    List<String> lines = new ArrayList<>(SampleData.orders(SECOND));
    lines.add("bytes,C01,品项,2024-02-05,SALE,1,12.00");
    writeBytes(
        SampleData.orders(source, SECOND), SampleData.ORDER_HEADER, lines, Charset.forName("GBK"));
    assertDone(ingest());
    assertThat(warehouse.read("orders").where("item_id = '品项'").count()).isOne();
  }

  @Test
  void personalDataAreMaskedInQuarantineAndAbsentFromMessages() throws IOException {
    pack.edit(
        "sources/place.yaml",
        "zh: 客户地点",
        "expect:\n  - {check: \"region <> 'NOWHERE'\"}\nzh: 客户地点");
    List<String> lines = new ArrayList<>(Files.readAllLines(source.resolve("place.csv")));
    lines.add("C99,Secret Person,NOWHERE,2023-05-15");
    Files.write(source.resolve("place.csv"), lines, UTF_8);
    Outcome outcome = ingest();
    assertDone(outcome);
    assertThat(outcome.out() + outcome.err()).doesNotContain("Secret Person");
    List<Row> refused =
        warehouse.read("quarantine").where("source = 'place'").select("content").collectAsList();
    assertThat(refused)
        .singleElement()
        .asString()
        .contains("NOWHERE")
        .doesNotContain("Secret Person");
  }

  // --- where the tables are --------------------------------------------------------------------

  @Test
  void aWarehouseBelowAFileIsRefused(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    Outcome outcome =
        run("run", pack, source, file.resolve("warehouse"), "--month", FIRST.toString());
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(1);
    assertOneMessage(outcome, "--warehouse", "folder");
    assertThat(file).hasContent("no folder");
  }

  // ---------------------------------------------------------------------------------------------

  private Outcome ingest() {
    return run(
        "ingest",
        pack,
        source,
        warehouse.folder(),
        "--from",
        SECOND.toString(),
        "--to",
        THIRD.toString());
  }

  private void deliver(Month month, String... more) throws IOException {
    List<String> lines = new ArrayList<>(SampleData.orders(month));
    lines.addAll(Arrays.asList(more));
    SampleData.lines(SampleData.orders(source, month), SampleData.ORDER_HEADER, lines);
  }

  private long cleanOrders(Month month) {
    return warehouse.read("orders").where("month = '" + month + "'").count();
  }

  private List<String> reasons(String orderId) {
    Row refused =
        warehouse
            .read("quarantine")
            .where("source = 'orders' and content like '" + orderId + ",%'")
            .select("reasons")
            .first();
    return refused.getList(0);
  }

  private void assertRefused(Outcome outcome, int exitCode, String... parts) {
    assertThat(outcome.exitCode()).as(outcome.err() + outcome.out()).isEqualTo(exitCode);
    assertOneMessage(outcome, parts);
    SortedMap<String, Long> versions = warehouse.versions();
    versions.put("run_ledger", versionsBefore.get("run_ledger"));
    assertThat(versions).as("nothing half written").isEqualTo(versionsBefore);
  }

  private static void writeBytes(Path file, String header, List<String> lines, Charset charset)
      throws IOException {
    Files.write(file, (header + "\n" + String.join("\n", lines) + "\n").getBytes(charset));
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(compressed)) {
      out.write(bytes);
    }
    return compressed.toByteArray();
  }
}
