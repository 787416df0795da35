package io.fenqun.jobs;

import io.fenqun.error.FenqunException;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options that every command over months takes. Paths of data are Hadoop URIs; the pack is a
 * local folder.
 */
final class RunOptions extends WarehouseOptions {
  @Option(
      names = "--source",
      required = true,
      paramLabel = "URI",
      description = "Folder of the source files.")
  String source = "";

  @Option(names = "--month", paramLabel = "yyyy-MM", description = "One month.")
  @Nullable String month;

  @Option(names = "--from", paramLabel = "yyyy-MM", description = "First month of a range.")
  @Nullable String from;

  @Option(names = "--to", paramLabel = "yyyy-MM", description = "Last month of a range.")
  @Nullable String to;

  @Option(
      names = "--force",
      description = "Read and compute the months again whatever they are made from.")
  boolean force;

  /** True: the months may change however old they are; only a restatement says so. */
  boolean restate;

  /** Either --month, or --from and --to. */
  MonthRange months() {
    if (month != null && from == null && to == null) {
      return MonthRange.of(Month.parse(month));
    }
    if (month == null && from != null && to != null) {
      return new MonthRange(Month.parse(from), Month.parse(to));
    }
    throw FenqunException.config(
        "Cannot tell which months are meant: give --month yyyy-MM, or both --from yyyy-MM and --to yyyy-MM");
  }
}
