package io.fenqun.scheme.method;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sqrt;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.fenqun.scheme.SchemeColumns;
import io.fenqun.table.RowRefusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * How an indicator is made comparable within its group. Statistics are maxima, counts and exact
 * decimal sums, so that no order of rows shows in them; the quotient is a double.
 */
enum Normalise {
  /** Value ÷ the group's highest value; 0 where that is not above 0. */
  MAXIMUM {
    @Override
    List<Column> statistics(Column value, String prefix) {
      return List.of(max(value).as(prefix + HIGHEST));
    }

    @Override
    Column normalised(Column value, String prefix) {
      return ratio(value.cast("double"), statistic(prefix, HIGHEST).cast("double"));
    }

    @Override
    Map<String, Column> shown(String prefix) {
      return byKey(prefix, HIGHEST);
    }
  },

  /** (n − rank + 1) ÷ n among the group's non-null values; equal values share the better rank. */
  RANK {
    @Override
    List<Column> statistics(Column value, String prefix) {
      return List.of();
    }

    @Override
    Column normalised(Column value, String prefix) {
      Column rows = statistic(prefix, RANKED).cast("double");
      return rows.minus(statistic(prefix, PLACE).cast("double")).plus(1).divide(rows);
    }

    @Override
    Map<String, Column> shown(String prefix) {
      return byKey(prefix, PLACE, RANKED);
    }
  },

  /**
   * (Value − mean) ÷ standard deviation of the group's non-null values; 0 where they do not differ.
   * In whole millionths, around the whole part of the mean, so that large values close together
   * lose no digit: with Σx = n·q + r, Σ(x − mean)² = Σx² − q·Σx − q·r − r² ÷ n.
   */
  Z {
    @Override
    List<Column> statistics(Column value, String prefix) {
      Column whole = millionths(value);
      return List.of(
          count(value).as(prefix + RANKED),
          sum(whole).as(prefix + SUM),
          sum(whole.multiply(whole)).as(prefix + SQUARES));
    }

    @Override
    Column normalised(Column value, String prefix) {
      Column distance =
          millionths(value).minus(mean(prefix)).cast("double").minus(restOfMean(prefix));
      return ratio(distance.multiply(sqrt(rows(prefix))), spread(prefix));
    }

    /** Mean and deviation in the value's own unit. */
    @Override
    Map<String, Column> shown(String prefix) {
      Column mean = mean(prefix).cast("double").plus(restOfMean(prefix));
      Map<String, Column> shown = byKey(prefix, RANKED);
      shown.put("mean", mean.divide(MILLION));
      shown.put("deviation", spread(prefix).divide(sqrt(rows(prefix))).divide(MILLION));
      return shown;
    }

    private Column rows(String prefix) {
      return statistic(prefix, RANKED).cast("double");
    }

    private Column total(String prefix) {
      return orOverflow(statistic(prefix, SUM), statistic(prefix, RANKED));
    }

    /** The whole part. */
    private Column mean(String prefix) {
      return call_function("div", total(prefix), statistic(prefix, RANKED).cast(WHOLE)).cast(WHOLE);
    }

    private Column rest(String prefix) {
      return total(prefix).minus(mean(prefix).multiply(statistic(prefix, RANKED).cast(WHOLE)));
    }

    private Column restOfMean(String prefix) {
      return rest(prefix).cast("double").divide(rows(prefix));
    }

    /** √Σ(x − mean)². */
    private Column spread(String prefix) {
      Column mean = mean(prefix);
      Column rest = rest(prefix);
      Column aroundMean =
          orOverflow(
              statistic(prefix, SQUARES)
                  .minus(mean.multiply(total(prefix)))
                  .minus(mean.multiply(rest)),
              statistic(prefix, RANKED));
      return sqrt(
          greatest(
              aroundMean.cast("double").minus(rest.cast("double").multiply(restOfMean(prefix))),
              lit(0.0)));
    }
  },

  /** (Value − lowest) ÷ (highest − lowest) of the group; 0 where they are equal. */
  MIN_MAX {
    @Override
    List<Column> statistics(Column value, String prefix) {
      return List.of(min(value).as(prefix + LOWEST), max(value).as(prefix + HIGHEST));
    }

    @Override
    Column normalised(Column value, String prefix) {
      Column lowest = statistic(prefix, LOWEST).cast("double");
      Column highest = statistic(prefix, HIGHEST).cast("double");
      return ratio(value.cast("double").minus(lowest), highest.minus(lowest));
    }

    @Override
    Map<String, Column> shown(String prefix) {
      return byKey(prefix, LOWEST, HIGHEST);
    }
  };

  /** Suffix of the rank that {@link #RANK} reads. */
  static final String PLACE = "place";

  /** Suffix of the number of values behind a rank or a mean. */
  static final String RANKED = "values";

  private static final String HIGHEST = "highest";
  private static final String LOWEST = "lowest";
  private static final String SUM = "sum";
  private static final String SQUARES = "squares";

  /** A decimal(18,6) in millionths. */
  private static final DataType WHOLE = DataTypes.createDecimalType(18, 0);

  private static final DataType SUM_TYPE = DataTypes.createDecimalType(38, 0);
  private static final int MILLION = 1_000_000;

  /** True where values enter as decimal(18,6): they are ranked or their sums must be exact. */
  boolean isExact() {
    return this == RANK || this == Z;
  }

  /** Aggregates of the members of a group, named with the prefix. */
  abstract List<Column> statistics(Column value, String prefix);

  /** Double, over the row and its group's statistics; null where the value is null. */
  abstract Column normalised(Column value, String prefix);

  /** What stands beside a value to show how it is normalised, by key, in order. */
  abstract Map<String, Column> shown(String prefix);

  private static Map<String, Column> byKey(String prefix, String... suffixes) {
    Map<String, Column> statistics = new LinkedHashMap<>();
    for (String suffix : suffixes) {
      statistics.put(suffix, statistic(prefix, suffix));
    }
    return statistics;
  }

  private static Column millionths(Column value) {
    return value.multiply(lit(MILLION)).cast(WHOLE);
  }

  private static Column statistic(String prefix, String suffix) {
    return SchemeColumns.named(prefix + suffix);
  }

  private static Column ratio(Column part, Column whole) {
    return when(part.isNotNull().and(whole.gt(0)), part.divide(whole)).when(part.isNotNull(), 0.0);
  }

  /** Spark answers a decimal sum that overflows with null. */
  private static Column orOverflow(Column sum, Column rows) {
    Column overflow =
        RowRefusal.refuse(lit("Cannot normalise by z: a sum overflows; choose a larger unit"));
    return when(sum.isNull().and(rows.gt(0)), overflow.cast(SUM_TYPE)).otherwise(sum);
  }
}
