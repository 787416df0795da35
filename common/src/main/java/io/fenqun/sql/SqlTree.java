package io.fenqun.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** A parsed expression, walked and rewritten from Java. */
final class SqlTree {
  private SqlTree() {}

  /** Throws Spark's ParseException, whose first line says what is wrong. */
  static Expression parse(SqlExpression expression) throws ParseException {
    return CatalystSqlParser$.MODULE$.parseExpression(expression.text());
  }

  /** Throws as {@link #parse} does. */
  static LogicalPlan parseQuery(SqlExpression query) throws ParseException {
    return CatalystSqlParser$.MODULE$.parsePlan(query.text());
  }

  static List<Expression> children(Expression tree) {
    return JavaConverters.seqAsJavaList(tree.children());
  }

  /** The tree and everything below it, parents first. */
  static List<Expression> all(Expression tree) {
    List<Expression> all = new ArrayList<>(List.of(tree));
    children(tree).forEach(child -> all.addAll(all(child)));
    return all;
  }

  static String dotted(Seq<String> parts) {
    return String.join(".", JavaConverters.seqAsJavaList(parts));
  }

  /**
   * A copy in which {@code replacement} stands where it gives one; what it gives is not looked into
   * again.
   */
  static Expression replace(
      Expression tree, Function<Expression, Optional<Expression>> replacement) {
    return replacement
        .apply(tree)
        .orElseGet(
            () -> (Expression) tree.mapChildren(child -> replace((Expression) child, replacement)));
  }

  /** The reason in one of Spark's messages: without its code, the SQL text and the plan. */
  static String reason(AnalysisException failure) {
    String message =
        Objects.requireNonNullElse(
            failure instanceof ParseException ? failure.getMessage() : failure.message(), "");
    String line = message.strip().lines().findFirst().orElse("");
    return line.replaceFirst("^\\[[A-Z_.0-9]+\\] ", "")
        .replaceFirst("[;.]? ?\\(?line \\d+,? pos \\d+\\)?.*$", "")
        .replaceFirst("\\.$", "");
  }
}
