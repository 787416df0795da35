package io.fenqun.jobs;

import io.fenqun.conf.DefinitionHash;
import io.fenqun.quality.JoinedSource;
import io.fenqun.quality.MonthContent;
import io.fenqun.source.SourceDef;
import io.fenqun.time.Month;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot says to the records that join it: another text where a row that they may have met
 * is another one. A later snapshot, which is true of later months only, changes nothing.
 */
final class JoinedContent {
  private static final String OF = ":";

  private JoinedContent() {}

  /**
   * A hash for each month of the records, or one for all where the snapshot has no dates.
   *
   * @param content of the snapshot's clean rows by month, over all its deliveries
   * @param months of the records that join it
   */
  static String text(
      SourceDef snapshot, Map<String, MonthContent> content, Collection<Month> months) {
    if (snapshot.isUndated()) {
      return SourceDef.ALL + OF + DefinitionHash.of(new TreeMap<>(content).toString());
    }
    List<Month> snapshots =
        content.keySet().stream()
            .filter(month -> !month.equals(SourceDef.ALL))
            .map(Month::parse)
            .toList();
    SortedMap<Month, Month> asOf = JoinedSource.snapshotByMonth(snapshot, snapshots);
    return new TreeSet<>(months)
        .stream()
            .map(month -> month + OF + DefinitionHash.of(met(asOf.get(month), content)))
            .collect(Collectors.joining(" "));
  }

  private static String met(@Nullable Month snapshot, Map<String, MonthContent> content) {
    return snapshot == null
        ? MonthContent.NONE.toString()
        : content.getOrDefault(snapshot.toString(), MonthContent.NONE).toString();
  }

  /** The months of the records that a text tells of; none of an undated snapshot. */
  static List<Month> months(String text) {
    return text.isEmpty() || text.startsWith(SourceDef.ALL)
        ? List.of()
        : Arrays.stream(text.split(" "))
            .map(part -> Month.parse(part.substring(0, part.indexOf(OF))))
            .toList();
  }
}
