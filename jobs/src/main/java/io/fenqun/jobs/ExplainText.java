package io.fenqun.jobs;

import java.util.ArrayList;
import java.util.List;

/** An explanation in lines for a person; a star marks the line that decides, or that differs. */
final class ExplainText {
  private ExplainText() {}

  static List<String> lines(ExplainPage page) {
    List<String> lines = new ArrayList<>();
    lines.add(page.title());
    lines.addAll(page.notes());
    for (ExplainPage.Part part : page.parts()) {
      lines.add("");
      lines.add(part.title());
      part.sentences().forEach(sentence -> lines.add("  " + sentence));
      for (ExplainPage.Table table : part.tables()) {
        lines.add("");
        lines.add("  " + table.title());
        table(table).forEach(line -> lines.add("  " + line));
      }
    }
    return lines;
  }

  private static List<String> table(ExplainPage.Table table) {
    List<List<String>> rows = new ArrayList<>();
    if (!table.headings().isEmpty()) {
      rows.add(table.headings());
    }
    int first = rows.size();
    rows.addAll(table.rows());
    List<String> aligned = TextTable.leftAligned(rows);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < aligned.size(); i++) {
      lines.add((table.marked().contains(i - first) ? "* " : "  ") + aligned.get(i));
    }
    return lines;
  }
}
