package io.fenqun.report;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.fenqun.table.ExactSum;
import io.fenqun.table.MonthColumns;
import io.fenqun.table.States;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * What is known of a segment within a group of customers as a whole, this month and the month
 * before: names of the indicators of performance.
 */
public final class PlaceFigures {
  static final String CUSTOMERS = "customers";
  private static final String VALUE = "value";
  private static final String CUSTOMERS_BEFORE = "customers_before";
  private static final String VALUE_BEFORE = "value_before";
  private static final String RETAINED = "retained";
  private static final String STAYED = "stayed";
  private static final String OWNED_CUSTOMERS = "owned_customers";
  private static final String OWNERS = "owners";

  /** Figures of the month before. */
  static final Set<String> OF_PAST = Set.of(CUSTOMERS_BEFORE, VALUE_BEFORE, RETAINED, STAYED);

  /** Figures of who looks after customers. */
  static final Set<String> OF_OWNERS = Set.of(OWNED_CUSTOMERS, OWNERS);

  /** Figures whose segments sum to the whole: one owner may have customers in several segments. */
  static final Set<String> ADD_UP =
      Set.of(CUSTOMERS, VALUE, CUSTOMERS_BEFORE, VALUE_BEFORE, RETAINED, STAYED, OWNED_CUSTOMERS);

  private static final String CUSTOMER = "customer_id";
  private static final String INDEX = "month_index";
  private static final String NOW = "now";
  private static final String BEFORE = "before";
  private static final String OWNER = "__owner";
  private static final String CENTS = "cents";
  private static final String CENTS_BEFORE = "cents_before";

  /** Added up over customers, all whole numbers. */
  private static final List<String> SUMS =
      List.of(CUSTOMERS, CENTS, CUSTOMERS_BEFORE, CENTS_BEFORE, RETAINED, STAYED);

  private PlaceFigures() {}

  /** The figures by name. */
  public static Map<String, DataType> types() {
    Map<String, DataType> types = new LinkedHashMap<>();
    types.put(CUSTOMERS, DataTypes.LongType);
    types.put(VALUE, Tables.MONEY);
    types.put(CUSTOMERS_BEFORE, DataTypes.LongType);
    types.put(VALUE_BEFORE, Tables.MONEY);
    types.put(RETAINED, DataTypes.LongType);
    types.put(STAYED, DataTypes.LongType);
    types.put(OWNED_CUSTOMERS, DataTypes.LongType);
    types.put(OWNERS, DataTypes.LongType);
    return types;
  }

  /**
   * One row per place that anyone is in this month or was in last month, and per row of {@code
   * declared}: the keys of the places, and
   *
   * <ul>
   *   <li>{@code customers}, {@code value} (money of the scheme, null counting as 0) of this month;
   *       {@code owned_customers} have an owner, {@code owners} are the different ones;
   *   <li>{@code customers_before}, {@code value_before}: who was in the place last month; {@code
   *       retained} of them are in the base now, {@code stayed} in the same segment, in whatever
   *       group. All four are null in the first covered month, of whose past nothing is known.
   * </ul>
   *
   * @param customers rows of customer_month of the months and of the month before each
   * @param months rows of which other months are wanted
   * @param declared scheme, month and segment that have a row of everyone whoever is in them
   */
  static Dataset<Row> of(
      Dataset<Row> customers,
      List<SchemeRow> schemes,
      Places places,
      Optional<String> owner,
      List<Month> months,
      Month firstCovered,
      Dataset<Row> declared) {
    int first = firstCovered.index();
    Object[] wanted = months.stream().map(Month::index).toArray();
    Dataset<Row> states =
        customers.select(
            col(CUSTOMER),
            MonthColumns.index(col("month")).as(INDEX),
            state(schemes, places, owner).as(NOW));
    Dataset<Row> now = states.where(col(INDEX).isin(wanted));
    Dataset<Row> before =
        states
            .select(col(CUSTOMER), col(INDEX).plus(1).as(INDEX), col(NOW).as(BEFORE))
            .where(col(INDEX).isin(wanted));
    List<Column> sides = new ArrayList<>();
    schemes.forEach(
        scheme -> {
          sides.add(now(scheme, places));
          sides.add(before(scheme, places));
        });
    Dataset<Row> bySegment =
        sums(
            now.join(before, new String[] {CUSTOMER, INDEX}, "full_outer")
                .select(
                    MonthColumns.text(col(INDEX)).as("month"),
                    inline(array(sides.toArray(Column[]::new))))
                .where(col("segment").isNotNull()),
            Stream.concat(places.segmentKeys().stream(), Stream.of(OWNER)).toList());
    Dataset<Row> rows =
        places.spread(bySegment).select(columns(places)).union(nobody(declared, places));
    return figures(rows, places, first);
  }

  private static Column[] columns(Places places) {
    return Stream.of(Arrays.stream(places.keys()), Stream.of(OWNER), SUMS.stream())
        .flatMap(names -> names)
        .map(name -> col(name))
        .toArray(Column[]::new);
  }

