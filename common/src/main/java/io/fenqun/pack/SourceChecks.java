package io.fenqun.pack;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Suggestion;
import io.fenqun.source.SourceColumn;
import io.fenqun.source.SourceDef;
import io.fenqun.source.SourceDef.JoinDef;
import io.fenqun.sql.Expected;
import io.fenqun.sql.ExpressionChecker;
import io.fenqun.sql.Scope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * Checks each source against the others, and works out the columns of its clean table: declared,
 * then joined, then derived.
 */
final class SourceChecks {
  private static final List<String> COLUMN_KEYS = List.of("columns", "join", "derive");

  private final ExpressionChecker expressions;
  private final Map<String, Declared<SourceDef>> sources;
  private final List<String> inDoubt;
  private final Map<String, Scope> scopes = new LinkedHashMap<>();

  private SourceChecks(ExpressionChecker expressions, Map<String, Declared<SourceDef>> sources) {
    this.expressions = expressions;
    this.sources = sources;
    this.inDoubt =
        sources.keySet().stream().filter(name -> areColumnsInDoubt(source(name).yaml())).toList();
  }

  /**
   * @param sources by name
   * @return the columns of each clean table, in the order in which the tables can be made: what is
   *     joined comes first
   */
  static Map<String, Scope> check(
      ExpressionChecker expressions, Map<String, Declared<SourceDef>> sources) {
    SourceChecks checks = new SourceChecks(expressions, sources);
    checks.joinOrder().forEach(name -> checks.check(checks.source(name)));
    return checks.scopes;
  }

  /**
   * Where the form is at fault it is open which columns there are, so that no name can be called
   * unknown.
   */
  private static boolean areColumnsInDoubt(ConfNode yaml) {
    return COLUMN_KEYS.stream().anyMatch(key -> yaml.problems().at(yaml.position(key)));
  }

  private Declared<SourceDef> source(String name) {
    return Objects.requireNonNull(sources.get(name));
  }

  private List<String> joinOrder() {
    Map<String, List<String>> reads = new LinkedHashMap<>();
    sources.forEach(
        (name, source) ->
            reads.put(name, source.def().joins().stream().map(JoinDef::from).toList()));
    return ComputingOrder.of(
        reads,
        cycle ->
            source(cycle.get(0))
                .yaml()
                .problem(
                    "join", "sources join each other in a circle: " + String.join(" > ", cycle)));
  }

  private void check(Declared<SourceDef> source) {
    ConfNode yaml = source.yaml();
    SourceDef def = source.def();
    ReservedNames.refusalOfSource(def.name())
        .ifPresent(refusal -> yaml.problems().add(yaml.position(), refusal));
    if (!def.isTransactions() && !def.isMonthly() && def.history()) {
      yaml.problem(
          "history",
          "a snapshot without {month} in its location is true of every month; say history: false");
    }
    CleanColumns columns = new CleanColumns(source, inDoubt.contains(def.name()));
    declare(columns);
    checkKeyAndTime(columns);
    List<ConfNode> joins = yaml.children("join");
    Map<String, DataType> declared = Map.copyOf(columns.types());
    for (int i = 0; i < joins.size(); i++) {
      join(def.joins().get(i), joins.get(i), declared, columns);
    }
    derive(columns);
    scopes.put(def.name(), columns.scope());
    def.customer()
        .ifPresent(
            name ->
                columns.require(
                    name, columns.types(), "a column of this source", yaml, "customer"));
    def.expect()
        .forEach(
            expectation ->
                expressions.check(expectation.check(), columns.scope(), Expected.CONDITION));
  }

  private void declare(CleanColumns columns) {
    List<ConfNode> nodes = columns.source().yaml().children("columns");
    for (int i = 0; i < nodes.size(); i++) {
      SourceColumn column = columns.source().def().columns().get(i);
      expressions.checkForm(column.expr());
      columns.add(column.name(), known(column.type(), nodes.get(i)), nodes.get(i), "name");
    }
  }

  /** Void where a fault leaves the type open. */
  private static DataType known(DataType type, ConfNode column) {
    return column.problems().at(column.position("type")) ? DataTypes.NullType : type;
  }

  private static void checkKeyAndTime(CleanColumns columns) {
    ConfNode yaml = columns.source().yaml();
    SourceDef def = columns.source().def();
    def.key()
        .forEach(key -> columns.require(key, columns.types(), "a declared column", yaml, "key"));
    def.eventTime()
        .ifPresent(
            time ->
                columns.require(time, columns.types(), "a declared column", yaml, "event_time"));
    def.eventTime()
        .flatMap(time -> Optional.ofNullable(columns.types().get(time)))
        .filter(
            type ->
                !(type instanceof DateType
                    || type instanceof TimestampType
                    || type instanceof TimestampNTZType
                    || type instanceof NullType))
        .ifPresent(
            type ->
                yaml.problem(
                    "event_time", "is " + type.simpleString() + "; a date or timestamp is wanted"));
  }

  private void join(
      JoinDef join, ConfNode yaml, Map<String, DataType> declared, CleanColumns columns) {
    Declared<SourceDef> other = sources.get(join.from());
    if (other == null) {
      yaml.problem(
          "from",
          "unknown source " + join.from() + Suggestion.among(join.from(), sources.keySet()));
    } else if (other.def().isTransactions()) {
      yaml.problem("from", join.from() + " holds transactions; only a snapshot can be joined");
    }
    Scope theirs = scopes.getOrDefault(join.from(), Scope.of(Map.of()).doubting(name -> true));
    for (String name : join.using()) {
      String ours = "a declared column of " + columns.source().def().name();
      columns.require(name, declared, ours, yaml, "using");
      if (declared.containsKey(name)) {
        requireTheirs(name, theirs, join, yaml, "using");
      }
    }
    join.columns()
        .forEach(
            (name, theirName) -> {
              requireTheirs(theirName, theirs, join, yaml, "columns");
              columns.add(
                  name,
                  theirs.types().getOrDefault(theirName, DataTypes.NullType),
                  yaml,
                  "columns");
            });
    join.where().ifPresent(where -> expressions.check(where, theirs, Expected.CONDITION));
  }

  private static void requireTheirs(
      String name, Scope theirs, JoinDef join, ConfNode yaml, String key) {
    if (!theirs.types().containsKey(name) && !theirs.doubts().test(name)) {
      yaml.problem(
          key,
          name
              + " is not a column of "
              + join.from()
              + Suggestion.among(name, theirs.types().keySet()));
    }
  }

  private void derive(CleanColumns columns) {
    List<ConfNode> nodes = columns.source().yaml().children("derive");
    for (int i = 0; i < nodes.size(); i++) {
      ConfNode node = nodes.get(i);
      SourceColumn column = columns.source().def().derive().get(i);
      expressions
          .check(column.expr(), columns.scope(), Expected.ANYTHING)
          .filter(type -> !Cast.canCast(type, column.type()))
          .ifPresent(
              type ->
                  node.problem(
                      "type",
                      "expr gives "
                          + type.simpleString()
                          + ", which cannot become "
                          + column.type().simpleString()));
      columns.add(column.name(), known(column.type(), node), node, "name");
    }
  }
}
