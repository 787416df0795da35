package io.fenqun.scheme.method;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.fenqun.scheme.Grouping;
import io.fenqun.scheme.SchemeColumns;
import io.fenqun.scheme.Segments;
import io.fenqun.scheme.Staging;
import io.fenqun.sql.SqlExpression;
import io.fenqun.table.Exact;
import io.fenqun.table.HistoryTables;
import io.fenqun.table.RowRefusal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;

/**
 * A quantity of each month and group, spread over the customers of the group in proportion to the
 * weights of their segments, by exact largest remainder ({@link LargestRemainder}; domain page,
 * section 2.4: allocation per supply rank).
 *
 * @param scheme whose segments weigh
 * @param source whose clean rows bring the quantities: its columns {@code month}, those of {@code
 *     within} and {@link #QUANTITY}; several rows of a month and group add up
 * @param type of {@link #QUANTITY}: its last decimal is the unit that is handed out whole
 * @param unit what is handed out, as the source says
 * @param within features or schemes that the source has as columns; null is a group
 * @param parts every segment with its weight, in the order of the scheme
 * @param by of customers with the same share, the largest comes first; null last; then customer_id
 */
public record Allocation(
    String scheme,
    String source,
    DataType type,
    String unit,
    List<String> within,
    List<Part> parts,
    Optional<SqlExpression> by) {
  /** Column of the source. */
  public static final String QUANTITY = "quantity";

  /** Decimals that a quantity and a weight may have. */
  public static final int DECIMALS = 6;

  private static final int SEMANTICS = 1;
  private static final String SEGMENT = "allocate__segment";
  private static final String NO_BY = "allocate__no_by";
  private static final String BY = "allocate__by";
  private static final String GOT = "allocate__got";
  private static final int DIGITS = 12;

  /** A segment and its weight, above 0. */
  public record Part(String segment, BigDecimal weight) {}

  /** What became of a quantity. */
  public enum Outcome {
    /** The customer has his part. */
    ALLOCATED,
    /** The source has no quantity for the customer's group: null. */
    NO_QUANTITY,
    /** Nobody is in the group: the quantity is nobody's. */
    NO_CUSTOMER
  }

  /** Features and schemes that it reads, beside its own scheme. */
  public Set<String> reads() {
    Set<String> names = new TreeSet<>(within);
    by.stream().flatMap(e -> e.names().stream()).forEach(name -> names.add(name.get(0)));
    return names;
  }

  /** Everything that can change the rows but the source, as one text. */
  public String definition() {
    String weights =
        parts.stream()
            .map(part -> part.segment() + " " + part.weight().stripTrailingZeros().toPlainString())
            .collect(Collectors.joining(", "));
    return String.join(
        "\n",
        "semantics " + SEMANTICS,
        source + " " + type.simpleString() + " " + unit,
        "within " + within,
        weights,
        "by " + by.map(SqlExpression::text).orElse("the customer alone"));
  }

  /**
   * The rows of the table allocation, {@link HistoryTables#ALLOCATION}: one per month and customer
   * who is in a segment. Their quantities add up to that of the source, to the unit, in every month
   * and group: a quantity above 0 that finds no customer has a row without one. A group that the
   * source does not name, or names without a quantity, has null quantities. A quantity below 0 or
   * beyond 12 digits before the point stops the run with kind DATA.
   *
   * @param customers one row a customer and month: customer_id, month, the scheme's segment and
   *     {@link #reads}
   * @param clean rows of the source, of the same months
   * @param bucketRows about so many rows are ranked in one task
   * @param staging keeps what is read of the customers: counting, sharing and ranking ask for it
   */
  public Dataset<Row> rows(
      Dataset<Row> customers, Dataset<Row> clean, long bucketRows, Staging staging) {
    Grouping groups = Grouping.within(within);
    Grouping classes = groups.with(SEGMENT);
    Dataset<Row> quantities = quantities(clean, groups);
    Dataset<Row> members = staging.keep(members(customers, groups));
    Dataset<Row> counts =
        members
            .groupBy(classes.columns())
            .agg(count(lit(1)).as(LargestRemainder.CUSTOMERS))
            .withColumn(LargestRemainder.WEIGHT, ofSegment(part -> lit(whole(part.weight()))))
            .withColumn(LargestRemainder.PLACE, ofSegment(part -> lit(parts.indexOf(part))));
    Dataset<Row> shares = new LargestRemainder(groups).shared(groups.join(counts, quantities));
    Dataset<Row> shared =
        classes.join(
            members.select(classes.and(col(SchemeColumns.CUSTOMER_ID), col(NO_BY), col(BY))),
            shares.drop(LargestRemainder.WEIGHT, LargestRemainder.PLACE));
    Dataset<Row> given = given(shared, classes, bucketRows).select(row(groups));
    return given.unionByName(left(quantities, counts, groups));
  }

  private Dataset<Row> members(Dataset<Row> customers, Grouping groups) {
    Column order = by.map(SchemeColumns::column).orElse(lit(0));
    return customers
        .filter(SchemeColumns.named(SchemeColumns.segment(scheme)).notEqual(Segments.OUTSIDE))
        .select(
            groups.and(
                col(SchemeColumns.CUSTOMER_ID),
                SchemeColumns.named(SchemeColumns.segment(scheme)).as(SEGMENT),
                order.isNull().as(NO_BY),
                negate(order).as(BY)));
  }

  /** One row a month and group that the source names, with {@link LargestRemainder#UNITS}. */
  private Dataset<Row> quantities(Dataset<Row> clean, Grouping groups) {
    Column quantity = col(QUANTITY);
    String refusal = "Cannot add up " + QUANTITY + " of " + source + ": a sum has too many digits";
    Column sum =
        Exact.sumOfUnits(Exact.units(quantity, type, refusal), UnaryOperator.identity(), refusal);
    Column known = when(count(quantity).gt(0), sum);
    Column units = col(LargestRemainder.UNITS);
    Column misfit =
        RowRefusal.refuse(
            concat(
                lit("Cannot allocate scheme " + scheme + " of "),
                col(SchemeColumns.MONTH),
                lit(
                    ": a group's "
                        + QUANTITY
                        + " in "
                        + source
                        + " is below 0, or has more than "
                        + DIGITS
                        + " digits before the point; correct the source")));
    return clean
        .groupBy(groups.columns())
        .agg(known.as(LargestRemainder.UNITS))
        .withColumn(
            LargestRemainder.UNITS,
            when(units.lt(0).or(units.geq(limit())), misfit.cast("bigint")).otherwise(units));
  }

  /** The rows with {@link #GOT}: only the classes that are served in part are ranked. */
  private Dataset<Row> given(Dataset<Row> shared, Grouping classes, long bucketRows) {
    Column extra = col(LargestRemainder.EXTRA);
    Column whole = col(LargestRemainder.WHOLE);
    Column inPart = extra.gt(0).and(extra.lt(col(LargestRemainder.CUSTOMERS)));
    Dataset<Row> alike =
        shared
            .filter(not(inPart))
            .withColumn(GOT, when(extra.gt(0), whole.plus(1)).otherwise(whole));
    Dataset<Row> ranked =
        new ExactRank(classes, bucketRows)
            .ranked(shared.filter(inPart), lit(0L), List.of(col(NO_BY), col(BY)), Ties.KEY)
            .withColumn(GOT, when(col(ExactRank.RANK).leq(extra), whole.plus(1)).otherwise(whole))
            .drop(ExactRank.RANK, ExactRank.GROUP_ROWS);
    return alike.unionByName(ranked);
  }

  private Column[] row(Grouping groups) {
    Column weight = ofSegment(part -> lit(part.weight()).cast(HistoryTables.QUANTITY));
    Column outcome =
        when(col(GOT).isNull(), lit(Outcome.NO_QUANTITY.name()))
            .otherwise(lit(Outcome.ALLOCATED.name()));
    return row(
        groups, col(SchemeColumns.CUSTOMER_ID), col(SEGMENT), weight, quantity(GOT), outcome);
  }

  private Column[] row(
      Grouping groups,
      Column customer,
      Column segment,
      Column weight,
      Column quantity,
      Column outcome) {
    List<Column> cells = new ArrayList<>();
    cells.add(col(SchemeColumns.MONTH));
    cells.add(lit(scheme).as("scheme"));
    cells.add(groups.text().as("group_value"));
    cells.add(customer.cast("string").as(SchemeColumns.CUSTOMER_ID));
    cells.add(segment.cast("string").as("segment"));
    cells.add(weight.cast(HistoryTables.QUANTITY).as("weight"));
    cells.add(quantity.as(QUANTITY));
    cells.add(quantity(LargestRemainder.UNITS).as("group_quantity"));
    cells.add(lit(unit).as("unit"));
    cells.add(outcome.as("outcome"));
    return cells.toArray(Column[]::new);
  }

  /** Quantities that find nobody. */
  private Dataset<Row> left(Dataset<Row> quantities, Dataset<Row> counts, Grouping groups) {
    Column none = lit(null);
    return groups
        .without(quantities.filter(col(LargestRemainder.UNITS).gt(0)), counts)
        .select(
            row(
                groups,
                none,
                none,
                none,
                quantity(LargestRemainder.UNITS),
                lit(Outcome.NO_CUSTOMER.name())));
  }

  /** Units as the quantity that they are. */
  private Column quantity(String units) {
    return col(units)
        .cast("decimal(18,0)")
        .multiply(lit(BigDecimal.ONE.movePointLeft(decimals())))
        .cast(HistoryTables.QUANTITY);
  }

  private int decimals() {
    return type instanceof DecimalType decimal ? decimal.scale() : 0;
  }

  /** The first number of units that the table does not hold. */
  private long limit() {
    return BigDecimal.TEN.pow(DIGITS + decimals()).longValueExact();
  }

  /** Weights as whole numbers in the same proportion. */
  private static long whole(BigDecimal weight) {
    return weight.movePointRight(DECIMALS).longValueExact();
  }

  private Column ofSegment(Function<Part, Column> value) {
    Column[] cases =
        parts.stream()
            .map(part -> when(col(SEGMENT).equalTo(part.segment()), value.apply(part)))
            .toArray(Column[]::new);
    return coalesce(cases);
  }
}
