package io.fenqun.plan;

import io.fenqun.feature.SnapshotMonths;
import io.fenqun.pack.Pack;
import io.fenqun.quality.MonthContent;
import io.fenqun.source.SourceDef;
import io.fenqun.time.Month;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the clean table of each source holds month by month, as the ledger has it of all its
 * deliveries together. No row is read for it.
 *
 * @param bySource content by event month, {@code all} for rows without a month
 */
public record SourceContents(Map<String, SortedMap<String, MonthContent>> bySource) {

  public static SourceContents of(Pack pack, Books books) {
    Map<String, SortedMap<String, MonthContent>> bySource = new TreeMap<>();
    for (SourceDef source : pack.sources().values()) {
      SortedMap<String, MonthContent> months = new TreeMap<>();
      books
          .entries(SourceInputs.step(source.name()))
          .values()
          .forEach(
              delivery ->
                  SourceInputs.parse(delivery.inputs())
                      .content()
                      .forEach((month, of) -> months.merge(month, of, MonthContent::plus)));
      months.values().removeIf(content -> content.rows() == 0);
      bySource.put(source.name(), months);
    }
    return new SourceContents(bySource);
  }

  /** Of all deliveries of a source together, by event month. */
  public SortedMap<String, MonthContent> months(String source) {
    return bySource.getOrDefault(source, Collections.emptySortedMap());
  }

  /**
   * The records that features of a month read of the month itself: those of the month, or of the
   * snapshot that is true of it.
   */
  public String readIn(SourceDef source, Month month) {
    return text(
        delivery(source, month)
            .flatMap(name -> Optional.ofNullable(months(source.name()).get(name)))
            .orElse(MonthContent.NONE));
  }

  private Optional<String> delivery(SourceDef source, Month month) {
    if (source.isUndated()) {
      return Optional.of(SourceDef.ALL);
    }
    if (source.isTransactions()) {
      return Optional.of(month.toString());
    }
    List<Month> delivered = new ArrayList<>();
    months(source.name()).keySet().forEach(name -> delivered.add(Month.parse(name)));
    Optional<Month> found =
        source.history()
            ? SnapshotMonths.deliveryFor(month, delivered, source.maxAgeMonths())
            : delivered.stream().max(Month::compareTo);
    return found.map(Month::toString);
  }

  /** Rows of a source in these months. */
  public long rows(SourceDef source, List<Month> inMonths) {
    return source.isUndated()
        ? months(source.name()).getOrDefault(SourceDef.ALL, MonthContent.NONE).rows()
        : inMonths.stream()
            .map(month -> months(source.name()).get(month.toString()))
            .mapToLong(content -> content == null ? 0 : content.rows())
            .sum();
  }

  private static String text(MonthContent content) {
    return new Text(
            content.rows(),
            HexFormat.of().toHexDigits(content.keys()),
            HexFormat.of().toHexDigits(content.values()))
        .toString();
  }

  /** A content in one short text. */
  record Text(long rows, String keys, String values) {
    private static final int PARTS = 3;

    static Text of(String text) {
      String[] parts = text.split(" ", -1);
      return parts.length == PARTS
          ? new Text(Long.parseLong(parts[0]), parts[1], parts[2])
          : new Text(0, "", "");
    }

    @Override
    public String toString() {
      return rows + " " + keys + " " + values;
    }
  }
}
