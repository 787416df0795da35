package io.fenqun.table;

import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.fenqun.conf.Labels;

/** The table of why segments grew or shrank. */
public final class ChangeTables {
  /** The parts of a segment and month add up to its change. */
  public static final TableDef SEGMENT_CHANGE =
      new TableBuilder(
              "segment_change",
              new Labels("分群变动分解", "why a segment is of another size than a month before"))
          .partitioned("month", "月份", "month; against the one before as it was reported")
          .key("scheme", StringType, "方案", "scheme")
          .key("segment", StringType, "分群", "segment code")
          .key("part", StringType, "成因", "RESTATED, DEFINITION, ENTRY_EXIT, OTHERS or OWN")
          .column("customers", LongType, "count", "客户数变动", "customers gained; lost where negative")
          .column("value", Tables.MONEY, "money", "价值变动", "money gained; lost where negative")
          .build();

  private ChangeTables() {}
}
