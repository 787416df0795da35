package io.fenqun.jobs;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * What a run would do with some months of a step.
 *
 * @param months one month, a range, or {@code all}
 * @param rows that would be read; empty where they are known only after ingest
 * @param bytes of the files that would be read; empty where they are not there yet
 */
record PlanLine(String step, String months, OptionalLong rows, OptionalLong bytes, String why) {
  private static final long KIB = 1L << 10;
  private static final long MIB = 1L << 20;

  @Override
  public String toString() {
    return String.format(
            Locale.ROOT, "%-24s %-18s %14s %10s  %s", step, months, text(rows), size(bytes), why)
        .stripTrailing();
  }

  private static String text(OptionalLong rows) {
    return rows.isPresent() ? String.format(Locale.ROOT, "%,d rows", rows.getAsLong()) : "? rows";
  }

  private static String size(OptionalLong bytes) {
    if (bytes.isEmpty()) {
      return "?";
    }
    long size = bytes.getAsLong();
    return size >= MIB
        ? String.format(Locale.ROOT, "%,.1f MiB", (double) size / MIB)
        : String.format(Locale.ROOT, "%,.1f KiB", (double) size / KIB);
  }
}
