package io.fenqun.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pack no longer asks for is no longer published of the months that are computed again. */
class WithdrawnTest extends JobsTest {
  private static final long serialVersionUID = 1L;
  private static final List<String> TABLES =
      List.of(
          "key_customer_month",
          "dim_list",
          "churn_month",
          "dim_churn",
          "transition_forecast",
          "forecast_backtest",
          "transition_test",
          "performance_month",
          "movement_alarm");

  /** Keys of pack.yaml behind tables. */
  private static final String KEYS =
      """
      forecast: {months: 2}
      performance: {group_by: [region], indicators: [customers, value]}
      alarms: {band: range, least_history: 1, least_customers: 1, least_moved: 1}
      """;

  private static final List<String> WARNINGS = List.of("churn_warning", "churn_warning_metric");

  @TempDir private Path folder;

  @Test
  void listsChurnAndForecastsGoWithTheirKeys() throws IOException {
    PackFolder pack =
        PackFolder.copy("tiny", folder)
            .edit("churn.yaml", "severity:", ChurnWarning.KEY + "\nseverity:")
            .edit("pack.yaml", "key_features:", KEYS + "key_features:")
            .write(
                "lists.yaml",
                "lists: [{code: all, zh: 全部, en: all, where: amount_1m >= 0, by: amount_1m}]");
    Path source = TinyData.write(folder.resolve("source"));
    Path data = folder.resolve("warehouse");
    String[] months = {"--from", "2023-12", "--to", "2024-02"};
    assertDone(run("run", pack, source, data, months));
    Warehouse warehouse = warehouse(data, pack);
    for (String table : Stream.concat(TABLES.stream(), WARNINGS.stream()).toList()) {
      assertThat(warehouse.read(table).count()).as(table).isPositive();
    }

    pack.edit("churn.yaml", ChurnWarning.KEY, "");
    assertDone(run("run", pack, source, data, months));

    for (String table : WARNINGS) {
      assertThat(warehouse.read(table).count()).as(table).isZero();
    }
    assertThat(warehouse.read("churn_month").count()).isPositive();

    pack.delete("lists.yaml").delete("churn.yaml").edit("pack.yaml", KEYS, "");
    assertDone(run("run", pack, source, data, months));

    for (String table : TABLES) {
      assertThat(warehouse.read(table).count()).as(table).isZero();
    }
    assertThat(warehouse.read("transition_month").count()).isPositive();
  }
}
