package io.fenqun.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Flags and packs that a person must correct: exit 2, with the place and the remedy, before any
 * data is touched.
 */
class BadConfigurationTest extends JobsTest {
  private static final long serialVersionUID = 1L;
  private static final int CONFIG = 2;

  @TempDir private Path folder;

  private PackFolder pack;
  private Path source;
  private Path warehouse;

  @BeforeEach
  void copyThePack() throws IOException {
    pack = PackFolder.copy("sample", folder);
    source = SampleData.write(folder.resolve("source"), MonthRange.of(Month.parse("2024-01")));
    warehouse = folder.resolve("warehouse");
  }

  @Test
  void aPackThatIsNotThere() {
    PackFolder missing = new PackFolder(folder.resolve("nowhere"));
    assertRefused(run("run", missing, source, warehouse, "--month", "2024-01"), "nowhere", "pack");
    assertRefused(Outcome.of("validate", "--pack", missing.toString()), "nowhere", "pack");
  }

  @Test
  void aMisspeltKey() throws IOException {
    pack.edit(
        "schemes/contribution.yaml", "{by: amount_6m, weight: 30}", "{by: amount_6m, wieght: 30}");
    assertRefused("contribution.yaml:11", "indicators[1].wieght", "did you mean weight?");
  }

  @Test
  void aMisspeltColumnInsideAnExpression() throws IOException {
    pack.edit("schemes/top20.yaml", "order_count_1m > 0", "order_cuont_1m > 0");
    assertRefused("top20.yaml:4", "population", "order_cuont_1m", "order_count_1m");
  }

  @Test
  void overlappingBands() throws IOException {
    pack.edit("schemes/level.yaml", "floor: 400", "floor: 150");
    assertRefused("level.yaml:8", "segments[2].floor", "150", "floors must rise");
  }

  @Test
  void sharesThatAreNotTheWhole() throws IOException {
    pack.edit("schemes/top20.yaml", "share: 80, value_share: 20", "share: 70, value_share: 20");
    assertRefused("top20.yaml", "segments", "90", "100");
  }

  @Test
  void weightsThatAreNotTheWhole() throws IOException {
    pack.edit("schemes/contribution.yaml", "weight: 40", "weight: 50");
    assertRefused("contribution.yaml", "indicators", "110", "100");
  }

  @Test
  void schemesThatReadEachOther() throws IOException {
    pack.edit("schemes/tier.yaml", "region = 'NORTH'", "region = 'NORTH' and grade = '1'");
    assertRefused("tier", "contribution", "grade", "circle");
  }

  @Test
  void everyFaultIsReportedAtOnce() throws IOException {
    pack.edit("schemes/top20.yaml", "order_count_1m > 0", "order_cuont_1m > 0")
        .edit("schemes/level.yaml", "floor: 400", "floor: 150")
        .edit("sources/orders.yaml", "zh: 订单号, ", "");
    assertRefused("top20.yaml:4", "level.yaml:8", "orders.yaml:", "zh");
  }

  @Test
  void aMonthThatIsNone() {
    assertRefused(run("run", pack, source, warehouse, "--month", "2024-13"), "2024-13", "yyyy-MM");
  }

  @Test
  void aMonthBesideARange() {
    assertRefused(
        run("run", pack, source, warehouse, "--month", "2024-01", "--from", "2024-01"),
        "--month",
        "--from",
        "--to");
  }

  @Test
  void aRangeThatEndsBeforeItBegins() {
    assertRefused(
        run("run", pack, source, warehouse, "--from", "2024-02", "--to", "2024-01"),
        "2024-02",
        "2024-01",
        "--to");
  }

  @Test
  void anUnknownFlag() {
    assertRefused(run("run", pack, source, warehouse, "--month", "2024-01", "--forse"), "--forse");
  }

  @Test
  void anUnknownCommand() {
    assertRefused(Outcome.of("rnu"), "rnu");
  }

  @Test
  void aFlagThatIsMissing() {
    assertRefused(
        Outcome.of("run", "--pack", pack.toString(), "--month", "2024-01"), "--warehouse");
  }

  @Test
  void noCommandShowsHowToCallIt() {
    Outcome outcome = Outcome.of();
    assertThat(outcome.exitCode()).isEqualTo(CONFIG);
    for (String command :
        List.of("validate", "run", "ingest", "features", "segments", "transitions", "publish")) {
      assertThat(outcome.err()).contains(command);
    }
  }

  private void assertRefused(String... parts) {
    assertRefused(Outcome.of("validate", "--pack", pack.toString()), parts);
    assertRefused(run("run", pack, source, warehouse, "--month", "2024-01"), parts);
  }

  private void assertRefused(Outcome outcome, String... parts) {
    assertThat(outcome.exitCode()).as(outcome.err() + outcome.out()).isEqualTo(CONFIG);
    assertOneMessage(outcome, parts);
    assertThat(warehouse).doesNotExist();
  }
}
