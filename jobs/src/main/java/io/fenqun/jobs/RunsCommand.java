package io.fenqun.jobs;

import io.fenqun.error.FenqunException;
import io.fenqun.pack.Pack;
import io.fenqun.pack.PackLoader;
import io.fenqun.store.DeltaTableStore;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What earlier runs did, from the ledger; writes nothing. */
@Command(
    name = "runs",
    mixinStandardHelpOptions = true,
    description = "Lists what earlier runs did: steps, months, rows, seconds, and why they failed.")
final class RunsCommand implements Callable<Integer> {
  @Mixin private WarehouseOptions options = new WarehouseOptions();

  @Option(
      names = "--month",
      paramLabel = "yyyy-MM",
      description = "Only what was done of this month, step by step.")
  @Nullable
  private String month;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Pack loaded = PackLoader.load(options.pack);
    SparkSession spark = Sessions.open(loaded.settings().timeZone());
    DeltaTableStore store = new DeltaTableStore(spark, options.warehouse, loaded.name());
    if (!store.exists(Tables.RUN_LEDGER.name())) {
      throw FenqunException.notReady(
          "Cannot list the runs of "
              + loaded.name()
              + ": "
              + options.warehouse
              + " has no ledger of it; give the --warehouse of a run");
    }
    RunHistory history = new RunHistory(store.read(Tables.RUN_LEDGER.name()));
    PrintWriter out = spec.commandLine().getOut();
    (month == null ? history.runs() : history.of(Month.parse(month))).forEach(out::println);
    out.flush();
    return 0;
  }
}
