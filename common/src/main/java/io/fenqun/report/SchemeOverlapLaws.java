package io.fenqun.report;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.fenqun.table.ExactSum;
import io.fenqun.table.Tables;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * What holds of every pair of schemes: the customers of a segment are spread over the segments of
 * the other scheme, none twice and none missing, and so is their money.
 */
public final class SchemeOverlapLaws {
  /** The column of customer_month that holds the pack's own value. */
  private static final String PACK_VALUE = "value";

  private SchemeOverlapLaws() {}

  /**
   * One row per broken sum, none when all hold: {@code scheme}, {@code month}, {@code segment},
   * {@code other} (the scheme over whose segments the sum goes), {@code profile_customers}, {@code
   * overlap_customers}, {@code profile_value}, {@code overlap_value}. Customers and cents must
   * agree exactly with the segment's profile, and so a pair sums to the month's base; money is not
   * looked at where the scheme names another value than the pack's.
   *
   * @param overlap rows of scheme_overlap, all of the months of {@code profile}
   * @param profile rows of segment_profile
   */
  public static Dataset<Row> violations(
      Dataset<Row> overlap, Dataset<Row> profile, List<SchemeRow> schemes) {
    Column noMoney = lit(0).cast(Tables.MONEY);
    Column profileCustomers = coalesce(col("customers"), lit(0L));
    Column overlapCustomers = coalesce(col("overlap_customers"), lit(0L));
    Column profileValue = coalesce(col("value"), noMoney);
    Column overlapValue = coalesce(col("overlap_value"), noMoney);
    Column isOfPackValue = coalesce(col("is_of_pack_value"), lit(true));
    Column isBroken =
        profileCustomers
            .notEqual(overlapCustomers)
            .or(isOfPackValue.and(profileValue.notEqual(overlapValue)));
    Dataset<Row> expected =
        profile
            .select("scheme", "month", "segment", "customers", "value")
            .join(pairs(profile, schemes), "scheme");
    Dataset<Row> sums = sums(overlap, "a", "b").unionByName(sums(overlap, "b", "a"));
    return expected
        .join(sums, new String[] {"scheme", "month", "segment", "other"}, "full_outer")
        .where(isBroken)
        .select(
            col("scheme"),
            col("month"),
            col("segment"),
            col("other"),
            profileCustomers.as("profile_customers"),
            overlapCustomers.as("overlap_customers"),
            profileValue.as("profile_value"),
            overlapValue.as("overlap_value"));
  }

  /** Each scheme with each other one, and whether its profile is in the pack's value. */
  private static Dataset<Row> pairs(Dataset<Row> any, List<SchemeRow> schemes) {
    List<Row> pairs = new ArrayList<>();
    List<String> names = SchemeOverlap.names(schemes);
    for (SchemeRow scheme : schemes) {
      if (names.contains(scheme.name())) {
        boolean isOfPackValue = scheme.valueColumn().equals(PACK_VALUE);
        names.stream()
            .filter(other -> !other.equals(scheme.name()))
            .forEach(other -> pairs.add(RowFactory.create(scheme.name(), other, isOfPackValue)));
      }
    }
    return any.sparkSession()
        .createDataFrame(
            pairs, StructType.fromDDL("scheme string, other string, is_of_pack_value boolean"));
  }

  private static Dataset<Row> sums(Dataset<Row> overlap, String side, String otherSide) {
    return overlap
        .groupBy(
            col("month"),
            col("scheme_" + side).as("scheme"),
            col("segment_" + side).as("segment"),
            col("scheme_" + otherSide).as("other"))
        .agg(
            ExactSum.of(col("customers")).as("overlap_customers"),
            ExactSum.ofMoney(col("value")).as("overlap_value"));
  }
}
