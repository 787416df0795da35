package io.fenqun.serve;

import io.fenqun.error.FenqunException;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * A parser that gives out the plan of a statement only when it reads and nothing else: what is
 * allowed is listed in {@link ReadOnlyPlan}, everything else is refused with kind CONFIG. A session
 * that sets what would lead around the list is refused whole: another catalogue, or the
 * substitution of variables, which shows the server's environment.
 */
final class ReadOnlyParser implements ParserInterface {
  private static final String OTHER_CATALOGUE = "spark.sql.catalog.";
  private static final List<String> FIXED =
      List.of("spark.sql.defaultCatalog", "spark.sql.variable.substitute");

  private final SparkSession session;
  private final ParserInterface parser;

  ReadOnlyParser(SparkSession session, ParserInterface parser) {
    this.session = session;
    this.parser = parser;
  }

  @Override
  public LogicalPlan parsePlan(String text) throws ParseException {
    LogicalPlan plan = parser.parsePlan(text);
    if (!ReadOnly.isLifted()) {
      requireTheServersSettings();
      new ReadOnlyPlan(database -> session.sessionState().catalog().databaseExists(database))
          .require(plan);
    }
    return plan;
  }

  private void requireTheServersSettings() {
    SparkConf server = session.sparkContext().getConf();
    JavaConverters.mapAsJavaMap(session.conf().getAll())
        .forEach(
            (key, value) -> {
              if ((key.startsWith(OTHER_CATALOGUE) || FIXED.contains(key))
                  && !value.equals(server.get(key, ""))) {
                throw FenqunException.config(
                    "Cannot run this statement: the session sets "
                        + key
                        + ", which is the server's to set; connect again without it");
              }
            });
  }

  @Override
  public LogicalPlan parseQuery(String text) throws ParseException {
    return parser.parseQuery(text);
  }

  @Override
  public Expression parseExpression(String text) throws ParseException {
    return parser.parseExpression(text);
  }

  @Override
  public TableIdentifier parseTableIdentifier(String text) throws ParseException {
    return parser.parseTableIdentifier(text);
  }

  @Override
  public FunctionIdentifier parseFunctionIdentifier(String text) throws ParseException {
    return parser.parseFunctionIdentifier(text);
  }

  @Override
  public Seq<String> parseMultipartIdentifier(String text) throws ParseException {
    return parser.parseMultipartIdentifier(text);
  }

  @Override
  public StructType parseTableSchema(String text) throws ParseException {
    return parser.parseTableSchema(text);
  }

  @Override
  public DataType parseDataType(String text) throws ParseException {
    return parser.parseDataType(text);
  }
}
