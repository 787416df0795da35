package io.fenqun.table;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.fenqun.conf.Labels;

/** Tables of how stable segments and features are (domain page section 1.1). */
public final class StabilityTables {
  public static final TableDef SCHEME_STABILITY =
      shift(
              new TableBuilder(
                      "scheme_stability",
                      new Labels(
                          "方案稳定性", "how far a scheme's segments are those of a month before"))
                  .partitioned("month", "月份", "month, against the one before")
                  .key("scheme", StringType, "方案", "scheme")
                  .column("compared", LongType, "count", "可比客户数", "customers of both months' bases")
                  .column("stayed", LongType, "count", "未变客户数", "of them in the same segment")
                  .column("retention", DoubleType, "share", "保持率", "stayed / compared")
                  .column(
                      "adjusted_rand",
                      DoubleType,
                      "ratio",
                      "调整兰德指数",
                      "agreement of the two months beyond chance, whatever the segments are called")
                  .column(
                      "followed",
                      LongType,
                      "count",
                      "三月可比客户数",
                      "customers of the bases of this month and the two before; null without these")
                  .column(
                      "flipped",
                      LongType,
                      "count",
                      "往返客户数",
                      "of them out of a segment last month and back in it now")
                  .column("flip_flop_share", DoubleType, "share", "往返率", "flipped / followed"))
          .build();

  public static final TableDef SEGMENT_STABILITY =
      new TableBuilder(
              "segment_stability",
              new Labels("分群稳定性", "how far a segment is that of a month before"))
          .partitioned("month", "月份", "month, against the one before")
          .key("scheme", StringType, "方案", "scheme")
          .key("segment", StringType, "分群", "segment code, or OUTSIDE")
          .column(
              "compared_before",
              LongType,
              "count",
              "原可比客户数",
              "customers of the segment before who are in the base still")
          .column(
              "compared_now",
              LongType,
              "count",
              "现可比客户数",
              "customers of the segment now who were in the base before")
          .column("stayed", LongType, "count", "未变客户数", "customers in it in both months")
          .column("retention", DoubleType, "share", "保持率", "stayed / compared_before")
          .column(
              "jaccard", DoubleType, "share", "杰卡德系数", "stayed / customers in it in either month")
          .column("share_before", DoubleType, "share", "原占比", "share of the base before")
          .column("share", DoubleType, "share", "占比", "share of the base now")
          .column("psi_part", DoubleType, "", "PSI 分量", "its part of the scheme's psi")
          .build();

  public static final TableDef FEATURE_STABILITY =
      shift(
              new TableBuilder(
                      "feature_stability",
                      new Labels("特征稳定性", "how far a feature's values have shifted in a month"))
                  .partitioned("month", "月份", "month, against the one before")
                  .key("feature", StringType, "特征", "feature")
                  .column(
                      "missing_before",
                      DoubleType,
                      "share",
                      "原缺失率",
                      "customers without a value before")
                  .column("missing", DoubleType, "share", "缺失率", "customers without a value"))
          .build();

  private StabilityTables() {}

  private static TableBuilder shift(TableBuilder table) {
    return table
        .column("customers_before", LongType, "count", "上月客户数", "the base before")
        .column("customers", LongType, "count", "客户数", "the base")
        .column("bins", IntegerType, "count", "分箱数", "bins that are compared")
        .column(
            "psi",
            DoubleType,
            "",
            "PSI",
            "population stability index, half a customer added to each bin; null without customers")
        .column(
            "psi_limit",
            DoubleType,
            "",
            "PSI 界限",
            "what chance alone exceeds too seldom, or what is notable if that is more")
        .column("is_shifted", BooleanType, "", "已偏移", "psi above psi_limit");
  }
}
