package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;

import io.fenqun.pack.Pack;
import io.fenqun.store.DeltaTableStore;
import io.fenqun.store.TableStore;
import io.fenqun.table.States;
import io.fenqun.table.Tables;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a demo says of one pack: read from its published tables, printed when all packs are done.
 */
record DemoReport(Pack pack, Path folder, String warehouse, List<String> lines) {
  private static final int LONGEST_RUN = 6;

  static DemoReport of(SparkSession spark, Pack pack, Path folder, String warehouse) {
    TableStore store = new DeltaTableStore(spark, warehouse, pack.name());
    List<String> lines = new ArrayList<>();
    segments(store, lines);
    rollRates(store, lines);
    lines.addAll(ExpectationsOfWorld.lines(spark, store, pack, warehouse));
    return new DemoReport(pack, folder, warehouse, lines);
  }

  private static void segments(TableStore store, List<String> lines) {
    Dataset<Row> profile = store.read(Tables.SEGMENT_PROFILE.name());
    String month = profile.agg(max("month")).first().getString(0);
    Dataset<Row> labels = store.read(Tables.DIM_SEGMENT.name());
    Dataset<Row> schemes =
        store
            .read(Tables.DIM_SCHEME.name())
            .select(
                col("scheme"), col("label_zh").as("scheme_zh"), col("label_en").as("scheme_en"));
    List<Row> rows =
        profile
            .where(col("month").equalTo(month))
            .join(
                labels.drop("valid_from_month", "valid_to_month"),
                new String[] {"scheme", "segment"})
            .join(schemes, "scheme")
            .orderBy("scheme", "sort", "segment")
            .select(
                "scheme",
                "scheme_zh",
                "scheme_en",
                "segment",
                "label_zh",
                "label_en",
                "customers",
                "customer_share",
                "value_share",
                "expected_value_share")
            .collectAsList();
    lines.add(
        "segments of " + month + ": customers, share of customers, share of value (expected)");
    String scheme = "";
    for (Row row : rows) {
      if (!scheme.equals(row.getString(0))) {
        scheme = row.getString(0);
        lines.add("  " + scheme + "  " + row.getString(1) + " / " + row.getString(2));
      }
      if (row.getLong(6) > 0) {
        lines.add(
            String.format(
                Locale.ROOT,
                "    %-12s %,9d  %6s  %6s%s  %s / %s",
                row.getString(3),
                row.getLong(6),
                percent(row, 7),
                percent(row, 8),
                row.isNullAt(9) ? "" : " (" + percent(row, 9).strip() + ")",
                row.getString(4),
                row.getString(5)));
      }
    }
  }

  private static String percent(Row row, int place) {
    return row.isNullAt(place)
        ? "-"
        : String.format(Locale.ROOT, "%.1f %%", 100 * ((Number) row.get(place)).doubleValue());
  }

  private static void rollRates(TableStore store, List<String> lines) {
    if (!store.exists(Tables.ROLL_RATE_CURVE.name())) {
      return;
    }
    List<Row> rows =
        store
            .read(Tables.ROLL_RATE_CURVE.name())
            .where(col("level").equalTo(States.ALL))
            .where(col("n").lt(LONGEST_RUN))
            .groupBy("scheme", "n")
            .agg(sum("at_risk"), sum("rolled"), sum("cured"))
            .orderBy("scheme", "n")
            .collectAsList();
    lines.add(
        "roll rates, all base months: months below standard n, at risk, rolled on to n + 1, rate, cured");
    for (Row row : rows) {
      lines.add(
          String.format(
              Locale.ROOT,
              "    %-14s n = %d %,9d %,9d  %6.1f %%  %,9d",
              row.getString(0),
              ((Number) row.get(1)).longValue(),
              row.getLong(2),
              row.getLong(3),
              row.getLong(2) == 0 ? 0.0 : 100.0 * row.getLong(3) / row.getLong(2),
              row.getLong(4)));
    }
  }

  void print(PrintWriter out) {
    out.printf(
        "%n=== %s: %s / %s%n",
        pack.name(), pack.settings().labels().zh(), pack.settings().labels().en());
    lines.forEach(out::println);
    String tables = warehouse + "/" + pack.name();
    out.println("tables: " + tables + "   sources: " + Generator.sourceFolder(warehouse, pack));
    out.println("next:");
    out.println("  fenqun validate --pack " + folder);
    out.println("  fenqun serve --warehouse " + warehouse);
    out.flush();
  }
}
