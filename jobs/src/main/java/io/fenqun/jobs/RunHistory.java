package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.fenqun.source.SourceDef;
import io.fenqun.time.Month;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The ledger in lines for a person, the oldest first; times are in the pack's zone. */
record RunHistory(Dataset<Row> ledger) {
  private static final String MINUTE = "yyyy-MM-dd HH:mm:ss";

  /**
   * One line a run and step: a run that did not come to its end lacks the later steps, or its last
   * line says why it failed.
   */
  List<String> runs() {
    Column step = regexp_replace(col("step"), "\\..*", "");
    Column month = when(col("month").notEqual(SourceDef.ALL), col("month"));
    return ledger
        .groupBy(col("run_id"), step.as("step"), col("status"))
        .agg(
            min("started_at").as("at"),
            min(month).as("first"),
            max(month).as("last"),
            sum("rows_written").as("rows"),
            sum("seconds").as("seconds"),
            max(when(col("status").notEqual(RunLedger.DONE), col("message"))).as("message"))
        .withColumn("began", expr("min(at) over (partition by run_id)"))
        .orderBy(col("began"), col("run_id"), col("at"), col("step"))
        .select(
            date_format(col("at"), MINUTE),
            col("run_id").substr(1, 8),
            col("step"),
            when(col("first").isNull(), lit(SourceDef.ALL))
                .when(col("first").equalTo(col("last")), col("first"))
                .otherwise(expr("concat(first, '..', last)")),
            col("status"),
            col("rows"),
            col("seconds"),
            col("message"))
        .collectAsList()
        .stream()
        .map(RunHistory::line)
        .toList();
  }

  /** One line a step that worked on the month, each time that it did. */
  List<String> of(Month month) {
    return ledger
        .where(
            col("month")
                .equalTo(month.toString())
                .or(
                    expr(
                        "status <> 'done' and '"
                            + month
                            + "' between substring(month, 1, 7) and right(month, 7)")))
        .orderBy(col("started_at"), col("step"))
        .select(
            date_format(col("started_at"), MINUTE),
            col("run_id").substr(1, 8),
            col("step"),
            col("month"),
            col("status"),
            col("rows_written"),
            col("seconds"),
            col("message"))
        .collectAsList()
        .stream()
        .map(RunHistory::line)
        .toList();
  }

  private static String line(Row row) {
    return String.format(
            Locale.ROOT,
            "%s  %s  %-24s %-18s %-6s %,14d rows %8.1f s  %s",
            row.getString(0),
            row.getString(1),
            row.getString(2),
            row.getString(3),
            row.getString(4),
            row.getLong(5),
            row.getDouble(6),
            Objects.requireNonNullElse(row.getString(7), ""))
        .stripTrailing();
  }
}
