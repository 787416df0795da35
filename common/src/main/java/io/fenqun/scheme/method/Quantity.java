package io.fenqun.scheme.method;

import static org.apache.spark.sql.functions.lit;

import io.fenqun.scheme.Working;
import io.fenqun.sql.SqlExpression;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;

/** The one quantity that decides, as a part of an explanation. */
final class Quantity {
  private Quantity() {}

  /** The expression, the columns that it names, and its value. */
  static Working working(SqlExpression by, Column value) {
    return Working.ofFacts("quantity", facts(by, value));
  }

  static Map<String, Column> facts(SqlExpression by, Column value) {
    Map<String, Column> facts = new LinkedHashMap<>();
    facts.put("expression", lit(by.text()));
    facts.put("values", Working.values(List.of(by)));
    facts.put("value", value);
    return facts;
  }
}
