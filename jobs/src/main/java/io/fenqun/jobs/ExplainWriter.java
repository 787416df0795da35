package io.fenqun.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fenqun.explain.Explanation;
import io.fenqun.explain.Held;
import io.fenqun.explain.Input;
import io.fenqun.explain.Section;
import io.fenqun.pack.Pack;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.WorkedPart;
import io.fenqun.table.ColumnDef;
import io.fenqun.table.HistoryTables;
import io.fenqun.table.TableDef;
import io.fenqun.time.Month;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Puts an explanation into the words of one language. */
final class ExplainWriter {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SEGMENT = "segment";

  private final PublishedExplanation published;
  private final Words words;
  private final CellText cells;

  ExplainWriter(PublishedExplanation published, Words words) {
    this.published = published;
    this.words = words;
    this.cells = new CellText(words, published.explanation().pack().defaults().states());
  }

  ExplainPage page() {
    Explanation explanation = published.explanation();
    Section first = explanation.first();
    SchemeDef scheme = first.serving().scheme();
    Pack pack = explanation.pack();
    List<String> notes = new ArrayList<>();
    notes.add(
        words.of(
            "source",
            words.language().of(pack.settings().labels()),
            pack.name(),
            published.publication()));
    notes.add(words.of(explanation.isEqual() ? "all_equal" : "differs"));
    List<ExplainPage.Part> parts = new ArrayList<>();
    for (Section section : explanation.sections()) {
      parts.add(part(parts.size() + 1, section));
    }
    String title =
        words.of(
            "title",
            words.language().of(pack.settings().entity()),
            explanation.customer(),
            words.language().of(scheme.labels()),
            published.month(),
            cells.segment(scheme, Held.value(first.held().computed(), SEGMENT)));
    return new ExplainPage(words.language().code(), title, notes, parts);
  }

  private ExplainPage.Part part(int number, Section section) {
    SchemeDef scheme = section.serving().scheme();
    String title =
        words.of(
            "part",
            number,
            words.language().of(scheme.labels()),
            scheme.name(),
            section.serving().month(),
            cells.segment(scheme, Held.value(section.held().computed(), SEGMENT)));
    List<ExplainPage.Table> tables = new ArrayList<>();
    tables.add(held("result", scheme, section.held()));
    section.evaluation().ifPresent(held -> tables.add(held("evaluation", scheme, held)));
    if (!section.inputs().isEmpty()) {
      tables.add(inputs(section.inputs()));
    }
    section.parts().forEach(part -> tables.add(part(scheme, part)));
    history("decisions", HistoryTables.APPROVAL, section.decisions()).ifPresent(tables::add);
    history("changes", HistoryTables.GRADE_CHANGE, section.changes()).ifPresent(tables::add);
    history("allocations", HistoryTables.ALLOCATION, section.allocations()).ifPresent(tables::add);
    return new ExplainPage.Part(title, sentences(section), tables);
  }

  private List<String> sentences(Section section) {
    SchemeDef scheme = section.serving().scheme();
    List<String> sentences = new ArrayList<>();
    sentences.add(words.of("method." + scheme.method().name()));
    reason(section.held()).ifPresent(code -> sentences.add(words.of("reason." + code)));
    sentences.add(
        section.serving().evaluated().isEmpty()
            ? words.of("never_evaluated")
            : words.of(
                section.serving().isCarried() ? "carried" : "evaluated",
                section.serving().evaluated().get(),
                section.serving().month()));
    if (section.held().isNowhere() || section.evaluation().filter(Held::isNowhere).isPresent()) {
      sentences.add(words.of("not_in_base"));
    }
    if (scheme.needsApproval()) {
      inEffect(section).ifPresent(sentences::add);
      Object proposed = Held.value(section.held().computed(), "proposed_segment");
      sentences.add(
          proposed == null
              ? words.of("approval")
              : words.of("awaits_approval", cells.segment(scheme, proposed)));
    }
    sentences.add(words.of(section.isEqual() ? "is_equal" : "is_different"));
    return sentences;
  }

  /** Where an older evaluation is in effect than the latest one, which is shown. */
  private Optional<String> inEffect(Section section) {
    Object month = Held.value(section.held().computed(), "evaluated_month");
    Optional<String> latest = section.serving().evaluated().map(Month::toString);
    return month == null || latest.isEmpty() || latest.get().equals(month)
        ? Optional.empty()
        : Optional.of(words.of("in_effect", month, latest.get()));
  }

