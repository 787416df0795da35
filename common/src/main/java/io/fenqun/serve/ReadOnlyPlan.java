package io.fenqun.serve;

import io.fenqun.error.FenqunException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.ExpressionWithUnresolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.TableFunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunctionName;
import org.apache.spark.sql.catalyst.analysis.UnresolvedHaving;
import org.apache.spark.sql.catalyst.analysis.UnresolvedInlineTable;
import org.apache.spark.sql.catalyst.analysis.UnresolvedNamespace;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedSubqueryColumnAliases;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTVFAliases;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableOrView;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableValuedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Deduplicate;
import org.apache.spark.sql.catalyst.plans.logical.DescribeColumn;
import org.apache.spark.sql.catalyst.plans.logical.DescribeFunction;
import org.apache.spark.sql.catalyst.plans.logical.DescribeNamespace;
import org.apache.spark.sql.catalyst.plans.logical.DescribeRelation;
import org.apache.spark.sql.catalyst.plans.logical.Distinct;
import org.apache.spark.sql.catalyst.plans.logical.Except;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.Intersect;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LateralJoin;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Offset;
import org.apache.spark.sql.catalyst.plans.logical.OneRowRelation;
import org.apache.spark.sql.catalyst.plans.logical.Pivot;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Repartition;
import org.apache.spark.sql.catalyst.plans.logical.RepartitionByExpression;
import org.apache.spark.sql.catalyst.plans.logical.Sample;
import org.apache.spark.sql.catalyst.plans.logical.SetCatalogAndNamespace;
import org.apache.spark.sql.catalyst.plans.logical.ShowColumns;
import org.apache.spark.sql.catalyst.plans.logical.ShowCreateTable;
import org.apache.spark.sql.catalyst.plans.logical.ShowFunctions;
import org.apache.spark.sql.catalyst.plans.logical.ShowNamespaces;
import org.apache.spark.sql.catalyst.plans.logical.ShowTableExtended;
import org.apache.spark.sql.catalyst.plans.logical.ShowTableProperties;
import org.apache.spark.sql.catalyst.plans.logical.ShowTables;
import org.apache.spark.sql.catalyst.plans.logical.ShowViews;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.plans.logical.Unpivot;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedHint;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import org.apache.spark.sql.catalyst.plans.logical.WithWindowDefinition;
import org.apache.spark.sql.execution.command.DescribeQueryCommand;
import org.apache.spark.sql.execution.command.ExplainCommand;
import org.apache.spark.sql.execution.command.ResetCommand;
import org.apache.spark.sql.execution.command.SetCommand;
import org.apache.spark.sql.execution.command.SetNamespaceCommand;
import org.apache.spark.sql.execution.command.ShowCatalogsCommand;
import org.apache.spark.sql.execution.command.ShowCurrentNamespaceCommand;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * What a statement may be made of, as it is parsed: queries over registered names, and the commands
 * by which clients look around. What is not listed is refused, so that a later Spark cannot let
 * something through. Names of files in place of tables ({@code csv.`…`}), functions that call any
 * Java method and scripts are not listed on purpose.
 */
final class ReadOnlyPlan {
  private static final Set<Class<?>> QUERIES =
      Set.of(
          Aggregate.class,
          Deduplicate.class,
          Distinct.class,
          Except.class,
          Filter.class,
          Generate.class,
          GlobalLimit.class,
          Intersect.class,
          Join.class,
          LateralJoin.class,
          LocalLimit.class,
          LocalRelation.class,
          Offset.class,
          OneRowRelation.class,
          Pivot.class,
          Project.class,
          Repartition.class,
          RepartitionByExpression.class,
          Sample.class,
          Sort.class,
          SubqueryAlias.class,
          Union.class,
          Unpivot.class,
          UnresolvedHaving.class,
          UnresolvedHint.class,
          UnresolvedInlineTable.class,
          UnresolvedRelation.class,
          UnresolvedSubqueryColumnAliases.class,
          UnresolvedTVFAliases.class,
          UnresolvedTableValuedFunction.class,
          UnresolvedWith.class,
          WithWindowDefinition.class);

