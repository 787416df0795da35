package io.fenqun.table;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import io.fenqun.conf.Labels;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The catalogue of published and internal tables (design section 4). Tables that a pack widens are
 * given here without its columns.
 */
public final class Tables {
  /** Money in every table. */
  public static final DataType MONEY = Money.TYPE;

  /** Scores: points of a score scheme, the ranked quantity of a share scheme. */
  public static final DataType SCORE = DataTypes.createDecimalType(18, 6);

  /**
   * Values of indicators: 16 digits before the point as money has them, and no more digits in all
   * than the decimals of BI tools hold.
   */
  public static final DataType INDICATOR_VALUE = DataTypes.createDecimalType(28, 12);

  public static final TableDef QUARANTINE =
      table("quarantine", "隔离记录", "refused records")
          .partitioned("source", "来源", "source")
          .partitioned("delivery", "批次", "delivery")
          .key("file", StringType, "文件", "file, relative to the source folder")
          .key("record_no", LongType, "记录号", "line number (csv) or row index (Parquet)")
          .column("record_hash", StringType, "", "记录哈希", "SHA-256 of the record")
          .column("reasons", DataTypes.createArrayType(StringType), "", "原因", "every reason")
          .column("content", StringType, "", "内容", "the record, personal data masked")
          .build();

  public static final TableDef CUSTOMER_SPAN =
      table("customer_span", "客户存续期", "first and last month of each customer")
          .key("customer_id", StringType, "客户号", "customer")
          .column("first_month", StringType, "", "首次出现月", "first month seen")
          .column("last_month", StringType, "", "最近出现月", "last month seen")
          .column("departed_month", StringType, "", "离开月", "month of leaving, null while here")
          .build();

  public static final TableDef FEATURE_MONTH =
      table("feature_month", "客户月度特征", "features, one row a customer and month")
          .partitioned("month", "月份", "month")
          .key("customer_id", StringType, "客户号", "customer")
          .column(
              "is_departed",
              BooleanType,
              "",
              "本月离开",
              "left in this month: the last row, in no segment")
          .build();

  public static final TableDef SEGMENT_MONTH =
      table("segment_month", "客户月度分群", "segment of every customer, scheme and month")
          .partitioned("scheme", "方案", "scheme")
          .partitioned("month", "月份", "month")
          .key("customer_id", StringType, "客户号", "customer")
          .column("segment", StringType, "", "分群", "segment code")
          .column("score", SCORE, "", "得分", "points (score) or the ranked quantity (share)")
          .column("rank", LongType, "", "名次", "1 is best, within the group")
          .column("percentile", DoubleType, "share", "百分位", "(n - rank + 1) / n")
          .column("reason", StringType, "", "原因", "code and deciding values, JSON")
          .column(
              "evaluated_month",
              StringType,
              "",
              "评定月",
              "month of the evaluation; null before the first")
          .column("proposed_segment", StringType, "", "拟定分群", "proposal that awaits approval")
          .column("distance_up", DoubleType, "", "上升差距", "least rise that changes the segment")
          .column("distance_down", DoubleType, "", "下降余量", "largest fall that keeps the segment")
          .column("definition", StringType, "", "定义", "hash of what can change an assignment")
          .column(
              "memory",
              Memory.TYPE,
              "",
              "记忆",
              "what next month must know, in schemes that remember")
          .build();

  public static final TableDef CUSTOMER_MONTH =
      table(
              "customer_month",
              "客户月表",
              "value, key features and one column per scheme, one row a customer and month")
          .partitioned("month", "月份", "month")
          .key("customer_id", StringType, "客户号", "customer")
          .column("value", MONEY, "money", "价值", "the pack's value")
          .build();

