package io.fenqun.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** Lists of a small warehouse, in the table and as files. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListsTest extends JobsTest {
  private static final long serialVersionUID = 1L;

  private static final String LISTS =
      """
      lists:
        - code: risen
          zh: 上升
          en: risen
          where: "last_month.level <> level and pyramid.score > 100"
          by: "round(amount_1m / 100)"
          value: amount_3m
          owner: region
          treatment: call
          reasons:
            - {code: top, when: "level = 'L2'", zh: 最高, en: top level}
            - {code: near, when: "level.distance_down < 20", zh: 临近, en: near the floor}
        - {code: gone, zh: 离开, en: gone, where: is_departed, by: amount_3m}
      """;

  @TempDir private static Path folder;

  private PackFolder pack;
  private Path source = Path.of("");
  private Path tables = Path.of("");

  @BeforeAll
  void publish() throws IOException {
    pack = PackFolder.copy("tiny", folder).write("lists.yaml", LISTS);
    source = TinyData.write(folder.resolve("source"));
    tables = folder.resolve("warehouse");
    assertDone(run("run", pack, source, tables, "--from", "2023-12", "--to", "2024-02"));
  }

  private Outcome lists(String... args) {
    List<String> all =
        new ArrayList<>(
            List.of("lists", "--pack", pack.toString(), "--warehouse", tables.toString()));
    all.addAll(List.of(args));
    return Outcome.of(all.toArray(String[]::new));
  }

  private Map<String, Row> byCustomer(String table, String month, String columns) {
    Map<String, Row> rows = new HashMap<>();
    warehouse(tables, pack)
        .read(table)
        .where(month)
        .selectExpr(columns.split(", "))
        .collectAsList()
        .forEach(row -> rows.put(row.getString(0), row));
    return rows;
  }

  private List<String> listed(String month) {
    return warehouse(tables, pack)
        .read("key_customer_month")
        .where("month = '" + month + "'")
        .orderBy("list", "rank")
        .selectExpr(
            "concat_ws(' ', list, rank, customer_id, concat_ws('+', reasons), value_at_stake,"
                + " treatment, owner)")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  /** The list computed customer by customer, without a query. */
  private List<String> risen(String month, String before) {
    Map<String, Row> now =
        byCustomer("customer_month", "month = '" + month + "'", "customer_id, level");
    Map<String, Row> then =
        byCustomer("customer_month", "month = '" + before + "'", "customer_id, level");
    Map<String, Row> features =
        byCustomer(
            "feature_month",
            "month = '" + month + "'",
            "customer_id, amount_1m, amount_3m, region");
    Map<String, Row> scores =
        byCustomer(
            "segment_month",
            "scheme = 'pyramid' and month = '" + month + "'",
            "customer_id, score");
    Map<String, Row> distances =
        byCustomer(
            "segment_month",
            "scheme = 'level' and month = '" + month + "'",
            "customer_id, distance_down");
    record Listed(String customer, BigDecimal by) {}
    List<Listed> listed = new ArrayList<>();
    for (String customer : now.keySet()) {
      BigDecimal score = scores.get(customer).getDecimal(1);
      if (then.containsKey(customer)
          && !then.get(customer).getString(1).equals(now.get(customer).getString(1))
          && score != null
          && score.compareTo(new BigDecimal(100)) > 0) {
        BigDecimal amount = features.get(customer).getDecimal(1);
        listed.add(new Listed(customer, amount.movePointLeft(2).setScale(0, RoundingMode.HALF_UP)));
      }
    }
    listed.sort(Comparator.comparing(Listed::by).reversed().thenComparing(Listed::customer));
    List<String> lines = new ArrayList<>();
    for (Listed one : listed) {
      Row distance = distances.get(one.customer());
      List<String> reasons = new ArrayList<>();
      if (now.get(one.customer()).getString(1).equals("L2")) {
        reasons.add("top");
      }
      if (!distance.isNullAt(1) && distance.getDouble(1) < 20) {
        reasons.add("near");
      }
      Row feature = features.get(one.customer());
      lines.add(
          String.join(
              " ",
              "risen",
              String.valueOf(lines.size() + 1),
              one.customer(),
              String.join("+", reasons),
              feature.getDecimal(2).toPlainString(),
              "call",
              feature.getString(3)));
    }
    return lines;
  }

  @Test
  void aListHasWhoMeetsItInOrderAndOfThoseWhoDepartedOnlyWhereItAsks() {
    List<String> expected = risen("2024-02", "2024-01");

    assertThat(expected).hasSizeGreaterThan(5);
    assertThat(listed("2024-02")).containsExactlyElementsOf(expected);
    assertThat(listed("2024-01")).contains("gone 1 C005  " + amountOfC005()).hasSizeGreaterThan(5);
    assertThat(listed("2023-12")).isEmpty();
  }

  private String amountOfC005() {
    return byCustomer("feature_month", "month = '2024-01'", "customer_id, amount_1m")
        .get("C005")
        .getDecimal(1)
        .toPlainString();
  }

  @Test
  void eachOwnerGetsAFileForEachList() throws IOException {
    Path out = folder.resolve("csv");
    Outcome outcome = lists("--month", "2024-02", "--out", out.toString());

    assertDone(outcome);
    List<String> expected = listed("2024-02");
    assertThat(outcome.out()).contains(expected.size() + " rows in " + out);
    List<String> lines = new ArrayList<>();
    for (String owner : List.of("NORTH", "SOUTH")) {
      List<String> file = Files.readAllLines(out.resolve(owner).resolve("risen.csv"));
      assertThat(file.get(0)).isEqualTo("rank,customer,reasons,money at stake,treatment,owner");
      lines.addAll(file.subList(1, file.size()));
    }
    assertThat(lines)
        .hasSameSizeAs(expected)
        .allMatch(
            line ->
                line.matches(
                    "\\d+,C\\d{3},(top level|near the floor|top level; near the floor)?,\\d+\\.\\d\\d,call,(NORTH|SOUTH)"));
    assertThat(lists("--month", "2024-02", "--out", out.toString()).err())
        .contains("it is not empty; give another --out");
  }

  @Test
  void aWorkbookHasASheetForEachListNamedInTheLanguage() throws Exception {
    Path out = folder.resolve("xlsx");
    assertDone(
        lists(
            "--month",
            "2024-01",
            "--out",
            out.toString(),
            "--format",
            "xlsx",
            "--lang",
            "zh",
            "--per",
            "region"));

    try (Stream<Path> files = Files.list(out);
        ZipFile book = new ZipFile(out.resolve("NORTH.xlsx").toFile())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("NORTH.xlsx", "SOUTH.xlsx");
      assertThat(values(book, "xl/workbook.xml", "//sheet/@name")).containsExactly("上升", "离开");
      assertThat(values(book, "xl/sharedStrings.xml", "//t")).contains("C005", "最高", "名次");
    }
  }

  /** Texts of the nodes that a path names in a part of a workbook. */
  private static List<String> values(ZipFile book, String part, String path) throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(book.getInputStream(book.getEntry(part)));
    NodeList nodes =
        (NodeList)
            XPathFactory.newInstance().newXPath().evaluate(path, document, XPathConstants.NODESET);
    return IntStream.range(0, nodes.getLength())
        .mapToObj(i -> nodes.item(i).getTextContent())
        .toList();
  }

  @Test
  void whatIsNotThereIsRefused() {
    String out = folder.resolve("refused").toString();

    assertThat(lists("--month", "2024-02", "--out", out, "--list", "rise"))
        .matches(outcome -> outcome.exitCode() == 2)
        .matches(outcome -> outcome.err().contains("unknown list; did you mean risen?"));
    assertThat(lists("--month", "2024-02", "--out", out, "--per", "regoin").err())
        .contains("unknown feature; did you mean region?");
    assertThat(lists("--month", "2024-02", "--out", out, "--format", "pdf").err())
        .contains("as csv or as xlsx");
    assertThat(lists("--month", "2025-01", "--out", out))
        .matches(outcome -> outcome.exitCode() == 4)
        .matches(outcome -> outcome.err().contains("2025-01 is not published"));
  }

  @Test
  void aChangedListIsPublishedAgainAndNothingElse() throws IOException {
    PackFolder other =
        PackFolder.copy("tiny", folder.resolve("changed")).write("lists.yaml", LISTS);
    Path warehouse = folder.resolve("changed-warehouse");
    assertDone(run("run", other, source, warehouse, "--from", "2023-12", "--to", "2024-01"));
    other.write("lists.yaml", LISTS.replace("pyramid.score > 100", "pyramid.score > 300"));

    String plan = run("plan", other, source, warehouse, "--month", "2024-01").out();

    assertThat(plan).contains("publish").contains("list risen");
    assertThat(plan.lines().filter(line -> line.startsWith("segments"))).isEmpty();
    assertDone(run("run", other, source, warehouse, "--from", "2023-12", "--to", "2024-01"));
    assertThat(run("plan", other, source, warehouse, "--month", "2024-01").out())
        .contains("nothing to do");
  }
}
