package io.fenqun.table;

import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.createDecimalType;

import io.fenqun.conf.Labels;
import org.apache.spark.sql.types.DataType;

/** Tables of what people decided and of what changed by it (design section 4). */
public final class HistoryTables {
  /**
   * Partitioned by the month of the evaluation; the latest decision on a proposal, of the command
   * and of each source.
   */
  public static final TableDef APPROVAL =
      new TableBuilder("approval", new Labels("审批", "decisions on proposed segments"))
          .partitioned("month", "评定月", "month of the evaluation")
          .key("scheme", StringType, "方案", "scheme")
          .key("customer_id", StringType, "客户号", "customer")
          .key("proposed_segment", StringType, "拟定分群", "the segment that was proposed")
          .key("source", StringType, "来源", "source of the decision; null: the command approve")
          .column("decision", StringType, "", "决定", "APPROVED or REJECTED")
          .column("effective_month", StringType, "", "生效月", "first month it holds")
          .column("decided_by", StringType, "", "审批人", "who decided")
          .column("note", StringType, "", "说明", "why")
          .column("decided_on", DateType, "", "审批日期", "day of a source's decision")
          .build();

  /** Quantities that are handed out, and weights. */
  public static final DataType QUANTITY = createDecimalType(18, 6);

  public static final TableDef GRADE_CHANGE =
      new TableBuilder(
              "grade_change",
              new Labels("等级变动", "changes of segment in schemes that remember the month before"))
          .partitioned("month", "月份", "month")
          .key("scheme", StringType, "方案", "scheme")
          .key("customer_id", StringType, "客户号", "customer")
          .column("from_segment", StringType, "", "原分群", "segment of the month before")
          .column("to_segment", StringType, "", "现分群", "segment of the month")
          .column("reason", StringType, "", "原因", "of the new segment, as in segment_month")
          .column("evaluated_month", StringType, "", "评定月", "month of the evaluation behind it")
          .column("decided_by", StringType, "", "审批人", "who approved it; null where nobody must")
          .column("note", StringType, "", "说明", "note of the approval")
          .build();

  public static final TableDef PLACE_CHANGE =
      new TableBuilder(
              "tier_change",
              new Labels("层级进退", "who got, lost or found no place in segments with a capacity"))
          .partitioned("month", "月份", "month")
          .key("scheme", StringType, "方案", "scheme")
          .key("customer_id", StringType, "客户号", "customer")
          .key("segment", StringType, "限额分群", "the segment that has the places")
          .key(
              "kind",
              StringType,
              "变动",
              "ENTERED, REPLACED, VACATED, REDUCED (fewer places) or BLOCKED")
          .column("from_segment", StringType, "", "原分群", "segment of the month before")
          .column("to_segment", StringType, "", "现分群", "segment of the month; null: left the base")
          .column("group_value", StringType, "", "组", "whose place it is: values of within, JSON")
          .column("order_value", createDecimalType(18, 6), "", "排序值", "by which places are given")
          .column("pair_id", StringType, "", "进退配对", "one in, one out: the same in both rows")
          .column(
              "blocked_by",
              StringType,
              "",
              "被谁挡住",
              "customer with the worst place that stays; of REPLACED: who came in")
          .build();

  /** The quantities of a month and group add up to the group's. */
  public static final TableDef ALLOCATION =
      new TableBuilder(
              "allocation", new Labels("分配", "quantities spread over the customers of a scheme"))
          .partitioned("month", "月份", "month")
          .key("scheme", StringType, "方案", "scheme")
          .key("group_value", StringType, "组", "whose quantity it is: values of within, JSON")
          .key("customer_id", StringType, "客户号", "customer; null: nobody is in the group")
          .column("segment", StringType, "", "分群", "segment of the month")
          .column("weight", QUANTITY, "", "权重", "part of the segment's customers, each")
          .column("quantity", QUANTITY, "", "分配量", "in unit; null where the group has none")
          .column("group_quantity", QUANTITY, "", "组总量", "what was to be spread in the group")
          .column("unit", StringType, "", "单位", "unit of the quantities")
          .column("outcome", StringType, "", "结果", "ALLOCATED, NO_QUANTITY or NO_CUSTOMER")
          .build();

  private HistoryTables() {}
}