  private static Dataset<Row> nobody(Dataset<Row> declared, Places places) {
    List<Column> columns = new ArrayList<>(List.of(col("scheme"), col("month"), col("segment")));
    columns.addAll(List.of(Places.ofEveryone()));
    columns.add(lit(null).cast("string").as(OWNER));
    SUMS.forEach(sum -> columns.add(lit(0L).as(sum)));
    return declared.select(columns.toArray(Column[]::new)).select(columns(places));
  }

  private static Dataset<Row> figures(Dataset<Row> rows, Places places, int firstCovered) {
    List<Column> sums = new ArrayList<>();
    SUMS.forEach(sum -> sums.add(ExactSum.of(col(sum)).as(sum)));
    sums.add(
        ExactSum.of(when(col(OWNER).isNotNull(), col(CUSTOMERS)).otherwise(0L))
            .as(OWNED_CUSTOMERS));
    sums.add(countDistinct(when(col(CUSTOMERS).gt(0), col(OWNER))).as(OWNERS));
    Column hasPast = MonthColumns.index(col("month")).gt(firstCovered);
    Column[] keys = Arrays.stream(places.keys()).map(key -> col(key)).toArray(Column[]::new);
    Column[] figures =
        Stream.concat(
                Stream.of(keys),
                Stream.of(
                    col(CUSTOMERS),
                    ExactSum.money(col(CENTS)).as(VALUE),
                    when(hasPast, col(CUSTOMERS_BEFORE)).as(CUSTOMERS_BEFORE),
                    when(hasPast, ExactSum.money(col(CENTS_BEFORE))).as(VALUE_BEFORE),
                    when(hasPast, col(RETAINED)).as(RETAINED),
                    when(hasPast, col(STAYED)).as(STAYED),
                    col(OWNED_CUSTOMERS),
                    col(OWNERS)))
            .toArray(Column[]::new);
    return rows.groupBy(keys)
        .agg(sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new))
        .select(figures);
  }

  private static Dataset<Row> sums(Dataset<Row> rows, List<String> keys) {
    Column[] sums = SUMS.stream().map(sum -> ExactSum.of(col(sum)).as(sum)).toArray(Column[]::new);
    return rows.groupBy(keys.stream().map(key -> col(key)).toArray(Column[]::new))
        .agg(sums[0], Arrays.copyOfRange(sums, 1, sums.length));
  }

  /** The segment of every scheme, the values behind them in cents, the groups and the owner. */
  private static Column state(List<SchemeRow> schemes, Places places, Optional<String> owner) {
    List<Column> fields = new ArrayList<>();
    schemes.forEach(
        scheme -> fields.add(coalesce(col(scheme.name()), lit(States.OUTSIDE)).as(scheme.name())));
    schemes.stream()
        .map(SchemeRow::valueColumn)
        .distinct()
        .forEach(
            value -> fields.add(coalesce(ExactSum.cents(col(value)), lit(0L)).as(cents(value))));
    fields.addAll(List.of(places.groupColumns()));
    fields.add(
        owner.map(name -> col(name).cast("string")).orElse(lit(null).cast("string")).as(OWNER));
    return struct(fields.toArray(Column[]::new));
  }

  private static String cents(String valueColumn) {
    return "__cents_" + valueColumn;
  }

  private static Column now(SchemeRow scheme, Places places) {
    return side(
        scheme,
        places,
        NOW,
        col(NOW).getField(OWNER),
        List.of(
            lit(1L),
            col(NOW).getField(cents(scheme.valueColumn())),
            lit(0L),
            lit(0L),
            lit(0L),
            lit(0L)));
  }

  private static Column before(SchemeRow scheme, Places places) {
    Column stays = col(NOW).getField(scheme.name()).equalTo(col(BEFORE).getField(scheme.name()));
    return side(
        scheme,
        places,
        BEFORE,
        lit(null).cast("string"),
        List.of(
            lit(0L),
            lit(0L),
            lit(1L),
            col(BEFORE).getField(cents(scheme.valueColumn())),
            when(col(NOW).isNotNull(), 1L).otherwise(0L),
            when(stays, 1L).otherwise(0L)));
  }

  /** A customer on one side of the month; the segment is null where he is not in that base. */
  private static Column side(
      SchemeRow scheme, Places places, String side, Column owner, List<Column> numbers) {
    List<Column> fields =
        new ArrayList<>(
            List.of(
                lit(scheme.name()).as("scheme"),
                col(side).getField(scheme.name()).as("segment"),
                owner.as(OWNER)));
    for (int i = 0; i < places.groupBy().size(); i++) {
      fields.add(col(side).getField(Places.group(i)).as(Places.group(i)));
    }
    for (int i = 0; i < SUMS.size(); i++) {
      fields.add(coalesce(numbers.get(i), lit(0L)).as(SUMS.get(i)));
    }
    return struct(fields.toArray(Column[]::new));
  }
}