  public static final TableDef SEGMENT_PROFILE =
      table("segment_profile", "分群概况", "size and value of each segment")
          .partitioned("scheme", "方案", "scheme")
          .partitioned("month", "月份", "month")
          .key("segment", StringType, "分群", "segment code")
          .column("customers", LongType, "count", "客户数", "customers")
          .column("customer_share", DoubleType, "share", "客户占比", "share of the population")
          .column(
              "expected_customer_share",
              DoubleType,
              "share",
              "预期客户占比",
              "expected share of customers")
          .column("value", MONEY, "money", "价值", "value")
          .column("value_share", DoubleType, "share", "价值占比", "share of the population's value")
          .column("expected_value_share", DoubleType, "share", "预期价值占比", "expected share of value")
          .column("entered", LongType, "count", "进入", "in the segment now and not last month")
          .column("left", LongType, "count", "离开", "in the segment last month and not now")
          .column("stayed", LongType, "count", "留存", "in the segment in both months")
          .build();

  public static final TableDef SEGMENT_INDICATOR_MONTH =
      table("segment_indicator_month", "分群评价指标", "evaluation indicators of each segment")
          .partitioned("scheme", "方案", "scheme")
          .partitioned("month", "月份", "month")
          .key("segment", StringType, "分群", "segment code")
          .key("indicator", StringType, "指标", "indicator")
          .column(
              "value", INDICATOR_VALUE, "", "指标值", "in the indicator's unit, null where unknown")
          .column("unit", StringType, "", "单位", "unit")
          .build();

  public static final TableDef SCHEME_OVERLAP =
      table("scheme_overlap", "方案交叉", "who is in a segment of one scheme and one of another")
          .partitioned("month", "月份", "month")
          .key("scheme_a", StringType, "方案甲", "scheme, the first of the two by name")
          .key("segment_a", StringType, "分群甲", "its segment")
          .key("scheme_b", StringType, "方案乙", "the other scheme")
          .key("segment_b", StringType, "分群乙", "its segment")
          .column("customers", LongType, "count", "客户数", "customers in both segments")
          .column("base_share", DoubleType, "share", "占全体比例", "share of the month's base")
          .column(
              "share_of_a", DoubleType, "share", "占分群甲比例", "share of the customers of segment_a")
          .column(
              "share_of_b", DoubleType, "share", "占分群乙比例", "share of the customers of segment_b")
          .column(
              "lift",
              DoubleType,
              "ratio",
              "提升度",
              "customers against those of independent schemes: 1 is no connection")
          .column("value", MONEY, "money", "价值", "the pack's value")
          .column("value_share", DoubleType, "share", "价值占比", "share of the base's value")
          .build();

  public static final TableDef TRANSITION_MONTH =
      table("transition_month", "分群迁移", "moves between two months, by from-segment and to-segment")
          .partitioned("scheme", "方案", "scheme")
          .partitioned("month", "月份", "month moved to")
          .key("horizon_months", IntegerType, "跨度（月）", "months between the two")
          .key("group_by", StringType, "分组维度", "grouping, ALL for none")
          .key("group_value", StringType, "分组值", "value of the grouping")
          .key("from_segment", StringType, "原分群", "segment before, ENTERED or RETURNED")
          .key("to_segment", StringType, "现分群", "segment now, or LEFT")
          .column("customers", LongType, "count", "客户数", "customers")
          .column("row_customers", LongType, "count", "原分群客户数", "customers of the from-segment")
          .column("rate", DoubleType, "rate", "迁移率", "customers / row_customers")
          .column("rate_low", DoubleType, "rate", "迁移率下限（Wilson）", "lower limit of rate (Wilson)")
          .column("rate_high", DoubleType, "rate", "迁移率上限（Wilson）", "upper limit of rate (Wilson)")
          .column("row_low", DoubleType, "rate", "行联合下限", "Goodman, jointly for the row")
          .column("row_high", DoubleType, "rate", "行联合上限", "Goodman, jointly for the row")
          .column("is_small", BooleanType, "", "样本过小", "few customers in the from-segment")
          .column("amount_from", MONEY, "money", "原价值", "value in the month before")
          .column("amount_to", MONEY, "money", "现价值", "value in the month")
          .column("row_amount", MONEY, "money", "原分群价值", "value of the from-segment")
          .column("amount_rate", DoubleType, "rate", "金额迁移率", "share of the from-segment's money")
          .column(
              "amount_rate_low", DoubleType, "rate", "金额迁移率下限", "Wilson at the effective number")
          .column(
              "amount_rate_high", DoubleType, "rate", "金额迁移率上限", "Wilson at the effective number")
          .build();

