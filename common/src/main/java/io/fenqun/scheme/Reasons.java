package io.fenqun.scheme;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.octet_length;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import io.fenqun.sql.SqlExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;

/**
 * Writes why a customer is in a segment: {@code {"code":"BAND","values":{"balance":10000.00}}}. The
 * values are those of the columns that the deciding expressions name, in their order. Where the
 * text would exceed the limit, values are left out from the last one on and {@code omitted} counts
 * them, so that the text depends on the row alone.
 *
 * @param maxBytes limit in bytes of UTF-8
 */
public record Reasons(int maxBytes) {
  /** Why; the words for people are made from it elsewhere. */
  public enum Code {
    /** The predicate of a rule holds. */
    RULE,
    /** No condition before it holds. */
    REST,
    /** The quantity lies in the band. */
    BAND,
    /** The quantity has left the band by no more than the margin. */
    MARGIN,
    /** The place in a ranking. */
    SHARE,
    /** The points of the indicators. */
    SCORE,
    /** Composed of other schemes. */
    COMPOSE,
    /** The codes on the axes of a matrix. */
    MATRIX,
    /** A grade moved by a score. */
    ADJUST,
    /** The nearest centre. */
    CLUSTER,
    /** Outside: no model was fitted yet. */
    NO_MODEL,
    /** Outside: the first proposal awaits approval. */
    AWAITS_APPROVAL,
    /** Outside: the first proposal was rejected. */
    REJECTED,
    /** Outside: the population's predicate is not true. */
    POPULATION,
    /** Outside: a scheme that is composed, or an axis of a matrix, is OUTSIDE. */
    AXIS,
    /** Outside: the deciding quantity is null. */
    NULL,
    /** Outside: no condition holds and there is no rest. */
    NO_MATCH,
    /** Outside: no evaluation of this customer yet. */
    NOT_EVALUATED
  }

  private static final Map<String, String> WITH_NULLS = Map.of("ignoreNullFields", "false");

  /** A reason without values. */
  public Column of(Code code) {
    return of(code, List.of());
  }

  /** A reason with the values of all columns that the expressions name. */
  public Column of(Code code, List<SqlExpression> deciding, Column... facts) {
    List<Column> values =
        deciding.stream()
            .flatMap(expression -> expression.names().stream())
            .distinct()
            .map(name -> value(name))
            .toList();
    List<Column> texts = new ArrayList<>();
    for (int kept = values.size(); kept >= 0; kept--) {
      Column text = json(code, values.subList(0, kept), values.size() - kept, facts);
      texts.add(kept == 0 ? text : when(octet_length(text).leq(maxBytes), text));
    }
    return coalesce(texts.toArray(Column[]::new));
  }

  private static Column value(List<String> name) {
    return SchemeColumns.named(SchemeColumns.wideName(name)).as(String.join(".", name));
  }

  private static Column json(Code code, List<Column> values, int omitted, Column... facts) {
    List<Column> fields = new ArrayList<>();
    fields.add(lit(code.name()).as("code"));
    fields.addAll(List.of(facts));
    if (!values.isEmpty()) {
      fields.add(struct(values.toArray(Column[]::new)).as("values"));
    }
    if (omitted > 0) {
      fields.add(lit(omitted).as("omitted"));
    }
    return to_json(struct(fields.toArray(Column[]::new)), WITH_NULLS);
  }
}
