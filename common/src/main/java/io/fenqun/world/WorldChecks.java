package io.fenqun.world;

import io.fenqun.conf.Position;
import io.fenqun.conf.Problems;
import io.fenqun.conf.Suggestion;
import io.fenqun.sql.Draws;
import io.fenqun.sql.Expected;
import io.fenqun.sql.ExpressionChecker;
import io.fenqun.sql.Scope;
import io.fenqun.sql.SqlExpression;
import io.fenqun.sql.WeightedList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Checks the names and types of a world without data. Each value sees those before it; the draws
 * are the same for every seed, as far as types go.
 */
public final class WorldChecks {
  private static final long ANY_SEED = 0;

  private final World world;
  private final ExpressionChecker expressions;
  private final Problems problems;

  public WorldChecks(World world, ExpressionChecker expressions, Problems problems) {
    this.world = world;
    this.expressions = expressions;
    this.problems = problems;
  }

  /** Faults go to the problems. */
  public void check(Position file) {
    Map<String, DataType> customer = new LinkedHashMap<>();
    customer.put(World.NUMBER, DataTypes.LongType);
    customer.put(World.NOISE, DataTypes.DoubleType);
    Draws draws = world.customerDraws(ANY_SEED);
    for (WorldValue value : world.customer()) {
      add(
          customer,
          value.name(),
          typeOf(value.expr(), customer, draws, value.type()),
          value.expr().position());
    }
    require(file, customer, World.CUSTOMER_ID, DataTypes.StringType);
    require(file, customer, World.OPENED, DataTypes.IntegerType);
    Map<String, DataType> month = months(customer);
    for (WorldTable table : world.tables()) {
      table(table, customer, month);
    }
    for (WorldTable table : world.truth()) {
      table(table, customer, month);
    }
    for (WorldCheck check : world.checks()) {
      expressions.checkQuery(check.query());
      expressions.checkForm(check.expect());
    }
  }

  private void require(Position file, Map<String, DataType> customer, String name, DataType type) {
    DataType found = customer.get(name);
    if (found == null) {
      problems.add(file, "customer: " + name + " is missing; its type is " + type.simpleString());
    } else if (!found.equals(type) && !(found instanceof NullType)) {
      problems.add(
          file,
          "customer: "
              + name
              + " is "
              + found.simpleString()
              + "; it must be "
              + type.simpleString());
    }
  }

  private Map<String, DataType> months(Map<String, DataType> customer) {
    Map<String, DataType> month = new LinkedHashMap<>(customer);
    month.putAll(calendar());
    for (WorldValue value : world.month()) {
      value
          .start()
          .ifPresent(
              start -> {
                DataType type =
                    typeOf(start, customer, world.customerDraws(ANY_SEED), value.type());
                month.put(World.BEFORE + "." + value.name(), type);
              });
    }
    Draws draws = world.monthDraws(ANY_SEED);
    for (WorldValue value : world.month()) {
      add(
          month,
          value.name(),
          typeOf(value.expr(), month, draws, value.type()),
          value.expr().position());
    }
    return month;
  }

  private static Map<String, DataType> calendar() {
    return Map.of(
        World.TIME, DataTypes.IntegerType,
        World.MONTH_START, DataTypes.DateType,
        Scope.MONTH_END, DataTypes.DateType,
        World.DAYS, DataTypes.IntegerType);
  }

