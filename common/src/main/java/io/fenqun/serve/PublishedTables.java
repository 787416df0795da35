package io.fenqun.serve;

import io.fenqun.error.FenqunException;
import io.fenqun.table.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The tables of one publication, and the views that show them. */
final class PublishedTables {
  /** The engine's own, of no use to a reader. */
  private static final Set<String> HIDDEN = Set.of(Tables.ROLL_RATE_STATE.name());

  private static final String AS_PUBLISHED =
      "create or replace view {view} ({commented:%1$s}) comment {comment:%1$s} as select {columns:%1$s} from {table:%1$s}";

  /** Views beyond the tables themselves, in the order in which they are shown. */
  static final List<String> LABELLED =
      List.of(
          "customer_month_latest",
          "segment_month_labelled",
          "segment_profile_labelled",
          "segment_indicator_labelled",
          "scheme_overlap_labelled",
          "segment_change_labelled",
          "sankey_node",
          "sankey_link",
          "roll_rate_curve_labelled",
          "transition_forecast_labelled",
          "drill_down");

  private final String month;
  private final SortedMap<String, PublishedTable> tables = new TreeMap<>();

  PublishedTables(String month, List<PublishedTable> tables) {
    this.month = month;
    tables.forEach(table -> this.tables.put(table.name(), table));
  }

  String month() {
    return month;
  }

  Set<String> names() {
    return tables.keySet();
  }

  PublishedTable table(String name) {
    PublishedTable table = tables.get(name);
    if (table == null) {
      throw FenqunException.internal("Table " + name + " is not published");
    }
    return table;
  }

  /** One view for each table under its own name, then those with labels. */
  List<ViewDef> views(String database) {
    List<ViewTemplate> templates = new ArrayList<>();
    names().stream()
        .filter(name -> !HIDDEN.contains(name))
        .forEach(name -> templates.add(new ViewTemplate(name, AS_PUBLISHED.formatted(name))));
    LABELLED.forEach(name -> templates.add(ViewTemplate.load(name)));
    return templates.stream()
        .flatMap(template -> template.filled(database, this).stream())
        .toList();
  }
}
