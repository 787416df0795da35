package io.fenqun.table;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.fenqun.conf.Labels;

/** Tables of customers who are lost (design section 4). */
public final class ChurnTables {
  public static final TableDef CHURN_MONTH =
      new TableBuilder("churn_month", new Labels("客户流失", "customers lost, in the month it began"))
          .partitioned("month", "月份", "month in which it began")
          .key("customer_id", StringType, "客户号", "customer")
          .column("cause", StringType, "", "动因", "cause")
          .column("degree", StringType, "", "程度", "degree")
          .column("destination", StringType, "", "去向", "the largest part of the gross fall")
          .column(
              "reference_value", Tables.MONEY, "money", "参照值", "mean value of the months before")
          .column("value", Tables.MONEY, "money", "价值", "value of the month")
          .column(
              "gross_fall",
              Tables.MONEY,
              "money",
              "总下降额",
              "sum of the falls of the lines that fell in the month")
          .column("to_internal", Tables.MONEY, "money", "转入内部", "part to other own business")
          .column("to_external", Tables.MONEY, "money", "转往外部", "part to competitors")
          .column("to_cash", Tables.MONEY, "money", "取现", "part taken in cash")
          .column("to_market", Tables.MONEY, "money", "估值与费用", "part lost by valuation and fees")
          .column("unexplained", Tables.MONEY, "money", "未解释", "the rest of the gross fall")
          .column("share_lost", DoubleType, "share", "流失比例", "1 - value / reference_value")
          .column("level", StringType, "", "等级", "segment of the month before")
          .column("tenure_months", LongType, "months", "往来月数", "tenure")
          .column("severity_rank", LongType, "", "严重度名次", "1 is the gravest of the month")
          .column(
              "regained_month",
              StringType,
              "",
              "挽回月",
              "month in which the value was back; null while it is not")
          .column("reason", StringType, "", "原因", "deciding values, JSON")
          .build();

  public static final TableDef DIM_CHURN =
      new TableBuilder("dim_churn", new Labels("流失维表", "codes of churn and their labels"))
          .key("kind", StringType, "类别", "degree, cause, destination or line")
          .key("code", StringType, "代码", "code")
          .column("label_zh", StringType, "", "中文名", "label in Chinese")
          .column("label_en", StringType, "", "英文名", "label in English")
          .column("sort", IntegerType, "", "次序", "order")
          .build();

  private ChurnTables() {}
}
