package io.fenqun.table;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import io.fenqun.conf.Labels;

/** Tables of how likely customers are to take a product (domain page section 1.1). */
public final class PropensityTables {
  public static final TableDef PROPENSITY_MONTH =
      new TableBuilder(
              "propensity_month",
              new Labels("响应概率", "how likely each customer is to take each product"))
          .partitioned("month", "月份", "month as of which the customer is seen")
          .key("product", StringType, "产品", "product code")
          .key("customer_id", StringType, "客户号", "customer of the product's population")
          .column("probability", DoubleType, "share", "响应概率", "calibrated, within the look-ahead")
          .column("score", DoubleType, "", "得分", "log odds before calibration")
          .column("decile", IntegerType, "", "十分位", "1: the tenth with the highest scores")
          .column(
              "product_rank",
              IntegerType,
              "",
              "产品名次",
              "1: of all products the one that the customer most likely takes")
          .column(
              "reasons",
              createArrayType(StringType),
              "",
              "原因",
              "at most three inputs that raise the score most against the mean customer")
          .column("is_offered", BooleanType, "", "推荐", "among the best, and not held out")
          .column("is_holdout", BooleanType, "", "对照组", "never offered, to measure the lift")
          .build();

  public static final TableDef MODEL_METRIC =
      new TableBuilder(
              "model_metric",
              new Labels("模型检验", "how good models are on customers of later months"))
          .partitioned("month", "拟合月", "month of the fit")
          .key("product", StringType, "产品", "product code")
          .key("model", StringType, "模型", "LOGISTIC_REGRESSION or BOOSTED_TREES")
          .key(
              "metric", StringType, "指标", "AUC, BRIER, BASE_RATE, CALIBRATION_ERROR, LIFT, RATE, …")
          .key("decile", IntegerType, "十分位", "1: the highest; 0: of all")
          .column("value", DoubleType, "", "值", "the figure")
          .column("customers", LongType, "count", "客户数", "customers that it rests on")
          .build();

  private PropensityTables() {}
}