  private void table(
      WorldTable table, Map<String, DataType> customer, Map<String, DataType> month) {
    boolean isList = table.grain().isOfList();
    if (isList && !knowsList(table)) {
      return;
    }
    Map<String, DataType> names = new HashMap<>();
    switch (table.grain()) {
      case MONTH -> names.putAll(month);
      case CUSTOMER -> names.putAll(customer);
      case LIST -> names.putAll(fieldsOfTheList(table));
      case LIST_MONTH -> {
        names.putAll(calendar());
        names.putAll(fieldsOfTheList(table));
      }
    }
    names.keySet().removeIf(name -> name.startsWith(World.BEFORE + "."));
    Draws draws = world.rowDraws(ANY_SEED, table);
    for (WorldTable.Part part : table.parts()) {
      typeOf(part.rows(), names, world.countDraws(ANY_SEED, table), Optional.empty());
    }
    if (!isList) {
      names.put(World.PART, DataTypes.IntegerType);
      names.put(World.ROW, DataTypes.IntegerType);
      names.put(World.ROWS, DataTypes.IntegerType);
    }
    Set<String> columns = new HashSet<>();
    for (WorldTable.Column column : table.columns()) {
      column.expr().ifPresent(expr -> typeOf(expr, names, draws, Optional.empty()));
      if (isList && column.expr().isEmpty() && !names.containsKey(column.name())) {
        problems.add(
            column.position(),
            "no field of the list is called " + column.name() + "; give the column an expr");
      }
      for (WorldTable.Part part : table.parts()) {
        Optional.ofNullable(part.values().get(column.name()))
            .ifPresent(expr -> typeOf(expr, names, draws, Optional.empty()));
      }
      if (!columns.add(column.name())) {
        problems.add(column.position(), column.name() + " stands twice; keep one");
      }
      if (names.putIfAbsent(column.name(), column.type()) == null) {
        fields(column.name(), column.type()).forEach(names::put);
      }
    }
    for (WorldTable.Part part : table.parts()) {
      part.where().ifPresent(where -> check(where, names, draws, Expected.CONDITION));
      part.values().forEach((name, expr) -> isGiven(table, name, expr));
    }
    for (Map<String, SqlExpression> fault : table.faults()) {
      fault.forEach(
          (name, expr) -> {
            isColumn(table, name, expr);
            typeOf(expr, names, draws, Optional.empty());
          });
    }
  }

  private boolean knowsList(WorldTable table) {
    String name = table.list().orElse("");
    boolean known = world.lists().containsKey(name);
    if (!known) {
      problems.add(
          table.position(),
          "'"
              + name
              + "' is no list of this world"
              + Suggestion.among(name, world.lists().keySet()));
    }
    return known;
  }

  private Map<String, DataType> fieldsOfTheList(WorldTable table) {
    Map<String, DataType> fields = new HashMap<>();
    WeightedList list = world.lists().get(table.list().orElse(""));
    if (list != null) {
      for (StructField field : list.type().fields()) {
        fields.put(field.name(), field.dataType());
      }
    }
    return fields;
  }

  private void isGiven(WorldTable table, String name, SqlExpression expr) {
    isColumn(table, name, expr);
    if (table.columns().stream().anyMatch(c -> c.name().equals(name) && c.expr().isPresent())) {
      problems.add(expr.position(), name + " has an expression of its own; drop one of the two");
    }
  }

  private void isColumn(WorldTable table, String name, SqlExpression expr) {
    List<String> known = table.columns().stream().map(WorldTable.Column::name).toList();
    if (!known.contains(name)) {
      problems.add(
          expr.position(),
          name + " is no column of " + table.name() + Suggestion.among(name, known));
    }
  }

  private void add(Map<String, DataType> names, String name, DataType type, Position position) {
    if (names.put(name, type) != null) {
      problems.add(position, name + " stands twice; choose another name");
    }
    fields(name, type).forEach(names::put);
  }

  /** A field of a drawn entry is written {@code name.field}. */
  private static Map<String, DataType> fields(String name, DataType type) {
    Map<String, DataType> fields = new HashMap<>();
    if (type instanceof StructType struct) {
      for (StructField field : struct.fields()) {
        fields.put(name + "." + field.name(), field.dataType());
      }
    }
    return fields;
  }

  private DataType typeOf(
      SqlExpression expr, Map<String, DataType> names, Draws draws, Optional<DataType> declared) {
    Optional<DataType> found = check(expr, names, draws, Expected.ANYTHING);
    return declared.or(() -> found).orElse(DataTypes.NullType);
  }

  private Optional<DataType> check(
      SqlExpression expr, Map<String, DataType> names, Draws draws, Expected expected) {
    return expressions.check(expr, Scope.of(names).drawing(draws), expected);
  }
}
