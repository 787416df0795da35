package io.fenqun.world;

import io.fenqun.conf.Position;
import io.fenqun.sql.SqlExpression;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;

/**
 * Records that the world leaves behind.
 *
 * @param name of the source that reads them, or of a table of the truth
 * @param list the entries are the records, for grains LIST and LIST_MONTH
 * @param columns in order; each sees what stands before it
 * @param parts kinds of records, of one customer and month or of one customer
 * @param faults damages that a dirty record has one of: new values of columns; none: it stands
 *     twice
 */
public record WorldTable(
    String name,
    Position position,
    Grain grain,
    Optional<String> list,
    List<Column> columns,
    List<Part> parts,
    List<Map<String, SqlExpression>> faults) {

  /** Columns that the files hold. */
  public List<String> written() {
    return columns.stream().filter(column -> !column.hidden()).map(Column::name).toList();
  }

  /** What the records are made of. */
  public enum Grain {
    /** Each month of each customer's path. */
    MONTH,
    /** Each customer, once. */
    CUSTOMER,
    /** The entries of a list; no customer. */
    LIST,
    /** The entries of a list in each month; no customer. */
    LIST_MONTH;

    /** True where records are of a month and lie in its folder. */
    public boolean isMonthly() {
      return this == MONTH || this == LIST_MONTH;
    }

    /** True where records are made of a list, and of no customer. */
    public boolean isOfList() {
      return this == LIST || this == LIST_MONTH;
    }
  }

  /**
   * @param expr empty where each part gives its own
   * @param hidden true: only for the columns after it
   */
  public record Column(
      String name,
      Position position,
      DataType type,
      Optional<SqlExpression> expr,
      boolean hidden) {}

  /**
   * @param rows how many records; null and below 1: none
   * @param where of these, the ones that are kept; over the columns too
   * @param values of the columns that have no expression of their own
   */
  public record Part(
      SqlExpression rows, Optional<SqlExpression> where, Map<String, SqlExpression> values) {}
}
