package io.fenqun.sql;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.RuntimeReplaceable;
import org.apache.spark.sql.types.DataType;

/**
 * Named places of one row that is filled from left to right, and expressions over them that are
 * evaluated without a query: for values that depend on the value before, customer by customer.
 */
public final class RowFrame {
  /** No name of a pack begins so. */
  private static final String SECOND = "#";

  private final DatalessAnalyzer analyzer;
  private final Map<String, DataType> types = new LinkedHashMap<>();
  private final Map<String, Integer> places = new LinkedHashMap<>();

  public RowFrame() {
    this(new DatalessAnalyzer());
  }

  private RowFrame(DatalessAnalyzer analyzer) {
    this.analyzer = analyzer;
  }

  /** A frame that begins with the places of this one. */
  public RowFrame copy() {
    RowFrame copy = new RowFrame(analyzer);
    copy.types.putAll(types);
    copy.places.putAll(places);
    return copy;
  }

  /** The next place; names are not given twice. */
  public int add(String name, DataType type) {
    if (types.put(name, type) != null) {
      throw new IllegalArgumentException(name + " has a place already");
    }
    places.put(name, places.size());
    return places.size() - 1;
  }

  /**
   * The next place, for a column that is written; where its name is taken, the name goes on meaning
   * what it meant.
   */
  public int addColumn(String name, DataType type) {
    return add(places.containsKey(name) ? SECOND + name : name, type);
  }

  /** The place of a column that {@link #addColumn} added. */
  public int column(String name) {
    return place(places.containsKey(SECOND + name) ? SECOND + name : name);
  }

  public int place(String name) {
    Integer place = places.get(name);
    if (place == null) {
      throw new IllegalArgumentException("no place is called " + name);
    }
    return place;
  }

  public int size() {
    return places.size();
  }

  /**
   * An expression that the pack's check has passed, over the places that are there now.
   *
   * @param declared type that the value is cast to
   */
  public RowValue value(SqlExpression expression, Draws draws, Optional<DataType> declared) {
    Expression tree = SqlTree.replace(draws.expand(expression.column().expr()), this::nameWithDots);
    Expression typed = declared.map(type -> new Column(tree).cast(type).expr()).orElse(tree);
    Expression analyzed = analyzer.analyze(typed, types);
    return new RowValue(SqlTree.replace(executable(analyzed), this::bound), analyzed.dataType());
  }

  private Optional<Expression> nameWithDots(Expression part) {
    return part instanceof UnresolvedAttribute attribute
            && places.containsKey(SqlTree.dotted(attribute.nameParts()))
        ? Optional.of(UnresolvedAttribute.quoted(SqlTree.dotted(attribute.nameParts())))
        : Optional.empty();
  }

  /** What only an optimizer would replace cannot be evaluated as it stands. */
  private static Expression executable(Expression tree) {
    return tree instanceof RuntimeReplaceable replaceable
        ? executable(replaceable.replacement())
        : (Expression) tree.mapChildren(child -> executable((Expression) child));
  }

  private Optional<Expression> bound(Expression part) {
    if (part instanceof AttributeReference attribute) {
      Integer place = places.get(attribute.name());
      if (place != null) {
        return Optional.of(new BoundReference(place, attribute.dataType(), true));
      }
    }
    return Optional.empty();
  }
}
