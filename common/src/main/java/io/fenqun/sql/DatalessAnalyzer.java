package io.fenqun.sql;

import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.catalyst.QueryPlanningTracker;
import org.apache.spark.sql.catalyst.analysis.Analyzer;
import org.apache.spark.sql.catalyst.analysis.FakeV2SessionCatalog$;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.catalog.InMemoryCatalog;
import org.apache.spark.sql.catalyst.catalog.SessionCatalog;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.connector.catalog.CatalogManager;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Metadata;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.collection.immutable.Nil$;

/**
 * Spark's own analysis of an expression over declared columns: no session, no data, no function but
 * Spark's.
 */
final class DatalessAnalyzer {
  private final Analyzer analyzer =
      new Analyzer(
          new CatalogManager(
              FakeV2SessionCatalog$.MODULE$,
              new SessionCatalog(
                  new InMemoryCatalog(new SparkConf(false), new Configuration(false)),
                  FunctionRegistry.builtin())));

  /**
   * The expression with every name bound and every type settled; throws Spark's AnalysisException
   * where it cannot be.
   */
  Expression analyze(Expression tree, Map<String, DataType> columns) {
    Seq<NamedExpression> selection =
        seq(
            List.of(
                new Alias(
                    tree, "value", NamedExpression.newExprId(), none(), Option.empty(), none())));
    LogicalPlan plan =
        analyzer.executeAndCheck(
            new Project(selection, relation(columns)), new QueryPlanningTracker(Option.empty()));
    return ((Alias) plan.expressions().head()).child();
  }

  private static LocalRelation relation(Map<String, DataType> columns) {
    List<AttributeReference> attributes =
        columns.entrySet().stream()
            .map(
                c ->
                    new AttributeReference(
                        c.getKey(),
                        c.getValue(),
                        true,
                        Metadata.empty(),
                        NamedExpression.newExprId(),
                        none()))
            .toList();
    return new LocalRelation(seq(attributes), none(), false);
  }

  private static <T> Seq<T> seq(List<? extends T> list) {
    return JavaConverters.<T>asScalaBuffer(List.copyOf(list)).toSeq();
  }

  @SuppressWarnings("unchecked") // the empty list holds no element of a wrong type
  private static <T> Seq<T> none() {
    return (Seq<T>) (Seq<?>) Nil$.MODULE$;
  }
}