  /** Floors of any banded quantity: money, points or counts. */
  public static final DataType FLOOR = DataTypes.createDecimalType(24, 6);

  public static final TableDef ROLL_RATE_STATE =
      table(
              "roll_rate_state",
              "滚动状态",
              "months below standard of every customer followed, so that none is recounted")
          .partitioned("month", "月份", "month")
          .key("scheme", StringType, "方案", "scheme")
          .key("base_month", StringType, "基准月", "base month")
          .key("customer_id", StringType, "客户号", "customer")
          .column("level", StringType, "", "等级", "segment at the base month")
          .column("base_floor", FLOOR, "", "基准下限", "floor of the level")
          .column(
              "run",
              IntegerType,
              "months",
              "连续不达标月数",
              "consecutive months below standard up to this one")
          .column(
              "is_left",
              BooleanType,
              "",
              "已离开",
              "absent in this month or one before, since the base month")
          .column("value", MONEY, "money", "价值", "value of the month, 0 once left")
          .column(
              "run_before",
              IntegerType,
              "months",
              "上月连续不达标月数",
              "run of the month before, null in the base month")
          .column(
              "value_before",
              MONEY,
              "money",
              "上月价值",
              "value of the month before, null in the base month")
          .build();

  public static final TableDef ROLL_RATE =
      table("roll_rate", "滚动明细", "who rolled on in the month, by months below standard before")
          .partitioned("month", "月份", "month rolled into")
          .key("scheme", StringType, "方案", "scheme")
          .key("base_month", StringType, "基准月", "base month")
          .key("level", StringType, "等级", "segment at the base month, ALL for all")
          .key("n", IntegerType, "连续不达标月数", "months below standard before")
          .column("at_risk", LongType, "count", "基数", "customers at n")
          .column("rolled", LongType, "count", "继续不达标", "below standard again")
          .column("cured", LongType, "count", "恢复达标", "back above standard")
          .column("rolled_left", LongType, "count", "其中已离开", "of the rolled: have left")
          .column("at_risk_amount", MONEY, "money", "基数金额", "value of the month before")
          .column("rolled_amount", MONEY, "money", "继续不达标金额", "value of the month before")
          .column("cured_amount", MONEY, "money", "恢复达标金额", "value of the month before")
          .build();

  public static final TableDef ROLL_RATE_CURVE =
      table("roll_rate_curve", "滚动率曲线", "roll and cure rates over all months of a base month")
          .key("scheme", StringType, "方案", "scheme")
          .key("base_month", StringType, "基准月", "base month")
          .key("level", StringType, "等级", "segment at the base month, ALL for all")
          .key("n", IntegerType, "连续不达标月数", "months below standard before")
          .column("at_risk", LongType, "count", "基数", "customers at n")
          .column("rolled", LongType, "count", "继续不达标", "below standard again")
          .column("cured", LongType, "count", "恢复达标", "back above standard")
          .column("rolled_left", LongType, "count", "其中已离开", "of the rolled: have left")
          .column("at_risk_amount", MONEY, "money", "基数金额", "value of the month before")
          .column("rolled_amount", MONEY, "money", "继续不达标金额", "value of the month before")
          .column("cured_amount", MONEY, "money", "恢复达标金额", "value of the month before")
          .column("rate", DoubleType, "rate", "滚动率", "rolled / at_risk")
          .column("rate_low", DoubleType, "rate", "滚动率下限（Wilson）", "lower limit of rate (Wilson)")
          .column("rate_high", DoubleType, "rate", "滚动率上限（Wilson）", "upper limit of rate (Wilson)")
          .column("cure_rate", DoubleType, "rate", "恢复率", "cured / at_risk, null at n = 0")
          .build();

