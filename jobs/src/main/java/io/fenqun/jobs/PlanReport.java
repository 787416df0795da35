package io.fenqun.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fenqun.jobs.StaleDeliveries.StaleDelivery;
import io.fenqun.plan.Books;
import io.fenqun.plan.SourceContents;
import io.fenqun.plan.StaleMonth;
import io.fenqun.plan.StaleStep;
import io.fenqun.plan.Staleness;
import io.fenqun.source.SourceDef;
import io.fenqun.store.StoredPartition;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * The stale deliveries and months of a pack in words: one line for months in a row that are stale
 * for the same reason. Reads the ledger, lists of files and the logs of tables; no rows.
 */
record PlanReport(JobContext context, RunPlan plan) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String WAITS = "beyond the restatement horizon, waits for restate: ";

  /** The table that a step reads first, and the step whose rows are in it. */
  private static final Map<String, String> READS =
      Map.of(
          Staleness.SEGMENTS,
          Tables.FEATURE_MONTH.name(),
          Staleness.TRANSITIONS,
          Tables.CUSTOMER_MONTH.name(),
          Staleness.PUBLISH,
          Tables.CUSTOMER_MONTH.name());

  /** Of months that are stale by what the ledger and lists of files tell. */
  List<PlanLine> lines() {
    List<PlanLine> lines = new ArrayList<>();
    List<StaleDelivery> unread = unread();
    unread.forEach(delivery -> lines.add(line(delivery)));
    Staleness staleness = new RunScope(context, plan).staleness();
    for (StepName step : StepName.values()) {
      if (step != StepName.INGEST) {
        lines.addAll(lines(staleness.of(step.command()), !unread.isEmpty()));
      }
    }
    if (unread.stream().anyMatch(StaleDelivery::mayBeRead)) {
      lines.add(
          new PlanLine(
              "all steps",
              "other months",
              OptionalLong.empty(),
              OptionalLong.empty(),
              "months known after ingest: these deliveries may hold records of earlier ones"));
    }
    if (lines.isEmpty()) {
      lines.add(
          new PlanLine(
              "all steps",
              plan.covered().toString(),
              OptionalLong.of(0),
              OptionalLong.of(0),
              "nothing to do: every month is as the data and the pack say"));
    }
    return lines;
  }

  private List<StaleDelivery> unread() {
    StaleDeliveries stale = new StaleDeliveries(context, plan);
    Books books = context.ledger().books();
    return context.pack().sources().values().stream()
        .flatMap(source -> stale.of(source, books).stream())
        .toList();
  }

  private PlanLine line(StaleDelivery delivery) {
    Books.Entry read =
        context
            .ledger()
            .books()
            .done(Delivered.stepName(delivery.source()), delivery.delivery())
            .orElse(null);
    return new PlanLine(
        Delivered.stepName(delivery.source()),
        delivery.delivery(),
        read == null ? OptionalLong.empty() : OptionalLong.of(read.rows()),
        bytes(delivery.files()),
        (delivery.mayBeRead() ? "" : WAITS) + delivery.reason());
  }

  /** Unknown of a source without files. */
  private static OptionalLong bytes(String files) {
    try {
      long bytes = 0;
      for (JsonNode file : JSON.readTree(files)) {
        if (!file.has("bytes")) {
          return OptionalLong.empty();
        }
        bytes += file.get("bytes").asLong();
      }
      return OptionalLong.of(bytes);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<PlanLine> lines(StaleStep step, boolean hasUnread) {
    List<PlanLine> lines = new ArrayList<>();
    runs(step.waiting())
        .forEach(run -> lines.add(line(step.step(), run, WAITS + why(run.get(0)), hasUnread)));
    runs(step.stale())
        .forEach(run -> lines.add(line(step.step(), run, why(run.get(0)), hasUnread)));
    return lines;
  }

  /** Months that follow one another and are stale for the same reasons. */
  private static List<List<StaleMonth>> runs(SortedMap<Month, StaleMonth> months) {
    List<List<StaleMonth>> runs = new ArrayList<>();
    for (StaleMonth month : months.values()) {
      boolean joins = !runs.isEmpty() && why(runs.get(runs.size() - 1).get(0)).equals(why(month));
      if (!joins) {
        runs.add(new ArrayList<>());
      }
      runs.get(runs.size() - 1).add(month);
    }
    return runs;
  }

  private static String why(StaleMonth month) {
    return month.reasons().stream()
        .map(StaleMonth.Reason::text)
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private PlanLine line(String step, List<StaleMonth> run, String why, boolean hasUnread) {
    MonthRange months = new MonthRange(run.get(0).month(), run.get(run.size() - 1).month());
    String text = months.from().equals(months.to()) ? months.from().toString() : months.toString();
    boolean isKnown = !hasUnread && run.stream().noneMatch(m -> m.is(StaleMonth.Cause.MISSING));
    return new PlanLine(
        step,
        text,
        isKnown ? OptionalLong.of(rows(step, months)) : OptionalLong.empty(),
        isKnown ? OptionalLong.of(bytes(step, months)) : OptionalLong.empty(),
        why);
  }

  /** Of features, the clean rows of months whose tiles are made again. */
  private long rows(String step, MonthRange months) {
    if (step.equals(Staleness.FEATURES)) {
      SourceContents contents = SourceContents.of(context.pack(), context.ledger().books());
      return FeaturesStep.tiled(context.pack()).stream()
          .mapToLong(source -> contents.rows(source, staleTiles(source, months)))
          .sum();
    }
    String before = step.equals(Staleness.SEGMENTS) ? Staleness.FEATURES : Staleness.SEGMENTS;
    return months.months().stream()
        .mapToLong(
            month ->
                context
                    .ledger()
                    .books()
                    .done(before, month.toString())
                    .map(Books.Entry::rows)
                    .orElse(0L))
        .sum();
  }

  private List<Month> staleTiles(SourceDef source, MonthRange months) {
    return new TileWriter(context, source, plan.computing(months)).staleTiles();
  }

  private long bytes(String step, MonthRange months) {
    if (!step.equals(Staleness.FEATURES)) {
      return bytes(Objects.requireNonNull(READS.get(step)), months.months());
    }
    return FeaturesStep.tiled(context.pack()).stream()
        .mapToLong(source -> bytes(source.name(), staleTiles(source, months)))
        .sum();
  }

  private long bytes(String table, List<Month> months) {
    Set<String> wanted = months.stream().map(Month::toString).collect(Collectors.toSet());
    return wanted.isEmpty()
        ? 0
        : context.store().partitions(table).stream()
            .filter(partition -> wanted.contains(partition.values().get("month")))
            .mapToLong(StoredPartition::bytes)
            .sum();
  }
}
