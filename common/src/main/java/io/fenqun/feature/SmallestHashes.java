package io.fenqun.feature;

import static io.fenqun.table.RowRefusal.refuse;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.flatten;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.slice;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;

/**
 * Distinct values counted from the K smallest 64-bit hashes (Bar-Yossef et al. 2002; Beyer et al.
 * 2007): exact up to K values, above K an estimate. A partial holds one hash more, which only says
 * that there are more than K; the smallest hashes of several partials are those of all their
 * values, however the values are spread over rows and months.
 *
 * @param limit K, from 3
 */
record SmallestHashes(int limit) {
  private static final String HASHES = "hashes";

  /** How many hashes a partial may hold: a full one may have lost larger ones. */
  private static final String ROOM = "room";

  private static final double ALL_HASHES = 0x1p64;
  private static final MathContext SIGNIFICANT = new MathContext(9);

  /** Of the hashes of a group's rows: struct of the sorted smallest ones and the room for them. */
  Column create(Column hash) {
    return kept(array_sort(collect_set(hash)));
  }

  /**
   * Over the partials of several months. A full partial with less room than {@link #limit} needs is
   * refused with kind DATA when it is evaluated: what it lost is not known.
   */
  Column merge(Partial partial, Column column, UnaryOperator<Column> over) {
    Column hashes = column.getField(HASHES);
    Column isCutShort =
        column.getField(ROOM).leq(limit).and(size(hashes).geq(column.getField(ROOM)));
    String refusal =
        "Cannot compute "
            + partial.description()
            + ": months were summed up with a distinct_limit below "
            + limit
            + "; run them again with --force";
    Column whole = when(isCutShort, refuse(refusal)).otherwise(hashes);
    return kept(array_sort(array_distinct(flatten(over.apply(collect_list(whole))))));
  }

  private Column kept(Column sorted) {
    return struct(slice(sorted, 1, limit + 1).as(HASHES), lit(limit + 1).as(ROOM));
  }

  /**
   * How many distinct values a partial stands for, 0 of null. Above K it is (K − 1) / (K-th
   * smallest hash as a fraction of all hashes), but never less than the values that were seen.
   */
  Column count(Column partial) {
    Column hashes = partial.getField(HASHES);
    Column seen = coalesce(size(hashes), lit(0));
    Column fraction =
        element_at(hashes, limit).cast(DataTypes.DoubleType).divide(ALL_HASHES).plus(0.5);
    Column estimate = round(lit(limit - 1.0).divide(fraction)).cast(DataTypes.LongType);
    Column exact = when(partial.isNull(), lit(0)).otherwise(seen).cast(DataTypes.LongType);
    return when(seen.gt(limit), greatest(estimate, exact)).otherwise(exact);
  }

  /** Relative standard error of a count above K, about 1 / √(K − 2); to 9 digits. */
  double relativeError() {
    return new BigDecimal(1 / Math.sqrt(limit - 2.0)).round(SIGNIFICANT).doubleValue();
  }
}