  public static final TableDef OBSERVATION_WINDOW =
      table(
              "observation_window",
              "观察窗口",
              "who was above standard before and below it after a base month")
          .partitioned("base_month", "基准月", "base month")
          .key("scheme", StringType, "方案", "scheme")
          .key("level", StringType, "等级", "segment at the base month, ALL for all")
          .column("look_back", IntegerType, "months", "回看月数", "months up to the base month")
          .column("look_ahead", IntegerType, "months", "观察月数", "months after the base month")
          .column(
              "population",
              LongType,
              "count",
              "总体",
              "present and never below standard in look_back")
          .column("outcome", LongType, "count", "不达标", "below standard in each month of look_ahead")
          .column("rate", DoubleType, "rate", "比率", "outcome / population")
          .column("rate_low", DoubleType, "rate", "比率下限（Wilson）", "lower limit of rate (Wilson)")
          .column("rate_high", DoubleType, "rate", "比率上限（Wilson）", "upper limit of rate (Wilson)")
          .column("population_amount", MONEY, "money", "总体价值", "value at the base month")
          .column("outcome_amount", MONEY, "money", "不达标价值", "value at the base month")
          .build();

  public static final TableDef DIM_SEGMENT =
      table("dim_segment", "分群维表", "segments and states of each scheme")
          .key("scheme", StringType, "方案", "scheme")
          .key("segment", StringType, "分群", "segment code or state")
          .column("label_zh", StringType, "", "中文名", "label in Chinese")
          .column("label_en", StringType, "", "英文名", "label in English")
          .column("sort", IntegerType, "", "顺序", "order, 1 first")
          .column("colour", StringType, "", "颜色", "colour")
          .column("treatment", StringType, "", "服务策略", "treatment code")
          .column("valid_from_month", StringType, "", "生效月", "first month of this definition")
          .column("valid_to_month", StringType, "", "失效月", "last month, null while valid")
          .build();

  public static final TableDef DIM_SCHEME =
      table("dim_scheme", "方案维表", "schemes")
          .key("scheme", StringType, "方案", "scheme")
          .column("label_zh", StringType, "", "中文名", "label in Chinese")
          .column("label_en", StringType, "", "英文名", "label in English")
          .column("method", StringType, "", "方法", "method")
          .column("population", StringType, "", "总体", "who is segmented, SQL")
          .column("within", StringType, "", "组内", "grouping of ranks and maxima")
          .column("evaluate", StringType, "", "评定周期", "evaluation cycle")
          .column("value", StringType, "", "价值特征", "feature behind the money columns")
          .column("definition", StringType, "", "定义", "hash of what can change an assignment")
          .column("file", StringType, "", "定义文件", "what the scheme's file says, JSON")
          .build();

  public static final TableDef DIM_FEATURE =
      table("dim_feature", "特征维表", "data dictionary of the features")
          .key("feature", StringType, "特征", "feature")
          .column("label_zh", StringType, "", "中文名", "label in Chinese")
          .column("label_en", StringType, "", "英文名", "label in English")
          .column("feature_group", StringType, "", "特征组", "group")
          .column("unit", StringType, "", "单位", "unit")
          .column("type", StringType, "", "类型", "data type")
          .column("kind", StringType, "", "种类", "aggregate, attribute or derived")
          .column("source", StringType, "", "来源", "source")
          .column("expression", StringType, "", "表达式", "how it is computed")
          .column(
              "relative_error",
              DoubleType,
              "",
              "相对标准误",
              "of distinct counts: relative standard error above distinct_limit values")
          .build();

