package io.fenqun.jobs;

import io.fenqun.conf.Labels;
import io.fenqun.pack.Pack;
import io.fenqun.report.KeyListDef;
import io.fenqun.table.ListTables;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Headings and labels of the lists of a pack in one language. */
final class ListWords {
  private final Language language;
  private final Map<String, Labels> lists = new HashMap<>();
  private final Map<String, Map<String, Labels>> reasons = new HashMap<>();
  private final Map<String, Labels> treatments = new HashMap<>();

  ListWords(Pack pack, Language language) {
    this.language = language;
    for (KeyListDef list : pack.lists()) {
      lists.put(list.code(), list.labels());
      Map<String, Labels> ofList = new HashMap<>();
      list.reasons().forEach(reason -> ofList.put(reason.code(), reason.labels()));
      reasons.put(list.code(), ofList);
    }
    pack.treatments().forEach(treatment -> treatments.put(treatment.code(), treatment.labels()));
  }

  /** Labels of the table's columns. */
  List<String> headings() {
    return ListTables.KEY_CUSTOMER.columns().stream()
        .filter(column -> ListLine.COLUMNS.contains(column.name()))
        .map(column -> language.of(column.labels()))
        .toList();
  }

  String list(String code) {
    return of(lists, code);
  }

  /** A reason that the pack no longer knows stands as its code. */
  String reason(String list, String code) {
    return of(reasons.getOrDefault(list, Map.of()), code);
  }

  String treatment(String code) {
    return of(treatments, code);
  }

  private String of(Map<String, Labels> labels, String code) {
    Labels known = labels.get(code);
    return known == null ? code : language.of(known);
  }
}
