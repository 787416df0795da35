package io.fenqun.table;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.fenqun.conf.Labels;

/** Tables of what methods learned from customers: a row a model, and a row a segment of it. */
public final class ModelTables {
  /** Kept whole: an assignment can be made again from its row. */
  public static final TableDef SCHEME_MODEL =
      new TableBuilder("scheme_model", new Labels("模型", "models by which schemes assign customers"))
          .partitioned("month", "拟合月", "month whose customers it was fitted to")
          .key("scheme", StringType, "方案", "scheme")
          .column("method", StringType, "", "方法", "method of the scheme")
          .column("status", StringType, "", "状态", "IN_EFFECT from its month on, or PROPOSED")
          .column("customers", LongType, "count", "客户数", "customers it was fitted to")
          .column("cost", DoubleType, "", "残差", "squared distances to the nearest centre, added up")
          .column("iterations", LongType, "count", "迭代次数", "iterations until it stood")
          .column(
              "moved_share",
              DoubleType,
              "share",
              "移动占比",
              "customers put into another segment than by the model before; null: there was none")
          .column("definition", StringType, "", "定义", "hash of what can change a model")
          .column("content", StringType, "", "内容", "the model, JSON")
          .column("content_hash", StringType, "", "内容摘要", "hash of the content")
          .build();

  /** Segments of each model, and those of the model before that go on no more. */
  public static final TableDef CLUSTER_HISTORY =
      new TableBuilder(
              "cluster_history",
              new Labels("聚类沿革", "what became of clusters when a model was fitted anew"))
          .partitioned("month", "拟合月", "month of the fit")
          .key("scheme", StringType, "方案", "scheme")
          .key("place", LongType, "序号", "place in the model, from 1; those that died come after")
          .column("segment", StringType, "", "分群", "its name; null: a person has to declare one")
          .column("status", StringType, "", "状态", "of the model: IN_EFFECT or PROPOSED")
          .column("event", StringType, "", "变化", "BORN, KEPT, SPLIT, MERGED or DIED")
          .column("customers", LongType, "count", "客户数", "customers in it by the model")
          .column("customers_before", LongType, "count", "原客户数", "in it by the model before")
          .column("customers_shared", LongType, "count", "共有客户数", "in it by both")
          .column("jaccard", DoubleType, "share", "重合度", "shared among all that are in either")
          .build();

  private ModelTables() {}
}