  private static final Set<Class<?>> COMMANDS =
      Set.of(
          DescribeColumn.class,
          DescribeFunction.class,
          DescribeNamespace.class,
          DescribeQueryCommand.class,
          DescribeRelation.class,
          ExplainCommand.class,
          ResetCommand.class,
          SetCatalogAndNamespace.class,
          SetCommand.class,
          SetNamespaceCommand.class,
          ShowCatalogsCommand.class,
          ShowColumns.class,
          ShowCreateTable.class,
          ShowCurrentNamespaceCommand.class,
          ShowFunctions.class,
          ShowNamespaces.class,
          ShowTableExtended.class,
          ShowTableProperties.class,
          ShowTables.class,
          ShowViews.class,
          UnresolvedFunctionName.class,
          UnresolvedNamespace.class,
          UnresolvedTableOrView.class);

  /** They call any static Java method. */
  private static final Set<String> CALLING_JAVA = Set.of("java_method", "reflect", "try_reflect");

  private static final String CATALOGUE = "spark_catalog";

  private final Predicate<String> databaseExists;

  ReadOnlyPlan(Predicate<String> databaseExists) {
    this.databaseExists = databaseExists;
  }

  /** Refuses a plan that holds, at any depth, something that is not listed. */
  void require(LogicalPlan plan) {
    if (!QUERIES.contains(plan.getClass()) && !COMMANDS.contains(plan.getClass())) {
      throw refused(plan.nodeName());
    }
    if (plan instanceof UnresolvedRelation relation) {
      requireRegistered(relation.multipartIdentifier());
    } else if (plan instanceof UnresolvedTableOrView relation) {
      requireRegistered(relation.multipartIdentifier());
    } else if (plan instanceof UnresolvedNamespace namespace) {
      requireDatabase(list(namespace.multipartIdentifier()));
    } else if (plan instanceof SetNamespaceCommand use) {
      requireDatabase(list(use.namespace()));
    } else if (plan instanceof UnresolvedTableValuedFunction function) {
      requireSparksOwn(function.name());
    } else if (plan instanceof UnresolvedWith with) {
      list(with.cteRelations()).forEach(named -> require(named._2()));
    } else if (plan instanceof ExplainCommand explain) {
      require(explain.logicalPlan());
    } else if (plan instanceof DescribeQueryCommand describe) {
      require(describe.plan());
    }
    list(plan.expressions()).forEach(this::require);
    list(plan.children()).forEach(this::require);
  }

  private void require(Expression expression) {
    if (expression instanceof ExpressionWithUnresolvedIdentifier) {
      throw refused("IDENTIFIER(…)");
    }
    if (expression instanceof UnresolvedFunction function) {
      String name = list(function.nameParts()).get(function.nameParts().size() - 1);
      if (CALLING_JAVA.contains(name.toLowerCase(Locale.ROOT))) {
        throw refused("function " + name);
      }
    }
    if (expression instanceof PlanExpression<?> subquery
        && subquery.plan() instanceof LogicalPlan plan) {
      require(plan);
    }
    list(expression.children()).forEach(this::require);
  }

  private void requireRegistered(Seq<String> name) {
    List<String> parts = list(name);
    if (parts.size() > 1) {
      requireDatabase(parts.subList(0, parts.size() - 1));
    }
  }

  private void requireDatabase(List<String> parts) {
    boolean isOfTheCatalogue = !parts.isEmpty() && parts.get(0).equals(CATALOGUE);
    List<String> database = isOfTheCatalogue ? parts.subList(1, parts.size()) : parts;
    if (database.size() > 1 || !database.stream().allMatch(databaseExists)) {
      throw FenqunException.config(
          "Cannot run this statement: there is no database "
              + String.join(".", parts)
              + " here, and files are not read; show databases lists what there is");
    }
  }

  private static void requireSparksOwn(Seq<String> name) {
    List<String> parts = list(name);
    if (parts.size() != 1
        || !TableFunctionRegistry.builtin()
            .functionExists(
                new FunctionIdentifier(parts.get(0).toLowerCase(Locale.ROOT), Option.empty()))) {
      throw refused("function " + String.join(".", parts));
    }
  }

  private static FenqunException refused(String what) {
    return FenqunException.config(
        "Cannot run this statement: the server only reads, and "
            + what
            + " is not among what it lets through; use select, show, describe, explain, use, set");
  }

  private static <T> List<T> list(Seq<T> seq) {
    return JavaConverters.seqAsJavaList(seq);
  }
}
