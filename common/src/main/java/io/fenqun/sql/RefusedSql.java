package io.fenqun.sql;

import static java.util.Map.entry;

import io.fenqun.conf.Suggestion;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.ExpressionWithUnresolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.Star;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.expressions.UnresolvedWindowExpression;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import scala.Option;
import scala.collection.JavaConverters;

/**
 * What a pack's expression may not hold: it must be a function of one row's values, and run no code
 * but Spark's own.
 */
final class RefusedSql {
  private static final String CODE = "runs code";
  private static final String CHANCE = "gives another answer each time";
  private static final String CLOCK = "reads the clock; use month_end";
  private static final String SESSION = "depends on who runs it and where";
  private static final String LAYOUT = "depends on how the files are laid out";
  private static final String STOP = "stops the run; use an expectation";
  private static final String GROUPS = "groups rows by time";

  private static final Map<String, String> FUNCTIONS =
      Map.ofEntries(
          entry("reflect", CODE),
          entry("java_method", CODE),
          entry("try_reflect", CODE),
          entry("rand", CHANCE),
          entry("random", CHANCE),
          entry("randn", CHANCE),
          entry("uuid", CHANCE),
          entry("shuffle", CHANCE),
          entry("aes_encrypt", CHANCE),
          entry("now", CLOCK),
          entry("current_date", CLOCK),
          entry("curdate", CLOCK),
          entry("current_timestamp", CLOCK),
          entry("localtimestamp", CLOCK),
          entry("current_timezone", SESSION),
          entry("current_user", SESSION),
          entry("session_user", SESSION),
          entry("user", SESSION),
          entry("current_catalog", SESSION),
          entry("current_database", SESSION),
          entry("current_schema", SESSION),
          entry("version", SESSION),
          entry("input_file_name", LAYOUT),
          entry("input_file_block_start", LAYOUT),
          entry("input_file_block_length", LAYOUT),
          entry("monotonically_increasing_id", LAYOUT),
          entry("spark_partition_id", LAYOUT),
          entry("raise_error", STOP),
          entry("assert_true", STOP),
          entry("window", GROUPS),
          entry("session_window", GROUPS),
          entry("window_time", GROUPS));

  private static final String UNIX_TIMESTAMP = "unix_timestamp";

  /** Spark reads these words as the clock where they stand in a typed literal. */
  private static final Pattern CLOCK_LITERAL =
      Pattern.compile(
          "\\b(date|timestamp(_ltz|_ntz)?)\\s*(['\"])\\s*(now|today|yesterday|tomorrow)\\s*\\3",
          Pattern.CASE_INSENSITIVE);

  private static final String AGGREGATES = "agg_funcs";

  private static final Map<String, String> GROUPS_OF_FUNCTIONS =
      Map.of(
          AGGREGATES,
          "is an aggregate, and the expression sees one row",
          "window_funcs",
          "is a window function, and the expression sees one row",
          "generator_funcs",
          "gives several rows");

  private RefusedSql() {}

  /** Why it is refused; empty where it is not. */
  static Optional<String> refusal(SqlExpression expression, Expression tree) {
    if (CLOCK_LITERAL.matcher(expression.text()).find()) {
      return Optional.of("a literal of now, today, yesterday or tomorrow " + CLOCK);
    }
    return SqlTree.all(tree).stream().flatMap(part -> refusal(part).stream()).findFirst();
  }

  /**
   * Why a name that no column has is refused, where Spark would take it for a function written
   * without brackets.
   */
  static Optional<String> refusal(String name) {
    return Optional.ofNullable(FUNCTIONS.get(name.toLowerCase(Locale.ROOT)))
        .map(reason -> name + " " + reason);
  }

  /** True for a name of one of Spark's aggregates, in lower case. */
  static boolean isAggregate(String name) {
    Option<ExpressionInfo> builtIn =
        FunctionRegistry.builtin().lookupFunction(new FunctionIdentifier(name));
    return builtIn.isDefined() && builtIn.get().getGroup().equals(AGGREGATES);
  }

  private static Optional<String> refusal(Expression part) {
    if (part instanceof SubqueryExpression) {
      return Optional.of("a subquery is not allowed; join the source instead");
    }
    if (part instanceof WindowExpression || part instanceof UnresolvedWindowExpression) {
      return Optional.of("a window function is not allowed: the expression sees one row");
    }
    if (part instanceof AggregateExpression aggregate) {
      return Optional.of(
          aggregate.aggregateFunction().prettyName() + "() " + GROUPS_OF_FUNCTIONS.get(AGGREGATES));
    }
    if (part instanceof ExpressionWithUnresolvedIdentifier) {
      return Optional.of("identifier() hides a name; write the name");
    }
    if (part instanceof Star) {
      return Optional.of("* is not allowed here");
    }
    return part instanceof UnresolvedFunction call ? refusal(call) : Optional.empty();
  }

  private static Optional<String> refusal(UnresolvedFunction call) {
    String name = SqlTree.dotted(call.nameParts()).toLowerCase(Locale.ROOT);
    if (FUNCTIONS.containsKey(name)) {
      return Optional.of(name + "() " + FUNCTIONS.get(name));
    }
    if (name.equals(UNIX_TIMESTAMP) && call.arguments().isEmpty()) {
      return Optional.of(name + "() " + CLOCK);
    }
    Option<ExpressionInfo> builtIn =
        FunctionRegistry.builtin().lookupFunction(new FunctionIdentifier(name));
    if (builtIn.isEmpty()) {
      String nearest =
          Suggestion.nearest(name, builtInNames())
              .map(near -> "; did you mean " + near + "?")
              .orElse("");
      return Optional.of(name + "() is not a function of Spark SQL" + nearest);
    }
    return Optional.ofNullable(GROUPS_OF_FUNCTIONS.get(builtIn.get().getGroup()))
        .map(reason -> name + "() " + reason);
  }

  private static List<String> builtInNames() {
    return JavaConverters.seqAsJavaList(FunctionRegistry.builtin().listFunction()).stream()
        .map(FunctionIdentifier::funcName)
        .toList();
  }
}
