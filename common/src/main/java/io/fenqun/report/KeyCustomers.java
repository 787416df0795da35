package io.fenqun.report;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.fenqun.sql.SqlExpression;
import io.fenqun.sql.WideFrame;
import io.fenqun.table.Tables;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * Who is on which list: one pass over the customers, whatever the number of lists.
 *
 * @param value the feature at stake where a list names nothing else
 */
public record KeyCustomers(List<KeyListDef> lists, String value) {
  /** By what a list is ranked, decimal(24,6), never null: unknown ones lie below all others. */
  public static final String ORDER = "list__order";

  private static final String ENTRY = "list__entry";

  /** Below everything that ORDER's type holds of known quantities. */
  private static final String BELOW_ALL = "-1000000000000000000";

  /**
   * A row for each list that a customer is on: customer_id, month, list, {@link #ORDER}, reasons
   * (codes in file order, empty where none holds), value_at_stake (to the cent, half up), treatment
   * and owner.
   *
   * @param customers one row a customer and month, those who departed too: is_departed, and a
   *     column for each name that a list uses, under {@link WideFrame#column}
   */
  public Dataset<Row> of(Dataset<Row> customers) {
    Column[] entries = lists.stream().map(this::entry).toArray(Column[]::new);
    return customers
        .select(
            col("customer_id"),
            col("month"),
            explode(filter(array(entries), Column::isNotNull)).as(ENTRY))
        .select("customer_id", "month", ENTRY + ".*");
  }

  /** Null where the customer is not on the list. */
  private Column entry(KeyListDef list) {
    Column isOnIt = coalesce(WideFrame.column(list.where()), lit(false));
    Column isMeant = list.asksForDeparted() ? isOnIt : isOnIt.and(not(col(KeyListDef.IS_DEPARTED)));
    Column order = WideFrame.column(list.by()).cast(DataTypes.createDecimalType(24, 6));
    return when(
        isMeant,
        struct(
            lit(list.code()).as("list"),
            coalesce(order, lit(BELOW_ALL).cast(DataTypes.createDecimalType(25, 6))).as(ORDER),
            reasons(list).as("reasons"),
            atStake(list).cast(Tables.MONEY).as("value_at_stake"),
            text(list.treatment()).as("treatment"),
            list.owner().map(name -> col(name)).orElse(lit(null)).cast("string").as("owner")));
  }

  private static Column reasons(KeyListDef list) {
    Column[] codes =
        list.reasons().stream()
            .map(reason -> when(WideFrame.column(reason.when()), lit(reason.code())))
            .toArray(Column[]::new);
    return codes.length == 0
        ? array().cast("array<string>")
        : filter(array(codes), Column::isNotNull);
  }

  private Column atStake(KeyListDef list) {
    Optional<SqlExpression> declared = list.value();
    return declared.map(WideFrame::column).orElse(col(value));
  }

  private static Column text(Optional<String> text) {
    return lit(text.orElse(null)).cast("string");
  }
}
