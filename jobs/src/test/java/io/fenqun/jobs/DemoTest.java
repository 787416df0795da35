package io.fenqun.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo over the shipped packs, small. */
class DemoTest extends JobsTest {
  private static final long serialVersionUID = 1L;

  @TempDir private transient Path folder;

  @Tag("slow")
  @Test
  void bothPacksAreMadeUpRunAndShown() {
    Outcome outcome =
        Outcome.of(
            "demo",
            "--packs",
            "../conf",
            "--warehouse",
            folder.toString(),
            "--customers",
            "150",
            "--shops",
            "60",
            "--months",
            "3");

    assertDone(outcome);
    assertThat(outcome.out())
        .contains("=== bank: 零售银行 / retail bank", "=== tobacco: 烟草零售终端 / tobacco retail")
        .contains("segments of 2024-03", "roll rates, all base months")
        .contains("what is expected of such a base:", "fenqun serve --warehouse " + folder)
        .contains("2 packs in ");
    for (String pack : List.of("bank", "tobacco")) {
      assertThat(folder.resolve(pack).resolve("dim_publication")).isDirectory();
      assertThat(folder.resolve("source").resolve(pack)).isDirectory();
      assertThat(folder.resolve("truth").resolve(pack).resolve("event")).isDirectory();
    }
    // clean records: nothing is refused, and no customer's money is lost
    assertThat(folder.resolve("bank/quarantine")).doesNotExist();
    Row sums =
        spark()
            .sql(
                "select (select sum(total_assets_end) from delta.`"
                    + folder
                    + "/bank/feature_month` where month = '2024-03'), (select sum(amount) from parquet.`"
                    + folder
                    + "/source/bank/txn` where line in ('deposit', 'wealth', 'fund', 'insurance'))")
            .first();
    assertThat(sums.getDecimal(0)).isEqualByComparingTo(sums.getDecimal(1));
  }

  @Test
  void aFolderWithoutWorldsAndWrongNumbersAreRefused() {
    Outcome nothing =
        Outcome.of("demo", "--packs", "../conf/spark", "--warehouse", folder.toString());
    Outcome oneMonth = Outcome.of("demo", "--packs", "../conf", "--months", "1");
    Outcome nobody = Outcome.of("demo", "--packs", "../conf", "--shops", "0");

    assertThat(nothing.exitCode()).isEqualTo(2);
    assertOneMessage(nothing, "no pack in ../conf/spark has a world.yaml");
    assertThat(oneMonth.exitCode()).isEqualTo(2);
    assertOneMessage(oneMonth, "--months must be 2 or more");
    assertThat(nobody.exitCode()).isEqualTo(2);
    assertOneMessage(nobody, "--shops must be 1 or more");
    assertThat(Files.exists(Path.of("demo-warehouse"))).isFalse();
  }
}
