package io.fenqun.table;

import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.fenqun.conf.Labels;
import org.apache.spark.sql.types.DataTypes;

/** Tables of the lists of customers who somebody must look at (design section 4). */
public final class ListTables {
  public static final TableDef KEY_CUSTOMER =
      new TableBuilder(
              "key_customer_month", new Labels("重点客户名单", "customers on the lists of a month"))
          .partitioned("month", "月份", "month")
          .key("list", StringType, "名单", "list")
          .key("rank", LongType, "名次", "rank")
          .column("customer_id", StringType, "", "客户号", "customer")
          .column("reasons", DataTypes.createArrayType(StringType), "", "原因", "reasons")
          .column("value_at_stake", Money.TYPE, "money", "涉及金额", "money at stake")
          .column("treatment", StringType, "", "服务策略", "treatment")
          .column("owner", StringType, "", "负责人", "owner")
          .build();

  /** The row of a list itself has an empty reason. */
  public static final TableDef DIM_LIST =
      new TableBuilder("dim_list", new Labels("名单维表", "lists and their reasons"))
          .key("list", StringType, "名单", "list")
          .key("reason", StringType, "原因", "reason; empty in the row of the list itself")
          .column("label_zh", StringType, "", "中文名", "label in Chinese")
          .column("label_en", StringType, "", "英文名", "label in English")
          .column("sort", IntegerType, "", "序号", "order in which they are shown")
          .column("treatment", StringType, "", "服务策略", "treatment of the list")
          .build();

  private ListTables() {}
}
