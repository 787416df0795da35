package io.fenqun.jobs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Row;

/** Models in lines for a person: one a model, and under it one a segment. */
final class ModelLines {
  private static final int HASH_LETTERS = 12;
  private static final double PERCENT = 100;
  private static final Comparator<Row> BY_SCHEME_AND_MONTH =
      Comparator.comparing((Row row) -> text(row, "scheme"))
          .thenComparing(row -> text(row, "month"));

  private ModelLines() {}

  /**
   * @param models rows of scheme_model
   * @param parts rows of cluster_history
   */
  static List<String> of(List<Row> models, List<Row> parts) {
    List<String> lines = new ArrayList<>();
    models.stream()
        .sorted(BY_SCHEME_AND_MONTH)
        .forEach(
            model -> {
              lines.add(line(model));
              TextTable.lines(
                      parts.stream()
                          .filter(part -> BY_SCHEME_AND_MONTH.compare(part, model) == 0)
                          .sorted(Comparator.comparing(part -> number(part, "place")))
                          .map(ModelLines::cells)
                          .toList())
                  .forEach(part -> lines.add("  " + part));
            });
    return lines;
  }

  private static String line(Row model) {
    Double moved = model.getAs("moved_share");
    return String.format(
        Locale.ROOT,
        "%s  %s  %s  %s  %,d customers  cost %,.4f  %d iterations  %s  content %s",
        text(model, "scheme"),
        text(model, "month"),
        text(model, "method"),
        text(model, "status"),
        number(model, "customers"),
        model.<Double>getAs("cost"),
        number(model, "iterations"),
        moved == null ? "the first" : String.format(Locale.ROOT, "moves %.1f %%", moved * PERCENT),
        text(model, "content_hash").substring(0, HASH_LETTERS));
  }

  private static List<String> cells(Row part) {
    return List.of(
        Optional.ofNullable(part.<String>getAs("segment")).orElse("(without a name)"),
        text(part, "event"),
        String.format(Locale.ROOT, "%,d customers", number(part, "customers")),
        String.format(Locale.ROOT, "%,d before", number(part, "customers_before")),
        String.format(Locale.ROOT, "%,d in both", number(part, "customers_shared")));
  }

  private static String text(Row row, String column) {
    return row.getAs(column).toString();
  }

  private static long number(Row row, String column) {
    return row.<Long>getAs(column);
  }
}
