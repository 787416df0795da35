package io.fenqun.churn;

import io.fenqun.conf.Labels;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** What the codes of churn are called. */
public final class ChurnLabels {
  private ChurnLabels() {}

  /**
   * Rows of dim_churn: degrees, causes, destinations, lines, signs and the two rules of a warning,
   * each kind in declared order.
   */
  public static List<Row> rows(ChurnDef def) {
    List<Row> rows = new ArrayList<>();
    addAll(rows, ChurnDef.DEGREE, def.degree());
    addAll(rows, ChurnDef.CAUSE, def.cause());
    addAll(rows, ChurnDef.DESTINATION, def.destination());
    int sort = 0;
    for (LossLine line : def.lines()) {
      rows.add(row("line", line.code(), line.labels(), ++sort));
    }
    def.warning().ifPresent(warning -> addAll(rows, warning));
    return rows;
  }

  private static void addAll(List<Row> rows, WarningDef warning) {
    int sort = 0;
    for (WarningSign sign : warning.signs()) {
      rows.add(row("sign", sign.code(), sign.labels(), ++sort));
    }
    rows.add(row("rule", WarningMetric.WARNING, warning.labels(), 1));
    rows.add(row("rule", WarningMetric.NAIVE, warning.naiveLabels(), 2));
  }

  private static void addAll(List<Row> rows, String kind, List<ChurnCode> codes) {
    int sort = 0;
    for (ChurnCode code : codes) {
      rows.add(row(kind, code.code(), code.labels(), ++sort));
    }
  }

  private static Row row(String kind, String code, Labels labels, int sort) {
    return RowFactory.create(kind, code, labels.zh(), labels.en(), sort);
  }
}
