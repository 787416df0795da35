package io.fenqun.table;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.fenqun.conf.Labels;

/** Tables of how the customer base performs, and of movement that is out of its usual limits. */
public final class PerformanceTables {
  public static final TableDef PERFORMANCE_MONTH =
      new TableBuilder(
              "performance_month",
              new Labels("客户群绩效", "indicators of segments by group, and who moved the whole"))
          .partitioned("month", "月份", "month")
          .key("scheme", StringType, "方案", "scheme")
          .key("segment", StringType, "分群", "segment code, ALL for all")
          .key("group_by", StringType, "分组维度", "groupings, ALL for none")
          .key("group_value", StringType, "分组值", "value of the grouping, of several a JSON array")
          .key("indicator", StringType, "指标", "indicator")
          .column("unit", StringType, "", "单位", "unit")
          .column(
              "value",
              Tables.INDICATOR_VALUE,
              "",
              "指标值",
              "in the indicator's unit, null where unknown")
          .column("value_before", Tables.INDICATOR_VALUE, "", "上月值", "of last month")
          .column(
              "value_year_before",
              Tables.INDICATOR_VALUE,
              "",
              "上年同月值",
              "of the same month last year")
          .column("growth", DoubleType, "rate", "环比增长率", "value / value_before - 1")
          .column("growth_year", DoubleType, "rate", "同比增长率", "value / value_year_before - 1")
          .column(
              "numerator",
              Tables.INDICATOR_VALUE,
              "",
              "分子",
              "the sum; null where the indicator is no sum and no ratio of sums")
          .column(
              "denominator",
              Tables.INDICATOR_VALUE,
              "",
              "分母",
              "what it is divided by; of a sum the customers")
          .column("numerator_before", Tables.INDICATOR_VALUE, "", "上月分子", "of last month")
          .column("denominator_before", Tables.INDICATOR_VALUE, "", "上月分母", "of last month")
          .column(
              "level_part",
              Tables.INDICATOR_VALUE,
              "",
              "水平影响",
              "of the change of ALL since last month: by the segment's own level")
          .column(
              "mix_part",
              Tables.INDICATOR_VALUE,
              "",
              "结构影响",
              "of the change of ALL since last month: by the segment's weight")
          .build();

  public static final TableDef MOVEMENT_ALARM =
      new TableBuilder(
              "movement_alarm",
              new Labels("异动预警", "sizes, moves and roll rates outside of their own usual band"))
          .partitioned("month", "月份", "month")
          .key("kind", StringType, "类别", "SIZE, TRANSITION or ROLL_RATE")
          .key("scheme", StringType, "方案", "scheme")
          .key("segment", StringType, "分群", "segment, segment moved from, or level")
          .key("to_segment", StringType, "现分群", "of TRANSITION: segment moved to")
          .key("n", IntegerType, "连续不达标月数", "of ROLL_RATE: months below standard before")
          .column("customers", LongType, "count", "客户数", "in the segment, moved, or rolled on")
          .column(
              "base_customers",
              LongType,
              "count",
              "基数",
              "of so many: of the month, of the segment moved from, at risk")
          .column("value", DoubleType, "share", "数值", "customers / base_customers")
          .column("band_low", DoubleType, "share", "区间下限", "lower limit of the band")
          .column("band_high", DoubleType, "share", "区间上限", "upper limit of the band")
          .column("usual", DoubleType, "share", "平时数值", "mean of the months before")
          .column("history_months", LongType, "months", "历史月数", "months that the band rests on")
          .column("direction", StringType, "", "方向", "ABOVE or BELOW")
          .column(
              "groups",
              StringType,
              "",
              "来源分组",
              "groups that moved it that way, the largest first, JSON; null where unknown")
          .build();

  private PerformanceTables() {}
}
