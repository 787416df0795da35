package io.fenqun.table;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.fenqun.conf.Labels;
import org.apache.spark.sql.types.DataTypes;

/** Tables of customers who are lost (design section 4). */
public final class ChurnTables {
  public static final TableDef CHURN_MONTH =
      new TableBuilder("churn_month", new Labels("客户流失", "customers lost, in the month it began"))
          .partitioned("month", "月份", "month in which it began")
          .key("customer_id", StringType, "客户号", "customer")
          .column("cause", StringType, "", "动因", "cause")
          .column("degree", StringType, "", "程度", "degree")
          .column("destination", StringType, "", "去向", "the largest part of the gross fall")
          .column("reference_value", Money.TYPE, "money", "参照值", "mean value of the months before")
          .column("value", Money.TYPE, "money", "价值", "value of the month")
          .column(
              "gross_fall",
              Money.TYPE,
              "money",
              "总下降额",
              "sum of the falls of the lines that fell in the month")
          .column("to_internal", Money.TYPE, "money", "转入内部", "part to other own business")
          .column("to_external", Money.TYPE, "money", "转往外部", "part to competitors")
          .column("to_cash", Money.TYPE, "money", "取现", "part taken in cash")
          .column("to_market", Money.TYPE, "money", "估值与费用", "part lost by valuation and fees")
          .column("unexplained", Money.TYPE, "money", "未解释", "the rest of the gross fall")
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

  public static final TableDef CHURN_WARNING =
      new TableBuilder("churn_warning", new Labels("流失预警", "customers who show signs before churn"))
          .partitioned("month", "月份", "month in which the signs are seen")
          .key("customer_id", StringType, "客户号", "customer")
          .column("points", IntegerType, "points", "征兆分", "sum of the points of the signs")
          .column(
              "signs",
              DataTypes.createArrayType(StringType),
              "",
              "征兆",
              "codes of the signs, in declared order")
          .column("is_warned", BooleanType, "", "预警", "points reach warn_at")
          .build();

  public static final TableDef CHURN_WARNING_METRIC =
      new TableBuilder(
              "churn_warning_metric",
              new Labels("流失预警检验", "earlier warnings beside what happened, and the naive rule"))
          .partitioned("month", "月份", "month by whose end every outcome is known")
          .key(
              "window_months",
              IntegerType,
              "窗口月数",
              "months of warnings told together: 1, or as the pack declares")
          .key("rule", StringType, "规则", "WARNING or NAIVE")
          .key(
              "threshold",
              IntegerType,
              "阈值",
              "points from which a customer counts as warned of; 0 for the naive rule, which has"
                  + " none")
          .column("made_in_month", StringType, "", "预警月", "month of the warnings, the last of them")
          .column("months", IntegerType, "months", "月数", "months of warnings that there are")
          .column("is_warn_at", BooleanType, "", "现行阈值", "the threshold is the declared warn_at")
          .column("customers", LongType, "count", "客户数", "customers without an open event")
          .column("warned", LongType, "count", "预警客户数", "of them warned of")
          .column("hits", LongType, "count", "命中客户数", "of those warned of: with an event")
          .column("events", LongType, "count", "流失数", "events that began within the horizon")
          .column("caught", LongType, "count", "预见流失数", "of them of customers warned of")
          .column("precision", DoubleType, "rate", "准确率", "hits / warned")
          .column("precision_low", DoubleType, "rate", "准确率下限（Wilson）", "lower limit (Wilson)")
          .column("precision_high", DoubleType, "rate", "准确率上限（Wilson）", "upper limit (Wilson)")
          .column("recall", DoubleType, "rate", "召回率", "caught / events")
          .column("recall_low", DoubleType, "rate", "召回率下限（Wilson）", "lower limit (Wilson)")
          .column("recall_high", DoubleType, "rate", "召回率上限（Wilson）", "upper limit (Wilson)")
          .column(
              "lead_months",
              LongType,
              "months",
              "提前月数合计",
              "months from the warning to the first event, summed over the hits")
          .column("lead_time_months", DoubleType, "months", "平均提前月数", "lead_months / hits")
          .column(
              "warning_precision",
              DoubleType,
              "rate",
              "同召回预警准确率",
              "of the naive rule's row: precision of the warning at the same recall")
          .build();

  public static final TableDef DIM_CHURN =
      new TableBuilder("dim_churn", new Labels("流失维表", "codes of churn and their labels"))
          .key("kind", StringType, "类别", "degree, cause, destination, line, sign or rule")
          .key("code", StringType, "代码", "code")
          .column("label_zh", StringType, "", "中文名", "label in Chinese")
          .column("label_en", StringType, "", "英文名", "label in English")
          .column("sort", IntegerType, "", "次序", "order")
          .build();

  private ChurnTables() {}
}
