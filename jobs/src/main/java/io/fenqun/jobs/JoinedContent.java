package io.fenqun.jobs;

import io.fenqun.conf.DefinitionHash;
import io.fenqun.quality.JoinedSource;
import io.fenqun.quality.MonthContent;
import io.fenqun.source.SourceDef;
import io.fenqun.time.Month;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a snapshot says to the records that join it: another text where a row that they may have met
 * is another one. A later snapshot, which is true of later months only, changes nothing.
 */
final class JoinedContent {
  private JoinedContent() {}

  /**
   * @param content of the snapshot's clean rows by month, over all its deliveries
   * @param months of the records that join it
   */
  static String hash(
      SourceDef snapshot, Map<String, MonthContent> content, Collection<Month> months) {
    SortedMap<String, MonthContent> met = new TreeMap<>();
    if (snapshot.isUndated()) {
      met.putAll(content);
    } else {
      List<Month> snapshots =
          content.keySet().stream()
              .filter(month -> !month.equals(SourceDef.ALL))
              .map(Month::parse)
              .toList();
      SortedMap<Month, Month> asOf = JoinedSource.snapshotByMonth(snapshot, snapshots);
      for (Month month : months) {
        Month there = asOf.get(month);
        met.put(
            month.toString(),
            there == null
                ? MonthContent.NONE
                : content.getOrDefault(there.toString(), MonthContent.NONE));
      }
    }
    return DefinitionHash.of(met.toString());
  }
}
