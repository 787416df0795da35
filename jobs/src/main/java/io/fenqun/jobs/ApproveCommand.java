package io.fenqun.jobs;

import io.fenqun.pack.Pack;
import io.fenqun.pack.PackLoader;
import io.fenqun.store.DeltaTableStore;
import io.fenqun.store.PackLock;
import io.fenqun.time.Month;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Approves or rejects what a scheme with {@code approval: required} proposed. */
@Command(
    name = "approve",
    mixinStandardHelpOptions = true,
    description =
        "Decides on what a scheme proposed in a month: approves all that nobody decided on, or the lists alone.")
final class ApproveCommand implements Callable<Integer> {
  @Mixin private WarehouseOptions options = new WarehouseOptions();

  @Option(names = "--scheme", required = true, paramLabel = "NAME", description = "The scheme.")
  private String scheme = "";

  @Option(
      names = "--month",
      required = true,
      paramLabel = "yyyy-MM",
      description = "Month of the evaluation that proposed.")
  private String month = "";

  @Option(
      names = "--effective",
      required = true,
      paramLabel = "yyyy-MM",
      description = "First month in which the approved segments hold.")
  private String effective = "";

  @Option(
      names = "--only",
      paramLabel = "FILE",
      description = "Approve these customers alone; a text, one a line.")
  @Nullable
  private Path only;

  @Option(
      names = "--reject",
      paramLabel = "FILE",
      description = "Reject these customers; a text, one a line.")
  @Nullable
  private Path reject;

  @Option(
      names = "--rest",
      description = "With a list: approve all others too that nobody decided on.")
  private boolean rest;

  @Option(names = "--by", required = true, paramLabel = "NAME", description = "Who decides.")
  private String by = "";

  @Option(names = "--note", paramLabel = "TEXT", description = "Why.")
  @Nullable
  private String note;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    CustomerList approved = CustomerList.of(only);
    CustomerList rejected = CustomerList.of(reject);
    approved.requireApartFrom(rejected);
    Approve.Decision decision =
        new Approve.Decision(
            scheme,
            Month.parse(month),
            Month.parse(effective),
            approved,
            rejected,
            rest || (only == null && reject == null),
            by,
            note == null ? "" : note);
    Pack loaded = PackLoader.load(options.pack);
    SparkSession spark = Sessions.open(loaded.settings().timeZone());
    PrintWriter out = spec.commandLine().getOut();
    try (PackLock lock = OneWriter.hold(spark, loaded, options.warehouse, Progress.byMonth(out))) {
      DeltaTableStore store = new DeltaTableStore(spark, options.warehouse, loaded.name(), lock);
      out.println(new Approve(loaded, spark, store, decision).execute());
    }
    out.flush();
    return 0;
  }
}
