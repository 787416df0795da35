package io.fenqun.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped pack over the real files, against the results that two independent programs gave:
 * counts and money exactly, rates to six decimals. Runs where the environment variable
 * FENQUN_REAL_DATA names the folder that holds {@code berka} and {@code expected}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BerkaTest extends JobsTest {
  private static final long serialVersionUID = 1L;
  private static final String REAL_DATA = "FENQUN_REAL_DATA";
  private static final BigDecimal HALF_A_UNIT = new BigDecimal("0.0000005");

  @TempDir private static Path folder;

  private static Warehouse warehouse;
  private static Path expected;

  @BeforeAll
  void runFourteenMonths() {
    String data = System.getenv(REAL_DATA);
    assumeTrue(
        data != null && Files.isDirectory(Path.of(data, "berka")),
        "SKIPPED berka: set " + REAL_DATA + " to the folder that holds berka and expected");
    expected = Path.of(data, "expected", "berka");
    PackFolder pack =
        new PackFolder(
            Path.of(
                Objects.requireNonNull(System.getProperty("fenqun.root")),
                "conf",
                "examples",
                "berka"));
    Path into = folder.resolve("warehouse");
    assertDone(
        run("run", pack, Path.of(data, "berka"), into, "--from", "1993-01", "--to", "1994-02"));
    warehouse = warehouse(into, pack);
  }

  @Test
  void monthTotalsAreTheExpectedOnes() throws IOException {
    Dataset<Row> actual =
        warehouse
            .read("feature_month")
            .groupBy("month")
            .agg(
                org.apache.spark.sql.functions.expr("count(*)"),
                org.apache.spark.sql.functions.expr("sum(balance)"),
                org.apache.spark.sql.functions.expr("count_if(balance < 0)"));
    assertEqualCells(numbers(actual, 1), table("b1_month_totals.csv", 1, 4));
  }

  @Test
  void transitionsOfTheLevelsAreTheExpectedOnes() throws IOException {
    Dataset<Row> moves =
        warehouse
            .read("transition_month")
            .where("scheme = 'asset_level' and horizon_months = 1 and group_by = 'ALL'")
            .selectExpr(
                "month",
                "case when from_segment in ('ENTERED', 'RETURNED', 'OUTSIDE') then 'ENTRANT' else from_segment end as from_state",
                "case when to_segment in ('LEFT', 'OUTSIDE') then 'LEAVER' else to_segment end as to_state",
                "customers",
                "amount_from",
                "amount_to",
                "rate");
    assertEqualCells(numbers(moves, 3), table("b2_level_transitions.csv", 3, 7));
  }

  @Test
  void rollRatesAreTheExpectedOnes() throws IOException {
    Dataset<Row> curve =
        warehouse
            .read("roll_rate_curve")
            .where("scheme = 'asset_level' and base_month = '1993-08'")
            .selectExpr("level", "cast(n as string) as n", "at_risk", "rolled", "rate");
    assertEqualCells(numbers(curve, 2), table("b3_roll_rates.csv", 2, 5));
  }

  /**
   * Same keys, and every number within half a unit of the sixth decimal: exact for counts and
   * cents.
   */
  private static void assertEqualCells(
      Map<String, List<BigDecimal>> actual, Map<String, List<BigDecimal>> expectedCells) {
    assertThat(actual.keySet()).isEqualTo(expectedCells.keySet());
    List<String> differences = new ArrayList<>();
    expectedCells.forEach(
        (key, numbers) -> {
          for (int i = 0; i < numbers.size(); i++) {
            if (numbers.get(i).subtract(actual.get(key).get(i)).abs().compareTo(HALF_A_UNIT) > 0) {
              differences.add(key + ": " + actual.get(key).get(i) + ", expected " + numbers.get(i));
            }
          }
        });
    assertThat(differences).isEmpty();
  }

  private static Map<String, List<BigDecimal>> numbers(Dataset<Row> rows, int keys) {
    Map<String, List<BigDecimal>> cells = new TreeMap<>();
    for (Row row : rows.collectAsList()) {
      List<String> key = new ArrayList<>();
      List<BigDecimal> numbers = new ArrayList<>();
      for (int i = 0; i < row.length(); i++) {
        if (i < keys) {
          key.add(row.getString(i));
        } else {
          numbers.add(new BigDecimal(String.valueOf(row.get(i))));
        }
      }
      assertThat(cells.put(String.join(",", key), numbers)).as("two rows of " + key).isNull();
    }
    return cells;
  }

  private static Map<String, List<BigDecimal>> table(String file, int keys, int columns)
      throws IOException {
    Map<String, List<BigDecimal>> cells = new TreeMap<>();
    List<String> lines = Files.readAllLines(expected.resolve(file));
    for (String line : lines.subList(1, lines.size())) {
      String[] values = line.split(",", -1);
      assertThat(values).hasSize(columns);
      cells.put(
          String.join(",", Arrays.copyOf(values, keys)),
          Arrays.stream(values).skip(keys).map(BigDecimal::new).toList());
    }
    return cells;
  }
}
