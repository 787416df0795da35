package io.fenqun.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What generate writes, and what it refuses. */
class GenerateTest extends JobsTest {
  private static final long serialVersionUID = 1L;
  private static final String TOBACCO = Path.of("../conf/tobacco").toString();

  @TempDir private transient Path folder;

  private Outcome generate(Path out, String... more) {
    return Outcome.of(
        Stream.concat(
                Stream.of(
                    "generate", "--pack", TOBACCO, "--customers", "12", "--out", out.toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private List<String> rows(Path path) {
    Dataset<Row> rows = spark().read().parquet(path.toString());
    return rows.collectAsList().stream().map(Row::toString).sorted().toList();
  }

  private static List<String> names(Path path) throws IOException {
    try (Stream<Path> inside = Files.list(path)) {
      return inside
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("_") && !name.startsWith("."))
          .sorted()
          .toList();
    }
  }

  @Test
  void sourcesAndTruthLieApartAndAMonthWithoutRecordsIsDelivered() throws IOException {
    Outcome outcome = generate(folder, "--months", "2");

    assertDone(outcome);
    assertThat(outcome.out()).contains("pack tobacco: 12 customers, months 2024-01..2024-02");
    assertThat(names(folder)).containsExactly("source", "truth");
    assertThat(names(folder.resolve("source/tobacco")))
        .containsExactly(
            "brand",
            "evaluation",
            "grade_decision",
            "order_line",
            "record_change",
            "shop",
            "supply_quota",
            "violation",
            "visit");
    assertThat(names(folder.resolve("truth/tobacco"))).containsExactly("customer", "event");
    // a dozen shops violate nothing in two months
    Path violation = folder.resolve("source/tobacco/violation");
    assertThat(names(violation)).containsExactly("month=2024-01", "month=2024-02");
    assertThat(rows(violation.resolve("month=2024-02"))).isEmpty();
    assertThat(rows(folder.resolve("source/tobacco/brand"))).hasSize(12);
  }

  @Test
  void oneMonthIsReplacedAloneByTheSameRecords() throws IOException {
    assertDone(generate(folder.resolve("whole"), "--months", "3"));
    assertDone(generate(folder.resolve("alone"), "--months", "3", "--month", "2024-02"));
    Path whole = folder.resolve("whole/source/tobacco/order_line");
    Path alone = folder.resolve("alone/source/tobacco/order_line");

    assertThat(names(alone)).containsExactly("month=2024-02");
    assertThat(rows(alone.resolve("month=2024-02")))
        .isNotEmpty()
        .isEqualTo(rows(whole.resolve("month=2024-02")));

    List<String> first = rows(whole.resolve("month=2024-01"));
    assertDone(
        generate(folder.resolve("whole"), "--months", "3", "--month", "2024-02", "--seed", "2"));
    assertThat(rows(whole.resolve("month=2024-01"))).isEqualTo(first);
    assertThat(rows(whole.resolve("month=2024-02")))
        .isNotEqualTo(rows(alone.resolve("month=2024-02")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --months=0                         | --months must be from 1 to 600, not 0
          --months=3 --dirty=1.5             | --dirty is a share from 0 to 1, not 1.5
          --months=3 --noise=-1              | --noise is a number from 0 to 1, not -1.0
          --months=3 --month=2024-04         | --month 2024-04 is not one of the months 2024-01..2024-03
          --months=3 --month=2024-13         | Invalid month '2024-13'
          --months=3 --customers=0           | option '--customers' (N) should be specified only once
          --months=many                      | Invalid value for option '--months'
          --moths=3                          | Missing required option: '--months=M'
          """)
  void wrongFlagsAreRefused(String flags, String message) {
    Outcome outcome = generate(folder, flags.split(" "));

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains(message).doesNotContain("\tat ");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aPackWithoutAWorldIsRefused() {
    Outcome outcome =
        Outcome.of(
            "generate",
            "--pack",
            "../conf/examples/berka",
            "--customers",
            "5",
            "--months",
            "2",
            "--out",
            folder.toString());

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertOneMessage(outcome, "Cannot make customers up for pack berka: it has no world.yaml");
  }

  @Test
  void aFolderThatCannotBeWrittenIsSaidSo() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Outcome outcome = generate(file.resolve("out"), "--months", "1");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("Cannot write").doesNotContain("please report");
  }
}
