package io.fenqun.sql;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Entries of equal fields, drawn with probability proportional to their weight, to a thousandth
 * (largest remainder, the earlier entry first). A field is whole numbers (bigint) where every entry
 * has one, else numbers (double), else text; digits with a zero before them are text.
 */
public final class WeightedList {
  private static final int SLOTS = 1000;

  /** 07 is a code, not a number. */
  private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9]\\d{0,17})");

  private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?");

  private final StructType type;
  private final Literal entries;
  private final Literal slots;
  private final List<Object[]> rows;

  /**
   * @param entries each with the same fields, as written
   * @param weights one an entry, none negative, one at least above 0
   */
  public WeightedList(List<Map<String, String>> entries, List<BigDecimal> weights) {
    Map<String, DataType> types = new LinkedHashMap<>();
    for (String field : entries.get(0).keySet()) {
      types.put(
          field, typeOf(entries.stream().map(entry -> entry.getOrDefault(field, "")).toList()));
    }
    this.type =
        DataTypes.createStructType(
            types.entrySet().stream()
                .map(field -> DataTypes.createStructField(field.getKey(), field.getValue(), false))
                .toArray(StructField[]::new));
    this.rows = entries.stream().map(entry -> row(entry, types)).toList();
    this.entries =
        new Literal(
            new GenericArrayData(rows.stream().map(GenericInternalRow::new).toArray()),
            DataTypes.createArrayType(type, false));
    this.slots =
        new Literal(
            new GenericArrayData(slots(weights)),
            DataTypes.createArrayType(DataTypes.IntegerType, false));
  }

  /** The fields of an entry. */
  public StructType type() {
    return type;
  }

  /** The entries in order: Long, Double and String values by the fields of {@link #type}. */
  public List<List<Object>> rows() {
    return rows.stream()
        .map(
            row ->
                Arrays.stream(row)
                    .map(value -> value instanceof UTF8String text ? text.toString() : value)
                    .toList())
        .toList();
  }

  /** The entry of a place from 0 to below 1. */
  Expression entryAt(Expression place) {
    Column slot =
        functions.element_at(
            new Column(slots),
            functions.expr("1").plus(new Column(place).multiply((double) SLOTS).cast("int")));
    return functions.element_at(new Column(entries), slot).expr();
  }

  @Override
  public String toString() {
    return entries + " " + slots;
  }

  private static DataType typeOf(List<String> values) {
    if (values.stream().allMatch(value -> WHOLE.matcher(value).matches())) {
      return DataTypes.LongType;
    }
    return values.stream().allMatch(value -> NUMBER.matcher(value).matches())
        ? DataTypes.DoubleType
        : DataTypes.StringType;
  }

  private static Object[] row(Map<String, String> entry, Map<String, DataType> types) {
    List<Object> values = new ArrayList<>();
    types.forEach(
        (field, type) -> {
          String text = entry.getOrDefault(field, "");
          values.add(
              type.equals(DataTypes.LongType)
                  ? (Object) Long.valueOf(text)
                  : type.equals(DataTypes.DoubleType)
                      ? Double.valueOf(text)
                      : UTF8String.fromString(text));
        });
    return values.toArray();
  }

  /** The place of an entry in the list, from 1, for each thousandth. */
  private static int[] slots(List<BigDecimal> weights) {
    BigDecimal sum = weights.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    int[] counts = new int[weights.size()];
    List<BigDecimal> remainders = new ArrayList<>();
    int given = 0;
    for (int i = 0; i < counts.length; i++) {
      BigDecimal exact =
          weights.get(i).multiply(BigDecimal.valueOf(SLOTS)).divide(sum, 12, RoundingMode.HALF_UP);
      counts[i] = exact.intValue();
      remainders.add(exact.subtract(BigDecimal.valueOf(counts[i])));
      given += counts[i];
    }
    List<Integer> byRemainder =
        IntStream.range(0, counts.length)
            .boxed()
            .sorted(Comparator.comparing(remainders::get, Comparator.reverseOrder()))
            .toList();
    for (int i = 0; given < SLOTS; i++, given++) {
      counts[byRemainder.get(i % counts.length)]++;
    }
    List<Integer> slots = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      slots.addAll(Collections.nCopies(counts[i], i + 1));
    }
    return slots.stream().mapToInt(Integer::intValue).limit(SLOTS).toArray();
  }
}
