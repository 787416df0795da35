package io.fenqun.jobs;

import java.util.ArrayList;
import java.util.List;

/** Rows of texts as aligned lines: the first column to the left, the others to the right. */
final class TextTable {
  private static final String GAP = "  ";

  /** From the CJK radicals on; what stands before and is wide does not occur in labels. */
  private static final int FIRST_WIDE = 0x2E80;

  private TextTable() {}

  /** All rows have as many cells as the first. */
  static List<String> lines(List<List<String>> rows) {
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        String pad = " ".repeat(width(rows, i) - width(row.get(i)));
        line.append(i == 0 ? row.get(i) + pad : GAP + pad + row.get(i));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  /** The same with every column to the left. */
  static List<String> leftAligned(List<List<String>> rows) {
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        String pad = " ".repeat(width(rows, i) - width(row.get(i)));
        line.append(i == 0 ? "" : GAP).append(row.get(i)).append(pad);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> width(row.get(column))).max().orElse(0);
  }

  /** Places on a terminal, where Chinese takes two a character. */
  private static int width(String text) {
    return text.codePoints().map(TextTable::width).sum();
  }

  private static int width(int character) {
    return character >= FIRST_WIDE ? 2 : 1;
  }
}
