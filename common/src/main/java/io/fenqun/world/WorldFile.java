package io.fenqun.world;

import io.fenqun.conf.ConfNode;
import io.fenqun.error.FenqunException;
import io.fenqun.sql.SqlExpression;
import io.fenqun.sql.WeightedList;
import io.fenqun.time.Month;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.TimestampNTZType;

/** The YAML of a world, value by value. */
final class WorldFile {
  private static final String WEIGHT = "weight";

  private final ConfNode file;

  WorldFile(ConfNode file) {
    this.file = file;
  }

  World read() {
    return new World(
        firstMonth(),
        file.decimal("noise").map(BigDecimal::doubleValue).orElse(0.0),
        lists(),
        values("customer"),
        values("month"),
        tables("tables"),
        tables("truth"),
        file.children("checks").stream().map(WorldFile::check).toList(),
        file.child("demo")
            .map(demo -> new World.DemoSize(demo.text("option"), demo.integer("customers", 0))));
  }

  private Month firstMonth() {
    String text = file.text("first_month");
    try {
      return Month.parse(text);
    } catch (FenqunException e) {
      file.problem("first_month", "'" + text + "' is not a month; write for example 2024-01");
      return Month.of(2000, 1);
    }
  }

  private Map<String, WeightedList> lists() {
    Map<String, WeightedList> lists = new LinkedHashMap<>();
    file.child("lists")
        .ifPresent(
            node ->
                node.keys().forEach(name -> list(node, name).ifPresent(l -> lists.put(name, l))));
    return lists;
  }

  /** Where it is at fault, its entries with equal weights stand in, so that names are found. */
  private static Optional<WeightedList> list(ConfNode lists, String name) {
    List<Map<String, String>> entries = new ArrayList<>();
    List<BigDecimal> weights = new ArrayList<>();
    for (ConfNode entry : lists.children(name)) {
      Map<String, String> fields = new LinkedHashMap<>();
      entry.keys().stream()
          .filter(field -> !field.equals(WEIGHT))
          .forEach(field -> fields.put(field, entry.text(field)));
      if (!entries.isEmpty() && !fields.keySet().equals(entries.get(0).keySet())) {
        lists.problem(
            name,
            "its entries have different fields: "
                + entries.get(0).keySet()
                + " and "
                + fields.keySet());
      } else {
        entries.add(fields);
        weights.add(entry.decimal(WEIGHT).orElse(BigDecimal.ONE));
      }
    }
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    boolean weighs = weights.stream().anyMatch(weight -> weight.signum() > 0);
    if (!weighs || weights.stream().anyMatch(weight -> weight.signum() < 0)) {
      lists.problem(name, "a weight is not below 0, and one of them is above it");
      weights.replaceAll(any -> BigDecimal.ONE);
    }
    return Optional.of(new WeightedList(entries, weights));
  }

  private List<WorldValue> values(String key) {
    return file.children(key).stream()
        .map(
            node ->
                new WorldValue(
                    node.text("name"),
                    node.has("type") ? Optional.of(type(node)) : Optional.empty(),
                    SqlExpression.optional(node, "start"),
                    SqlExpression.from(node, "expr")))
        .toList();
  }

  private List<WorldTable> tables(String key) {
    return file.children(key).stream().map(WorldFile::table).toList();
  }

  private static WorldTable table(ConfNode node) {
    return new WorldTable(
        node.text("name"),
        node.position("name"),
        node.choice("grain", WorldTable.Grain.class, WorldTable.Grain.MONTH),
        node.optionalText("list"),
        node.children("columns").stream().map(WorldFile::column).toList(),
        node.children("parts").stream().map(WorldFile::part).toList(),
        node.children("faults").stream().map(WorldFile::expressions).toList());
  }

  private static WorldTable.Column column(ConfNode node) {
    return new WorldTable.Column(
        node.text("name"),
        node.position("name"),
        type(node),
        SqlExpression.optional(node, "expr"),
        node.flag("hidden", false));
  }

  private static WorldTable.Part part(ConfNode node) {
    return new WorldTable.Part(
        SqlExpression.optional(node, "rows").orElse(new SqlExpression("1", node.position())),
        SqlExpression.optional(node, "where"),
        node.child("values").map(WorldFile::expressions).orElse(Map.of()));
  }

  private static Map<String, SqlExpression> expressions(ConfNode node) {
    Map<String, SqlExpression> expressions = new LinkedHashMap<>();
    node.keys().forEach(name -> expressions.put(name, SqlExpression.from(node, name)));
    return expressions;
  }

  private static WorldCheck check(ConfNode node) {
    return new WorldCheck(
        node.labels(), SqlExpression.from(node, "query"), SqlExpression.from(node, "expect"));
  }

  private static DataType type(ConfNode node) {
    String text = node.text("type");
    try {
      DataType type = text.isEmpty() ? DataTypes.StringType : DataType.fromDDL(text);
      if (!(type instanceof TimestampNTZType)) {
        return type;
      }
    } catch (Exception e) { // Scala code throws a checked exception that it does not declare
      if (!(e instanceof AnalysisException)) {
        throw e;
      }
    }
    node.problem(
        "type",
        "'" + text + "' is not a type; write for example string, bigint, decimal(18,2), date");
    return DataTypes.StringType;
  }
}