  private static Optional<String> reason(Held held) {
    if (!(Held.value(held.computed(), "reason") instanceof String json)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readTree(json).path("code").asText());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a reason that is no JSON", e);
    }
  }

  /** The published side only where it is another. */
  private ExplainPage.Table held(String title, SchemeDef scheme, Held held) {
    List<String> differing = held.differing();
    List<List<String>> rows = new ArrayList<>();
    List<Integer> marked = new ArrayList<>();
    for (ColumnDef column : Held.columns()) {
      Object computed = Held.value(held.computed(), column.name());
      Object publishedValue = Held.value(held.published(), column.name());
      if (computed != null || publishedValue != null) {
        if (differing.contains(column.name())) {
          marked.add(rows.size());
        }
        List<String> row =
            new ArrayList<>(
                List.of(
                    words.language().of(column.labels()), value(scheme, column.name(), computed)));
        if (!held.isEqual()) {
          row.add(value(scheme, column.name(), publishedValue));
        }
        rows.add(row);
      }
    }
    List<String> headings =
        held.isEqual() ? List.of() : List.of("", words.of("computed"), words.of("published"));
    return new ExplainPage.Table(words.of(title), headings, rows, marked);
  }

  private String value(SchemeDef scheme, String column, @Nullable Object value) {
    if (value instanceof Row row) {
      return cells.known(row);
    }
    return column.endsWith(SEGMENT) ? cells.segment(scheme, value) : cells.of(column, value);
  }

  private ExplainPage.Table inputs(List<Input> inputs) {
    List<List<String>> rows = new ArrayList<>();
    for (Input input : inputs) {
      String value =
          input
              .scheme()
              .map(name -> cells.segment(scheme(name), input.value()))
              .orElseGet(() -> cells.of(input.value()));
      rows.add(
          List.of(input.name(), words.language().of(input.labels()), value, unit(input.unit())));
      if (input.score() != null) {
        rows.add(List.of(input.name() + ".score", words.of("score"), cells.of(input.score()), ""));
      }
    }
    return new ExplainPage.Table(
        words.of("inputs"),
        Stream.of("name", "label", "value", "unit").map(key -> words.of(key)).toList(),
        rows,
        List.of());
  }

  private String unit(String unit) {
    return words.find("unit." + unit).orElse(unit);
  }

  private SchemeDef scheme(String name) {
    return published.explanation().pack().schemes().stream()
        .filter(scheme -> scheme.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private ExplainPage.Table part(SchemeDef scheme, WorkedPart part) {
    List<List<String>> rows = new ArrayList<>();
    List<Integer> marked = new ArrayList<>();
    for (List<@Nullable Object> line : part.lines()) {
      List<String> row = new ArrayList<>();
      for (int i = 0; i < line.size(); i++) {
        String heading = part.headings().get(i);
        Object cell = line.get(i);
        String text =
            heading.equals(SEGMENT) ? cells.segment(scheme, cell) : cells.of(heading, cell);
        if (part.isList()) {
          row.add(text);
        } else {
          rows.add(List.of(words.of(heading), text));
        }
        if (heading.equals("decides") && Boolean.TRUE.equals(cell)) {
          marked.add(rows.size());
        }
      }
      if (part.isList()) {
        rows.add(row);
      }
    }
    List<String> headings =
        part.isList() ? part.headings().stream().map(key -> words.of(key)).toList() : List.of();
    return new ExplainPage.Table(words.of(part.name()), headings, rows, marked);
  }

  /** Without the keys that the part is about. */
  private Optional<ExplainPage.Table> history(String title, TableDef def, List<Row> history) {
    List<ColumnDef> columns =
        def.columns().stream()
            .filter(column -> !List.of("scheme", "customer_id").contains(column.name()))
            .toList();
    List<List<String>> rows =
        history.stream()
            .map(
                row ->
                    columns.stream()
                        .map(column -> cells.of(column.name(), row.getAs(column.name())))
                        .toList())
            .toList();
    List<String> headings =
        columns.stream().map(column -> words.language().of(column.labels())).toList();
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(new ExplainPage.Table(words.of(title), headings, rows, List.of()));
  }
}
