package io.fenqun.report;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.when;

import io.fenqun.report.Operands.Operand;
import io.fenqun.table.MonthColumns;
import io.fenqun.table.PerformanceTables;
import io.fenqun.table.Rounding;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Indicators of segments within groups of customers, beside those of last month and of the same
 * month a year ago, and what each segment contributed to the change of the whole (domain page
 * section 4).
 *
 * @param schemes all of the pack
 * @param months whose rows are made
 * @param firstCovered nothing is known of months before it
 */
public record Performance(
    PerformanceDef def, List<SchemeRow> schemes, MonthRange months, Month firstCovered) {
  private static final int YEAR = 12;

  /** Months back to those that a month is compared with: last month, and the same of last year. */
  public static final List<Integer> COMPARED_WITH = List.of(1, YEAR);

  private static final List<Integer> LAGS = List.of(0, 1, YEAR);

  private static final String LAG = "lag";
  private static final String VALUE = "value";
  private static final String NUMERATOR = "numerator";
  private static final String DENOMINATOR = "denominator";
  private static final String PRESENT = "present";
  private static final String ADDS_UP = "adds_up";

  /** What is of the month before is known from the second covered month on. */
  private static final String IS_OF_PAST = "is_of_past";

  private static final List<String> NUMBERS = List.of(VALUE, NUMERATOR, DENOMINATOR);

  /** Months whose customers are aggregated; segments and groups of the month before each, too. */
  private List<Month> compared() {
    Set<Month> compared = new TreeSet<>();
    months.months().forEach(month -> LAGS.forEach(lag -> compared.add(month.minus(lag))));
    return List.copyOf(compared);
  }

  /** The months of which rows of customer_month are read, as few ranges as hold them. */
  public List<MonthRange> reads() {
    MonthRange now = new MonthRange(months.from().minus(2), months.to());
    MonthRange lastYear = new MonthRange(months.from().minus(YEAR + 1), months.to().minus(YEAR));
    return lastYear.to().plus(1).compareTo(now.from()) >= 0
        ? List.of(new MonthRange(lastYear.from(), now.to()))
        : List.of(lastYear, now);
  }

  /**
   * Rows of performance_month: one per scheme, month, segment, group and indicator. Segments are
   * those declared, OUTSIDE and ALL; of a group those that anyone is in, or was in last month.
   * Groups are ALL and every value of every set of {@code group_by} that occurs (no scheme is split
   * by itself). Customers count in the group of the month; {@code retained} and {@code stayed} in
   * the group that they were in last month.
   *
   * <p>{@code value} is as in segment_indicator_month. {@code value_before} and {@code
   * value_year_before} are those of the same place one and twelve months ago; where nobody was
   * there, what adds up is 0 and the rest null; both are null before the first covered month.
   * {@code growth} and {@code growth_year} = value ÷ that value − 1, where that is above 0.
   *
   * <p>{@code numerator} and {@code denominator} are given where the indicator is a sum, an average
   * or a ratio of sums, see {@link Operands}; then {@link ChangeParts} tells what the segment
   * contributed to the change of ALL since last month. Of other indicators they are null.
   *
   * @param base rows of customer_month of {@link #reads}: schemes, value columns, groups, owner
   * @param customers month, a segment column per scheme, groups and what indicators name
   * @param declared scheme, month and segment of rows that are there whoever is in them
   */
  public Dataset<Row> of(Dataset<Row> base, Dataset<Row> customers, Dataset<Row> declared) {
    List<SchemeRow> told =
        schemes.stream().filter(scheme -> def.schemes().contains(scheme.name())).toList();
    Places places = Places.spread(def.groupBy(), schemes.stream().map(SchemeRow::name).toList());
    Object[] compared = compared().stream().map(Month::toString).toArray();
    SegmentAggregates aggregates =
        new SegmentAggregates(
            customers.where(col("month").isin(compared)),
            told.stream().map(SchemeRow::name).toList(),
            places);
    List<Column> cells = new ArrayList<>();
    IndicatorColumns columns = new IndicatorColumns(aggregates);
    List<Column> expressions = columns.expressions(def.indicators());
    List<Optional<Addends>> addends =
        def.indicators().stream().map(indicator -> Addends.of(indicator, columns)).toList();
    Dataset<Row> figures =
        aggregates.beside(
            PlaceFigures.of(base, told, places, def.owner(), compared(), firstCovered, declared));
    for (int i = 0; i < def.indicators().size(); i++) {
      cells.add(
          IndicatorValues.cell(
              def.indicators().get(i),
              expressions.get(i),
              figures,
              Addends.fields(def.indicators().get(i), addends.get(i))));
    }
    Dataset<Row> numbers =
        IndicatorValues.rounded(
            figures.select(
                Stream.concat(
                        Stream.of(places.keys()).map(key -> col(key)),
                        Stream.of(inline(array(cells.toArray(Column[]::new)))))
                    .toArray(Column[]::new)));
    Dataset<Row> rows =
        ChangeParts.beside(sideBySide(numbers, places))
            .withColumn("group_value", Places.groupValue())
            .withColumn("growth", growth("value_before"))
            .withColumn("growth_year", growth("value_year_before"));
    return rows.select(PerformanceTables.PERFORMANCE_MONTH.selection(List.of(rows.columns())));
  }

  /** Names of the indicators whose places sum to the whole, as they stand. */
  public Set<String> sums() {
    Set<String> sums = new TreeSet<>();
    def.indicators().stream()
        .filter(indicator -> Operands.of(indicator).filter(Operands::isSum).isPresent())
        .forEach(indicator -> sums.add(indicator.name()));
    return sums;
  }

  /** A sum or a ratio, as columns over the figures; {@link Operands} of an indicator. */
  private record Addends(Column numerator, Column denominator, boolean isSum) {

    static Optional<Addends> of(IndicatorDef indicator, IndicatorColumns columns) {
      return Operands.of(indicator)
          .map(
              operands ->
                  new Addends(
                      column(indicator, operands.numerator(), columns),
                      column(indicator, operands.denominator(), columns),
                      operands.isSum()));
    }

    private static Column column(
        IndicatorDef indicator, Operand operand, IndicatorColumns columns) {
      return IndicatorValues.fitted(
          indicator, operand.call().map(columns::aggregate).orElseGet(() -> col(operand.figure())));
    }

    static Column[] fields(IndicatorDef indicator, Optional<Addends> addends) {
      Column none = lit(null).cast(Tables.INDICATOR_VALUE);
      return new Column[] {
        addends.map(Addends::numerator).orElse(none).as(NUMERATOR),
        addends.map(Addends::denominator).orElse(none).as(DENOMINATOR),
        lit(addends.isPresent()).as(ADDS_UP),
        lit(addends.filter(Addends::isSum).isPresent()).as(ChangeParts.IS_SUM),
        lit(indicator.figures().stream().anyMatch(PlaceFigures.OF_PAST::contains)).as(IS_OF_PAST)
      };
    }
  }

  /**
   * One row per place and indicator of the months, with the numbers of the month, of last month and
   * of a year ago. A place without a row in a covered month had nobody in it.
   */
  private Dataset<Row> sideBySide(Dataset<Row> numbers, Places places) {
    Column[] lags = LAGS.stream().map(lag -> lit(lag)).toArray(Column[]::new);
    List<Column> numbersByLag = new ArrayList<>();
    for (int lag : LAGS) {
      Column isIt = col(LAG).equalTo(lag);
      numbersByLag.add(max(when(isIt, lit(true))).as(at(lag, PRESENT)));
      NUMBERS.forEach(number -> numbersByLag.add(max(when(isIt, col(number))).as(at(lag, number))));
    }
    List.of("unit", ADDS_UP, ChangeParts.IS_SUM, IS_OF_PAST)
        .forEach(name -> numbersByLag.add(max(col(name)).as(name)));
    Column[] keys =
        Stream.concat(Stream.of(places.keys()), Stream.of("indicator"))
            .map(key -> col(key))
            .toArray(Column[]::new);
    Dataset<Row> wide =
        numbers
            .withColumn(LAG, explode(array(lags)))
            .withColumn("month", MonthColumns.text(MonthColumns.index(col("month")).plus(col(LAG))))
            .where(MonthColumns.within(col("month"), months))
            .groupBy(keys)
            .agg(
                numbersByLag.get(0),
                numbersByLag.subList(1, numbersByLag.size()).toArray(Column[]::new))
            .where(col(at(0, PRESENT)).or(col(at(1, PRESENT))));
    return wide.select(
        Stream.concat(
                Stream.concat(Stream.of(keys), Stream.of(col("unit"), col(ChangeParts.IS_SUM))),
                Stream.of(
                    filled(0, VALUE, ChangeParts.IS_SUM).as(VALUE),
                    filled(1, VALUE, ChangeParts.IS_SUM).as("value_before"),
                    filled(YEAR, VALUE, ChangeParts.IS_SUM).as("value_year_before"),
                    filled(0, NUMERATOR, ADDS_UP).as(NUMERATOR),
                    filled(0, DENOMINATOR, ADDS_UP).as(DENOMINATOR),
                    filled(1, NUMERATOR, ADDS_UP).as("numerator_before"),
                    filled(1, DENOMINATOR, ADDS_UP).as("denominator_before")))
            .toArray(Column[]::new));
  }

  private static String at(int lag, String name) {
    return "__" + name + "_" + lag;
  }

  /** Null where the other month is not covered; 0 where it is and nobody was there. */
  private Column filled(int lag, String number, String isZeroOfNobody) {
    Column since = when(col(IS_OF_PAST), firstCovered.index() + 1).otherwise(firstCovered.index());
    Column isCovered = MonthColumns.index(col("month")).minus(lag).geq(since);
    Column isNobody = col(at(lag, PRESENT)).isNull().and(isCovered).and(col(isZeroOfNobody));
    return when(isNobody, lit(0).cast(Tables.INDICATOR_VALUE)).otherwise(col(at(lag, number)));
  }

  private static Column growth(String before) {
    Column than = col(before).cast("double");
    return when(
        col(before).gt(0), Rounding.significant(col(VALUE).cast("double").divide(than).minus(1)));
  }
}
