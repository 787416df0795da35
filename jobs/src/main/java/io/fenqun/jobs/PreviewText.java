package io.fenqun.jobs;

import io.fenqun.conf.ConfEdit;
import io.fenqun.preview.Move;
import io.fenqun.preview.Mover;
import io.fenqun.preview.Net;
import io.fenqun.preview.RuleChecks;
import io.fenqun.preview.SchemeChange;
import io.fenqun.preview.SchemePreview;
import io.fenqun.scheme.Segments;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A preview in lines for a person. */
record PreviewText(PublishedPreview published) {
  private static final String NO_RULE = "NO_MATCH";

  List<String> lines() {
    SchemePreview preview = preview();
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "scheme %s of %s in %s, %s; publication %d, nothing is written",
            change().name(),
            change().pack().name(),
            preview.frame().month(),
            change().isNew() ? "a new one" : "old against new",
            published.publication()));
    published.notes().forEach(note -> lines.add("note: " + note));
    lines.addAll(change().isNew() ? sizes() : movement());
    lines.addAll(checks());
    return lines;
  }

  private SchemePreview preview() {
    return published.preview();
  }

  private SchemeChange change() {
    return preview().frame().change();
  }

  private List<String> sizes() {
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("segment", "customers", change().scheme().value()));
    for (String segment : change().after().segments()) {
      table.add(
          row(segment, preview().matrix().stream().filter(m -> m.to().equals(segment)).toList()));
    }
    table.add(row("all", preview().matrix()));
    return section("customers of the new scheme", TextTable.lines(table));
  }

  private List<String> movement() {
    PreviewMatrix matrix =
        new PreviewMatrix(
            shown(change().before().segments(), true),
            shown(change().after().segments(), false),
            preview().matrix());
    List<Move> moves = preview().matrix().stream().filter(move -> !move.isStay()).toList();
    List<String> lines = new ArrayList<>();
    lines.addAll(section("customers, old segment down, new segment across", matrix.customers()));
    lines.addAll(
        section(
            change().scheme().value() + ", old segment down, new segment across",
            matrix.amounts()));
    lines.addAll(
        section(
            String.format(
                Locale.ROOT,
                "%,d customers with %s move; by edit, in file order",
                customers(moves),
                money(amount(moves))),
            steps()));
    if (!change().still().isEmpty()) {
      lines.addAll(
          section(
              "edits that move nobody", change().still().stream().map(PreviewText::edit).toList()));
    }
    lines.addAll(section("customers who move, by " + change().scheme().value(), movers()));
    return lines;
  }

  /** OUTSIDE only where someone is; a segment that was published though no file has it now. */
  private List<String> shown(List<String> segments, boolean isBefore) {
    List<String> met =
        preview().matrix().stream().map(move -> isBefore ? move.from() : move.to()).toList();
    return Stream.concat(segments.stream(), met.stream())
        .filter(segment -> !segment.equals(Segments.OUTSIDE) || met.contains(segment))
        .distinct()
        .toList();
  }

  private List<String> steps() {
    List<String> lines = new ArrayList<>();
    if (!preview().drift().isEmpty()) {
      lines.add("0  before any edit: from what is published to what the pack's file gives now");
      lines.addAll(part(preview().drift()));
    }
    for (int i = 0; i < preview().steps().size(); i++) {
      int step = i + 1;
      change().steps().get(i).edits().forEach(edit -> lines.add(step + "  " + edit(edit)));
      lines.addAll(part(preview().steps().get(i)));
    }
    return lines.isEmpty() ? List.of("no edit can move anyone") : lines;
  }

  private static List<String> part(List<Move> moves) {
    List<List<String>> table = new ArrayList<>();
    for (Move move : moves) {
      table.add(row(move.from() + " -> " + move.to(), List.of(move)));
    }
    Net.of(moves)
        .forEach(
            (segment, net) ->
                table.add(
                    List.of(
                        "net " + segment,
                        String.format(Locale.ROOT, "%+,d", net.customers()),
                        String.format(Locale.ROOT, "%+,.2f", net.amount()))));
    return moves.isEmpty() ? List.of("   moves nobody") : indented(TextTable.lines(table));
  }

  private static String edit(ConfEdit edit) {
    return edit.position()
        + ": "
        + (edit.before().isEmpty()
            ? "new: "
            : edit.after().isEmpty() ? "gone: " : edit.before().get() + " -> ")
        + edit.after().or(edit::before).orElse("");
  }

  private List<String> movers() {
    List<List<String>> table = new ArrayList<>();
    for (Mover mover : preview().movers()) {
      table.add(
          List.of(
              mover.customerId(),
              mover.value().map(PreviewText::money).orElse("unknown"),
              mover.from() + " -> " + mover.to()));
    }
    return table.isEmpty() ? List.of("nobody") : TextTable.lines(table);
  }

  private List<String> checks() {
    RuleChecks checks = preview().checks();
    if (checks.month().isEmpty()) {
      return List.of();
    }
    String empty = preview().frame().rules().isEmpty() ? ": nobody" : ": never fires";
    List<String> lines = new ArrayList<>();
    checks.empty().forEach(segment -> lines.add(segment + empty));
    for (Move move : checks.shadowed()) {
      lines.add(move.from() + " holds, but " + move.to() + " before it takes " + sized(move));
    }
    for (Move move : checks.outside()) {
      lines.add(
          (move.from().equals(NO_RULE) ? "no segment takes " : "outside, " + move.from() + ": ")
              + sized(move));
    }
    return section(
        "checked on the data of " + checks.month().get(),
        lines.isEmpty() ? List.of("every segment has customers, nobody is outside") : lines);
  }

  private static String sized(Move move) {
    return String.format(Locale.ROOT, "%,d customers, %s", move.customers(), money(move.amount()));
  }

  private static List<String> section(String title, List<String> lines) {
    return Stream.concat(Stream.of("", title), indented(lines).stream()).toList();
  }

  private static List<String> indented(List<String> lines) {
    return lines.stream().map(line -> "  " + line).toList();
  }

  private static List<String> row(String name, List<Move> moves) {
    return List.of(name, String.format(Locale.ROOT, "%,d", customers(moves)), money(amount(moves)));
  }

  private static long customers(List<Move> moves) {
    return moves.stream().mapToLong(Move::customers).sum();
  }

  private static BigDecimal amount(List<Move> moves) {
    return moves.stream().map(Move::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  static String money(BigDecimal amount) {
    return String.format(Locale.ROOT, "%,.2f", amount);
  }
}
