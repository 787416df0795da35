package io.fenqun.jobs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fenqun.explain.Explanation;
import io.fenqun.explain.Held;
import io.fenqun.explain.Input;
import io.fenqun.explain.Section;
import io.fenqun.scheme.WorkedPart;
import io.fenqun.table.ColumnDef;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * An explanation as one JSON object: {@code sections} of schemes and months, each with {@code
 * computed} and {@code published} (rows of segment_month), {@code inputs} and {@code parts}. Keys
 * and codes are the same in every language.
 */
final class ExplainJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);

  private ExplainJson() {}

  static ObjectNode of(PublishedExplanation published) {
    Explanation explanation = published.explanation();
    ObjectNode json = JSON.objectNode();
    json.put("pack", explanation.pack().name());
    json.put("customer", explanation.customer());
    json.put("scheme", explanation.first().serving().scheme().name());
    json.put("month", published.month().toString());
    json.put("publication", published.publication());
    json.put("equal", explanation.isEqual());
    ArrayNode sections = json.putArray("sections");
    explanation.sections().forEach(section -> sections.add(section(section)));
    return json;
  }

  private static ObjectNode section(Section section) {
    ObjectNode json = JSON.objectNode();
    json.put("scheme", section.serving().scheme().name());
    json.put("method", section.serving().scheme().method().name());
    json.put("month", section.serving().month().toString());
    json.put("evaluated_month", section.serving().evaluated().map(Object::toString).orElse(null));
    json.put("definition", section.serving().scheme().definition());
    json.setAll(held(section.held()));
    section.evaluation().ifPresent(held -> json.set("evaluation", held(held)));
    ArrayNode inputs = json.putArray("inputs");
    section.inputs().forEach(input -> inputs.add(input(input)));
    ObjectNode parts = json.putObject("parts");
    section.parts().forEach(part -> add(parts, part));
    ArrayNode decisions = json.putArray("decisions");
    section.decisions().forEach(row -> put(decisions, row));
    ArrayNode changes = json.putArray("changes");
    section.changes().forEach(row -> put(changes, row));
    ArrayNode allocations = json.putArray("allocations");
    section.allocations().forEach(row -> put(allocations, row));
    return json;
  }

  private static ObjectNode held(Held held) {
    ObjectNode json = JSON.objectNode();
    json.put("equal", held.isEqual());
    ArrayNode differing = json.putArray("differing");
    held.differing().forEach(differing::add);
    row(held.computed()).ifPresent(row -> json.set("computed", row));
    row(held.published()).ifPresent(row -> json.set("published", row));
    return json;
  }

  private static Optional<ObjectNode> row(Optional<Row> row) {
    return row.map(
        values -> {
          ObjectNode json = JSON.objectNode();
          for (ColumnDef column : Held.columns()) {
            put(json, column.name(), values.getAs(column.name()));
          }
          return json;
        });
  }

  private static ObjectNode input(Input input) {
    ObjectNode json =
        JSON.objectNode()
            .put("name", input.name())
            .put("zh", input.labels().zh())
            .put("en", input.labels().en())
            .put("unit", input.unit());
    put(json, "value", input.value());
    if (input.score() != null) {
      put(json, "score", input.score());
    }
    return json;
  }

  private static void add(ObjectNode parts, WorkedPart part) {
    ArrayNode lines = JSON.arrayNode();
    for (List<@Nullable Object> cells : part.lines()) {
      ObjectNode line = lines.addObject();
      for (int i = 0; i < cells.size(); i++) {
        put(line, part.headings().get(i), cells.get(i));
      }
    }
    parts.set(part.name(), part.isList() ? lines : lines.get(0));
  }

  private static void put(ArrayNode array, Row row) {
    array.add(object(row));
  }

  private static ObjectNode object(Row row) {
    ObjectNode json = JSON.objectNode();
    for (String field : row.schema().fieldNames()) {
      put(json, field, row.getAs(field));
    }
    return json;
  }

  private static void put(ObjectNode json, String key, @Nullable Object value) {
    if (value instanceof BigDecimal number) {
      json.put(key, number);
    } else if (value instanceof Double number) {
      json.put(key, number);
    } else if (value instanceof Number number) {
      json.put(key, number.longValue());
    } else if (value instanceof Boolean is) {
      json.put(key, is);
    } else if (value instanceof Row row) {
      json.set(key, object(row));
    } else if (value instanceof Seq<?> many) {
      ArrayNode array = json.putArray(key);
      JavaConverters.seqAsJavaList(many).forEach(one -> array.add(String.valueOf(one)));
    } else {
      json.put(key, value == null ? null : value.toString());
    }
  }
}
