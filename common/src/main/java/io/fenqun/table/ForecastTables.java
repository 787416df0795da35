package io.fenqun.table;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.fenqun.conf.Labels;

/**
 * Tables of what transitions say of the months to come, and whether they may (design section 4).
 */
public final class ForecastTables {
  public static final TableDef TRANSITION_FORECAST =
      new TableBuilder(
              "transition_forecast",
              new Labels(
                  "分群预测", "where the customers of the month will be; entrants are not forecast"))
          .partitioned("month", "月份", "month whose customers are forecast")
          .key("scheme", StringType, "方案", "scheme")
          .key("horizon_months", IntegerType, "预测月数", "months on")
          .key("segment", StringType, "分群", "segment code, or LEFT")
          .column("target_month", StringType, "", "目标月", "the month that is forecast")
          .column("cohort_customers", LongType, "count", "总客户数", "customers of the month")
          .column("customers", LongType, "count", "现客户数", "of them in the segment now")
          .column(
              "expected",
              DoubleType,
              "count",
              "预测客户数",
              "of them in the segment then; null where the reason says why")
          .column("expected_low", DoubleType, "count", "预测下限", "lower limit of their number")
          .column("expected_high", DoubleType, "count", "预测上限", "upper limit of their number")
          .column(
              "unknown",
              DoubleType,
              "count",
              "去向不明客户数",
              "customers of whose way the window knows nothing")
          .column("window_months", IntegerType, "months", "窗口月数", "months of moves it rests on")
          .column(
              "dispersion",
              DoubleType,
              "ratio",
              "离散系数",
              "how much more the months differ than by chance; null with one month")
          .column("reason", StringType, "", "原因", "ROW_WITHOUT_CUSTOMERS; null where forecast")
          .build();

  public static final TableDef FORECAST_BACKTEST =
      new TableBuilder(
              "forecast_backtest", new Labels("预测回测", "earlier forecasts beside what happened"))
          .partitioned("month", "月份", "month that was forecast")
          .key("scheme", StringType, "方案", "scheme")
          .key("horizon_months", IntegerType, "预测月数", "months since the forecast")
          .key("segment", StringType, "分群", "segment code, or LEFT")
          .column("made_in_month", StringType, "", "预测月", "month of the forecast")
          .column("cohort_customers", LongType, "count", "总客户数", "customers that were forecast")
          .column("customers_before", LongType, "count", "原客户数", "of them in the segment then")
          .column("customers", LongType, "count", "现客户数", "of them in the segment now")
          .column("expected", DoubleType, "count", "预测客户数", "as forecast then")
          .column("expected_low", DoubleType, "count", "预测下限", "as forecast then")
          .column("expected_high", DoubleType, "count", "预测上限", "as forecast then")
          .column("error", DoubleType, "count", "预测误差", "customers - expected")
          .column(
              "naive_error",
              LongType,
              "count",
              "不变误差",
              "customers - customers_before: had nobody been thought to move")
          .column("is_within", BooleanType, "", "在区间内", "between the limits")
          .column(
              "reason",
              StringType,
              "",
              "原因",
              "ROW_WITHOUT_CUSTOMERS or NOT_FORECAST; null where forecast")
          .build();

  public static final TableDef TRANSITION_TEST =
      new TableBuilder(
              "transition_test",
              new Labels("迁移检验", "whether one matrix stands for all months, groups and pasts"))
          .partitioned("month", "月份", "last month of the window")
          .key("scheme", StringType, "方案", "scheme")
          .key("test", StringType, "检验", "TIME, GROUP or ORDER")
          .key("group_by", StringType, "分组维度", "of GROUP: the grouping; else ALL")
          .key("from_segment", StringType, "原分群", "segment moved from, ALL for all together")
          .column(
              "compared",
              IntegerType,
              "count",
              "比较数",
              "months, groups or segments before that have customers")
          .column("moves", LongType, "count", "迁移数", "customers, each month counted")
          .column("chi_square", DoubleType, "", "卡方", "Pearson's chi-square")
          .column("degrees", LongType, "", "自由度", "degrees of freedom")
          .column("p_value", DoubleType, "", "p 值", "chance of as much, were there no difference")
          .column("cramers_v", DoubleType, "ratio", "Cramér V", "size of the difference, 0 to 1")
          .column(
              "small_expected_share",
              DoubleType,
              "share",
              "小期望占比",
              "cells with less than 5 expected: beyond a fifth p is rough")
          .column(
              "is_flagged",
              BooleanType,
              "",
              "标记",
              "the difference matters by its size and is not chance")
          .column(
              "reason",
              StringType,
              "",
              "原因",
              "NO_CUSTOMERS, ONE_COMPARED or ONE_OUTCOME; null where tested")
          .build();

  private ForecastTables() {}
}
