package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;

import io.fenqun.conf.Suggestion;
import io.fenqun.error.FenqunException;
import io.fenqun.plan.SourceInputs;
import io.fenqun.quality.MonthCounts;
import io.fenqun.source.SourceDef;
import io.fenqun.store.Partitions;
import io.fenqun.store.StoredPartition;
import io.fenqun.table.Tables;
import io.fenqun.time.MonthRange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/**
 * Reads the deliveries of a source that have refused records once more, as ingest does, after the
 * pack was corrected: what is good now comes into the clean table, the rest stays in quarantine
 * with the reasons of today. The files must be those that were read.
 */
record Replay(JobContext context, String name, Optional<MonthRange> months) {
  /** Gives the lines for the person who asked. */
  void execute() {
    SourceDef source = source();
    SortedMap<String, Long> refused = refused(source);
    if (refused.isEmpty()) {
      context.progress().line("nothing to replay: no refused record of " + name);
      return;
    }
    List<String> deliveries = List.copyOf(refused.keySet());
    deliveries.forEach(delivery -> requireSameFiles(source, delivery));
    SortedMap<String, SortedMap<String, Long>> reasonsBefore = reasons(deliveries);
    Instant startedAt = Instant.now();
    Delivered read = new DeliveryReading(context, source, Map.of()).read(deliveries);
    try {
      read.fileWarnings().forEach(context.progress()::warning);
      read.commitClean(context);
      Delivered.commitQuarantine(context, List.of(read));
    } finally {
      read.ingested().release();
    }
    double seconds = Duration.between(startedAt, Instant.now()).toMillis() / 1000.0;
    context.ledger().done(read.results(context), startedAt, seconds);
    for (String delivery : deliveries) {
      MonthCounts now = read.ingested().counts().of(delivery);
      context
          .progress()
          .line(
              delivery
                  + " "
                  + name
                  + ": "
                  + refused.get(delivery)
                  + " refused before"
                  + text(reasonsBefore.getOrDefault(delivery, new TreeMap<>()))
                  + ", "
                  + now.quarantined()
                  + " now"
                  + text(new TreeMap<>(now.refused())));
    }
    if (!source.isUndated()) {
      read.months().stream()
          .findFirst()
          .ifPresent(
              month ->
                  context
                      .progress()
                      .line("run takes them into what is computed of " + month + " and later"));
    }
  }

  private static String text(SortedMap<String, Long> reasons) {
    return reasons.isEmpty()
        ? ""
        : " ("
            + String.join(
                ", ",
                reasons.entrySet().stream()
                    .map(reason -> reason.getKey() + " " + reason.getValue())
                    .toList())
            + ")";
  }

  private SourceDef source() {
    SourceDef source = context.pack().sources().get(name);
    if (source == null) {
      throw FenqunException.config(
          "Cannot replay "
              + name
              + ": the pack has no such source"
              + Suggestion.among(name, context.pack().sources().keySet()));
    }
    if (!source.tellsChanges()) {
      throw FenqunException.config(
          "Cannot replay "
              + name
              + ": it is a table without changed_by, of which cannot be known whether it is as it was"
              + " read; run reads all of it again");
    }
    if (months.isPresent() && !source.isMonthly()) {
      throw FenqunException.config(
          "Cannot replay months of "
              + name
              + ": its location has no "
              + SourceDef.MONTH
              + ", so that it is one delivery; leave the months out");
    }
    return source;
  }

  /** Records in quarantine by delivery, of the months that are meant. */
  private SortedMap<String, Long> refused(SourceDef source) {
    SortedMap<String, Long> refused = new TreeMap<>();
    for (StoredPartition partition : context.store().partitions(Tables.QUARANTINE.name())) {
      String delivery = Objects.requireNonNullElse(partition.values().get("delivery"), "");
      if (source.name().equals(partition.values().get("source")) && isMeant(delivery)) {
        refused.merge(delivery, partition.rows(), Long::sum);
      }
    }
    return refused;
  }

  private boolean isMeant(String delivery) {
    return months
        .map(range -> range.months().stream().anyMatch(month -> month.toString().equals(delivery)))
        .orElse(true);
  }

  private void requireSameFiles(SourceDef source, String delivery) {
    String files = context.reader().fingerprint(source, delivery);
    SourceInputs before = context.ledger().inputs(source).getOrDefault(delivery, SourceInputs.NONE);
    if (!before.files().equals(files)) {
      throw FenqunException.notReady(
          "Cannot replay "
              + name
              + " of delivery "
              + delivery
              + ": its files are not those that were read; run it"
              + (source.isMonthly() ? ": --month " + delivery : ""));
    }
  }

  private SortedMap<String, SortedMap<String, Long>> reasons(List<String> deliveries) {
    SortedMap<String, SortedMap<String, Long>> reasons = new TreeMap<>();
    for (Row row :
        context
            .store()
            .read(
                Tables.QUARANTINE.name(),
                Partitions.of("source", List.of(name)).and("delivery", deliveries))
            .select(col("delivery"), explode(col("reasons")).as("reason"))
            .groupBy("delivery", "reason")
            .count()
            .collectAsList()) {
      reasons
          .computeIfAbsent(row.getString(0), any -> new TreeMap<>())
          .put(row.getString(1), row.getLong(2));
    }
    return reasons;
  }
}