  public static final TableDef DIM_INDICATOR =
      table("dim_indicator", "指标维表", "evaluation indicators of segments")
          .key("indicator", StringType, "指标", "indicator")
          .column("label_zh", StringType, "", "中文名", "label in Chinese")
          .column("label_en", StringType, "", "英文名", "label in English")
          .column("unit", StringType, "", "单位", "unit")
          .column("sort", IntegerType, "", "顺序", "order, 1 first")
          .column("expression", StringType, "", "表达式", "how it is computed")
          .build();

  public static final TableDef DIM_TREATMENT =
      table("dim_treatment", "服务策略维表", "treatments")
          .key("treatment", StringType, "服务策略", "treatment code")
          .column("label_zh", StringType, "", "中文名", "label in Chinese")
          .column("label_en", StringType, "", "英文名", "label in English")
          .column("channel", StringType, "", "渠道", "channel")
          .column("attributes", StringType, "", "属性", "further columns of the treatment, JSON")
          .build();

  public static final TableDef DIM_MONTH =
      table("dim_month", "月份维表", "months")
          .key("month", StringType, "月份", "month")
          .column("is_published", BooleanType, "", "已发布", "published")
          .column(
              "history_months",
              IntegerType,
              "months",
              "历史月数",
              "covered months up to and including this one")
          .build();

  public static final TableDef REVISION =
      table("revision", "修订记录", "what changed in months that had been published")
          .partitioned("month", "月份", "month")
          .key("publication", LongType, "发布号", "the publication that brought the change")
          .key("scheme", StringType, "方案", "scheme")
          .key("from_segment", StringType, "原分群", "segment published before; null: not in the base")
          .key("to_segment", StringType, "新分群", "segment now; null: not in the base")
          .column("customers", LongType, "count", "客户数", "customers whose segment or value changed")
          .column("value_from", MONEY, "money", "原价值", "their value as published before")
          .column("value_to", MONEY, "money", "新价值", "their value now")
          .key("cause", StringType, "原因类别", "data, definition or both; else what else")
          .column("reason", StringType, "", "原因", "what changed")
          .build();

  public static final TableDef DIM_PUBLICATION =
      table("dim_publication", "发布维表", "consistent sets of table versions")
          .key("publication", LongType, "发布号", "publication")
          .key("month", StringType, "月份", "last month published")
          .key("table", StringType, "表", "table")
          .column("version", LongType, "", "版本", "Delta version")
          .column("published_at", TimestampType, "", "发布时间", "when")
          .column("readable", BooleanType, "", "可读", "its versions can still be read")
          .build();

  public static final TableDef RUN_LEDGER =
      table("run_ledger", "运行台账", "what every step of every month did")
          .key("run_id", StringType, "运行号", "run")
          .key("step", StringType, "步骤", "step")
          .key("month", StringType, "月份", "month, or the delivery all")
          .column("status", StringType, "", "状态", "done or failed")
          .column("started_at", TimestampType, "", "开始时间", "when")
          .column("seconds", DoubleType, "seconds", "耗时", "seconds")
          .column("rows_read", LongType, "count", "读入行数", "records read")
          .column("rows_written", LongType, "count", "写出行数", "rows written")
          .column("rows_refused", LongType, "count", "隔离行数", "records in quarantine")
          .column("rows_duplicate", LongType, "count", "重复行数", "identical duplicates")
          .column("rows_superseded", LongType, "count", "被替代行数", "replaced by a newer delivery")
          .column("files_read", LongType, "count", "读取文件数", "files of sources read for this month")
          .column(
              "other_files_read",
              LongType,
              "count",
              "读取其他月份文件数",
              "files of sources read for it that are of other months")
          .column("inputs", StringType, "", "输入", "fingerprints of what was read, JSON")
          .column("definition", StringType, "", "定义", "hash of the definitions used")
          .column("code_version", StringType, "", "程序版本", "version of the program")
          .column("message", StringType, "", "信息", "counts worth knowing, or why it failed")
          .build();

  private Tables() {}

  /** Starts the definition of a table that depends on the pack. */
  public static TableBuilder table(String name, String zh, String en) {
    return new TableBuilder(name, new Labels(zh, en));
  }
}
