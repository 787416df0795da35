package io.fenqun.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenqun.SparkTest;
import io.fenqun.error.FenqunException;
import io.fenqun.source.SourceDef;
import io.fenqun.source.Sources;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceReaderTest extends SparkTest {
  private static final String COLUMNS =
      """
      key: [id]
      options: {header: true, sep: ";"}
      columns:
        - {name: id, type: string, zh: 号, en: id}
        - {name: sum, type: int, expr: amount, zh: 额, en: sum}
      """;

  @TempDir Path folder;

  private static SourceDef source(String more) {
    return Sources.source("items", COLUMNS + more);
  }

  private static SourceDef monthly() {
    return source("location: items_{month}.csv\n");
  }

  private void file(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private RawRecords records(SourceDef source, String... deliveries) {
    return new SourceReader(spark(), folder.toUri().toString(), 100)
        .read(source, deliveries.length == 0 ? List.of("all") : List.of(deliveries));
  }

  private List<String> read(SourceDef source, String... deliveries) {
    Dataset<Row> rows = records(source, deliveries).rows();
    return rows
        .selectExpr("__delivery", "__file", "__record_no", "__fault", "id", "amount")
        .collectAsList()
        .stream()
        .map(row -> row.mkString(" "))
        .sorted()
        .toList();
  }

  private static void assertRefused(
      ThrowingCallable act, FenqunException.Kind kind, String message) {
    assertThatThrownBy(act)
        .isInstanceOfSatisfying(FenqunException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessage(message);
  }

  @Test
  void aLineIsARecordWithItsNumberAndAnEmptyFieldIsNullAndAQuotedOneIsText() throws IOException {
    file("items.csv", "id;amount\n\"a;1\";5\n\n;\"\"\n");

    assertThat(read(source("")))
        .containsExactly("all items.csv 2 null a;1 5", "all items.csv 4 null null ");
  }

  @Test
  void carriageReturnsAndAByteOrderMarkAreNoDataAndDoNotChangeTheHash() throws IOException {
    file("items.csv", "\uFEFFid;amount\r\na;1\r\n");
    String withReturn = records(source("")).rows().select("__record_hash").head().getString(0);
    assertThat(read(source(""))).containsExactly("all items.csv 2 null a 1");

    file("items.csv", "id;amount\na;1");
    assertThat(records(source("")).rows().select("__record_hash").head().getString(0))
        .isEqualTo(withReturn);
  }

  @Test
  void aCarriageReturnInsideALineIsData() throws IOException {
    file("items.csv", "id;amount\na\rb;1\n");

    assertThat(read(source(""))).containsExactly("all items.csv 2 null a\rb 1");
  }

  @Test
  void brokenQuotesAndWrongNumbersOfFieldsAreOneRecordEachAndCountTheSameWhateverIsSelected()
      throws IOException {
    file("items.csv", "id;amount\n\"a;1\nb;2\nc\nd;4;4\n\"e\"x;5\n");

    assertThat(read(source("")))
        .containsExactly(
            "all items.csv 2 SHAPE null null",
            "all items.csv 3 null b 2",
            "all items.csv 4 SHAPE null null",
            "all items.csv 5 SHAPE null null",
            "all items.csv 6 SHAPE null null");
    Dataset<Row> rows = records(source("")).rows();
    assertThat(rows.count()).isEqualTo(5);
    assertThat(rows.select("id").collectAsList()).hasSize(5);
    assertThat(rows.select("amount").where("amount is null or amount is not null").count())
        .isEqualTo(5);
  }

  @Test
  void aRecordOverSeveralLinesIsReadWholeAndCountsItsLines() throws IOException {
    file(
        "items.csv", "id;amount\r\n\"a\r\n\r\nb\";1\r\nc;2\n\"open;3\nd;4\n\"e\nf\";\"\"\n\n\ng;6");

    SourceDef lines = source("multi_line: true\n");
    assertThat(read(lines))
        .containsExactly(
            "all items.csv 12 null g 6",
            "all items.csv 2 null a\n\nb 1",
            "all items.csv 5 null c 2",
            "all items.csv 6 SHAPE null null",
            "all items.csv 7 null d 4",
            "all items.csv 8 null e\nf ");
    assertThat(
            records(lines)
                .rows()
                .where("__record_no = 8")
                .selectExpr("__record_hash", "sha2('\"e\\nf\";\"\"', 256)")
                .head())
        .satisfies(row -> assertThat(row.get(0)).isEqualTo(row.get(1)));
    assertThat(records(lines).rows().count()).isEqualTo(6);
  }

  @Test
  void aRecordOverSeveralLinesThatIsTooLongOrNoTextIsOneFault() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(
        "id;amount\n\"a\nlong\ntext\nof many\nlines\";1\nb;2\n".getBytes(StandardCharsets.UTF_8));
    bytes.write(new byte[] {'"', (byte) 0xE4, '\n', 'x', '"', ';', '3', '\n', 'c', ';', '4'});
    Files.write(folder.resolve("items.csv"), bytes.toByteArray());

    assertThat(read(source("multi_line: true\nmax_record_bytes: 16\n")))
        .containsExactly(
            "all items.csv 10 null c 4",
            "all items.csv 2 TOO_LONG null null",
            "all items.csv 7 null b 2",
            "all items.csv 8 ENCODING null null");
  }

  @Test
  void aLargeFileWithRecordsOverSeveralLinesIsReadByOneTaskAndWarnedOf() throws IOException {
    StringBuilder text = new StringBuilder("id;amount\n");
    for (int i = 0; i < 50; i++) {
      text.append("\"a\n").append(i).append("\";1\n");
    }
    file("items.csv", text.toString());
    spark()
        .sparkContext()
        .hadoopConfiguration()
        .set("mapreduce.input.fileinputformat.split.maxsize", "64");
    try {
      RawRecords records = records(source("multi_line: true\n"));
      assertThat(records.rows().where("__fault is null").count()).isEqualTo(50);
      assertThat(records.rows().rdd().getNumPartitions()).isOne();
      assertThat(records.warnings())
          .singleElement()
          .asString()
          .contains("items: items.csv is", "single task");
    } finally {
      spark()
          .sparkContext()
          .hadoopConfiguration()
          .unset("mapreduce.input.fileinputformat.split.maxsize");
    }
  }

  @Test
  void bytesThatDoNotDecodeAreAFaultOfTheirRecordAlone() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write("id;amount\n\uFFFD;1\n".getBytes(StandardCharsets.UTF_8));
    bytes.write(new byte[] {'b', (byte) 0xE4, (byte) 0xB8, ';', '2', '\n', 'c', ';', '3'});
    Files.write(folder.resolve("items.csv"), bytes.toByteArray());

    assertThat(read(source("")))
        .containsExactly(
            "all items.csv 2 null \uFFFD 1",
            "all items.csv 3 ENCODING null null",
            "all items.csv 4 null c 3");
  }

  @Test
  void aDeclaredEncodingIsReadEvenWhereItsBytesLookLikeSeparators() throws IOException {
    // 誠 and 俓 end in the bytes of \ and |
    Files.write(folder.resolve("items.csv"), "号|amount\n張誠俓|1\n".getBytes(Charset.forName("GBK")));
    SourceDef source =
        Sources.source(
            "items",
            """
            key: [id]
            encoding: GBK
            options: {header: true, sep: "|"}
            columns:
              - {name: id, type: string, expr: "`号`", zh: 号, en: id}
            """);
    assertThat(
            records(source)
                .rows()
                .select("号", "amount", "__fault", "__content")
                .head()
                .mkString(" "))
        .isEqualTo("張誠俓 1 null 張誠俓|1");

    Files.write(folder.resolve("items.csv"), new byte[] {'i', 'd', '\n', (byte) 0xFF, '\n'});
    SourceDef other =
        Sources.source(
            "items",
            "key: [id]\nencoding: GBK\noptions: {header: true}\ncolumns: [{name: id, type: string, zh: 号, en: id}]\n");
    assertThat(records(other).rows().select("__fault").head().getString(0)).isEqualTo("ENCODING");
  }

  @Test
  void numbersOfLinesGoOnAcrossSplits() throws IOException {
    StringBuilder text = new StringBuilder("id;amount\n");
    for (int line = 2; line <= 500; line++) {
      text.append("id").append(line).append(';').append(line).append(line % 3 == 0 ? "\r\n" : "\n");
    }
    file("items.csv", text.toString());
    file("items_b.csv", "id;amount\nx;2\n");
    sc().hadoopConfiguration().set("mapreduce.input.fileinputformat.split.maxsize", "700");
    try {
      Dataset<Row> rows = records(source("location: items*.csv\n")).rows();
      assertThat(rows.rdd().getNumPartitions()).isGreaterThan(5);
      assertThat(rows.count()).isEqualTo(500);
      assertThat(rows.where("__record_no <> amount").count()).isZero();
    } finally {
      sc().hadoopConfiguration().unset("mapreduce.input.fileinputformat.split.maxsize");
    }
  }

  @Test
  void filesWithOtherHeadersAreReadByTheirOwn() throws IOException {
    file("items_2024-01.csv", "id;amount\na;1\n");
    file("items_2024-02.csv", "amount;more;id\n2;x;b\n");

    assertThat(read(monthly(), "2024-01", "2024-02"))
        .containsExactly(
            "2024-01 items_2024-01.csv 2 null a 1", "2024-02 items_2024-02.csv 2 null b 2");
    assertThat(new SourceReader(spark(), folder.toUri().toString(), 100).deliveries(monthly()))
        .containsExactly("2024-01", "2024-02");
  }

  @Test
  void aHeaderWithoutAColumnOfTheMappingNamesTheLineOfThePack() throws IOException {
    file("items.csv", "id;amont;Id\n1;2;3\n");

    SourceDef source =
        Sources.source("items", COLUMNS.replace("{name: id,", "{name: id, expr: amont,"));
    assertRefused(
        () -> records(source),
        FenqunException.Kind.DATA,
        "Cannot read source items: items.csv: sources/items.yaml:5: columns[1].expr: column amount is not in its header; did you mean amont?"
            + " (known: Id, amont, id)");
    assertRefused(
        () -> records(source("")),
        FenqunException.Kind.DATA,
        "Cannot read source items: items.csv: sources/items.yaml:4: columns[0].name: column id stands 2 times in its header; deliver it with one of each name");
  }

  @Test
  void emptyFilesAreRefusedUnlessTheyAreAllowed() throws IOException {
    for (String text : List.of("", "id;amount\n", "id;amount\r\n\r\n")) {
      file("items.csv", text);
      assertRefused(
          () -> records(source("")),
          FenqunException.Kind.DATA,
          "Cannot read source items: items.csv is empty; deliver it again, or say allow_empty: true in sources/items.yaml");
      assertThat(read(source("allow_empty: true\n"))).isEmpty();
    }
  }

  @Test
  void aFileInTwoByteCharactersIsRefused() throws IOException {
    Files.write(folder.resolve("items.csv"), "id;amount\na;1\n".getBytes(StandardCharsets.UTF_16));

    assertRefused(
        () -> records(source("")),
        FenqunException.Kind.DATA,
        "Cannot read source items: items.csv is UTF-16 or UTF-32; convert it to UTF-8");
  }

  @Test
  void aHeaderInAnotherEncodingIsRefused() throws IOException {
    Files.write(folder.resolve("items.csv"), "号;amount\na;1\n".getBytes(Charset.forName("GBK")));

    assertRefused(
        () -> records(source("")),
        FenqunException.Kind.DATA,
        "Cannot read source items: items.csv has a header that is not UTF-8; name its encoding in sources/items.yaml");
  }

  @Test
  void aMissingFileIsNotReadyYet() throws IOException {
    file("items_2024-01.csv", "id;amount\na;1\n");

    assertRefused(
        () -> records(monthly(), "2024-01", "2024-02"),
        FenqunException.Kind.NOT_READY,
        "items 2024-02: no file matches items_2024-02.csv in the source folder; deliver it, or correct location in sources/items.yaml");
  }

  @Test
  void aCutOrCorruptGzipFileIsRefusedWhileItIsRead() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write("id;amount\n".getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 20_000; i++) {
        gzip.write((i * 7919 + ";" + i + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    byte[] whole = bytes.toByteArray();
    SourceDef source = source("location: items.csv.gz\n");
    Files.write(folder.resolve("items.csv.gz"), whole);
    RawRecords good = records(source);
    assertThat(good.rows().count()).isEqualTo(20_000);
    assertThat(good.warnings())
        .singleElement()
        .asString()
        .startsWith("items: items.csv.gz is 0 MiB of gz, which a single task has to read");

    byte[] corrupt = whole.clone();
    corrupt[whole.length - 6] ^= 0x55;
    String message =
        "items.csv.gz is cut off or damaged and cannot be decompressed; deliver it again";
    for (byte[] damaged : List.of(Arrays.copyOf(whole, whole.length / 2), corrupt)) {
      Files.write(folder.resolve("items.csv.gz"), damaged);
      assertThatThrownBy(() -> records(source).rows().count())
          .satisfies(
              e ->
                  assertThat(FenqunException.behind(e))
                      .hasValueSatisfying(
                          ours -> {
                            assertThat(ours.kind()).isEqualTo(FenqunException.Kind.DATA);
                            assertThat(ours).hasMessageContaining(message);
                          }));
    }
    Files.writeString(folder.resolve("items.csv.gz"), "id;amount\na;1\n");
    assertThatThrownBy(() -> records(source))
        .isInstanceOf(FenqunException.class)
        .hasMessageContaining(message);
  }

  @Test
  void fingerprintsNameFilesRelativeToTheFolderOnly() throws IOException {
    file("items.csv", "id;amount\na;1\n");

    assertThat(
            new SourceReader(spark(), folder.toUri().toString(), 100)
                .fingerprint(source(""), "all"))
        .startsWith("[{\"file\":\"items.csv\",\"bytes\":14,\"modified\":")
        .doesNotContain(folder.toString());
  }

  @Test
  void anEmptySeparatorIsAFaultOfThePack() throws IOException {
    file("items.csv", "id;amount\na;1\n");
    SourceDef source = Sources.source("items", COLUMNS.replace("sep: \";\"", "sep: \"\""));

    assertThatThrownBy(() -> records(source))
        .isInstanceOfSatisfying(
            FenqunException.class, e -> assertThat(e.kind()).isEqualTo(FenqunException.Kind.CONFIG))
        .hasMessage(
            "Cannot read source items: sources/items.yaml:1: options: sep is empty; name the character between two fields");
  }
}
