package io.fenqun.jobs;

import io.fenqun.jobs.StaleDeliveries.StaleDelivery;
import io.fenqun.plan.Books;
import io.fenqun.plan.SourceInputs;
import io.fenqun.quality.MonthContent;
import io.fenqun.source.SourceDef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads every delivery again and compares what comes out with what the ledger has of it: finds also
 * what lists of files do not tell. Writes nothing.
 */
record Verification(JobContext context, RunPlan plan) {

  /** One line a delivery that is not as it was read; one line in all where every one is. */
  List<PlanLine> lines() {
    Map<String, Delivered> read = new LinkedHashMap<>();
    try {
      return lines(read);
    } finally {
      read.values().forEach(one -> one.ingested().release());
    }
  }

  private List<PlanLine> lines(Map<String, Delivered> read) {
    StaleDeliveries deliveries = new StaleDeliveries(context, plan);
    Books books = context.ledger().books();
    List<PlanLine> lines = new ArrayList<>();
    long rows = 0;
    for (SourceDef source : context.pack().sources().values()) {
      List<StaleDelivery> all = deliveries.all(source, books);
      if (all.isEmpty()) {
        continue;
      }
      List<String> names = all.stream().map(StaleDelivery::delivery).toList();
      Delivered delivered =
          new SourceReading(context, source, names, new HashMap<>(read)).checked();
      read.put(source.name(), delivered);
      for (String delivery : names) {
        long ofDelivery = delivered.ingested().counts().of(delivery).read();
        rows += ofDelivery;
        String difference = difference(delivered, delivery, books);
        if (!difference.isEmpty()) {
          lines.add(
              new PlanLine(
                  Delivered.stepName(source),
                  delivery,
                  OptionalLong.of(ofDelivery),
                  OptionalLong.empty(),
                  difference));
        }
      }
    }
    if (lines.isEmpty()) {
      lines.add(
          new PlanLine(
              "all deliveries",
              plan.covered().toString(),
              OptionalLong.of(rows),
              OptionalLong.empty(),
              "verified: they hold what was read of them"));
    }
    return lines;
  }

  private static String difference(Delivered delivered, String delivery, Books books) {
    return books
        .done(Delivered.stepName(delivered.source()), delivery)
        .map(entry -> difference(SourceInputs.parse(entry.inputs()), delivered.inputs(delivery)))
        .orElse("new delivery");
  }

  private static String difference(SourceInputs stored, SourceInputs fresh) {
    TreeSet<String> months = new TreeSet<>(stored.content().keySet());
    months.addAll(fresh.content().keySet());
    String changed =
        months.stream()
            .filter(
                month ->
                    !stored
                        .content()
                        .getOrDefault(month, MonthContent.NONE)
                        .equals(fresh.content().getOrDefault(month, MonthContent.NONE)))
            .collect(Collectors.joining(", "));
    return changed.isEmpty() ? "" : "its content changed in " + changed + "; run --force reads it";
  }
}
