package io.fenqun.jobs;

import io.fenqun.preview.Move;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;

/** Moves as a table of old segments down and new ones across, with totals; empty cells are dots. */
record PreviewMatrix(List<String> before, List<String> after, List<Move> moves) {
  List<String> customers() {
    return lines(
        cells ->
            String.format(Locale.ROOT, "%,d", cells.stream().mapToLong(Move::customers).sum()));
  }

  List<String> amounts() {
    return lines(
        cells ->
            PreviewText.money(
                cells.stream().map(Move::amount).reduce(BigDecimal.ZERO, BigDecimal::add)));
  }

  private List<String> lines(Function<List<Move>, String> shown) {
    List<List<String>> table = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of(""));
    head.addAll(after);
    head.add("old");
    table.add(head);
    for (String from : before) {
      table.add(row(from, move -> move.from().equals(from), shown));
    }
    table.add(row("new", move -> true, shown));
    return TextTable.lines(table);
  }

  private List<String> row(String name, Predicate<Move> isIn, Function<List<Move>, String> shown) {
    List<Move> in = moves.stream().filter(isIn).toList();
    List<String> row = new ArrayList<>(List.of(name));
    for (String to : after) {
      List<Move> cell = in.stream().filter(move -> move.to().equals(to)).toList();
      row.add(cell.isEmpty() ? "." : shown.apply(cell));
    }
    row.add(shown.apply(in));
    return row;
  }
}
