package io.fenqun.jobs;

import io.fenqun.pack.Pack;
import io.fenqun.store.RecordFiles;
import io.fenqun.store.TableStore;
import io.fenqun.table.TableDef;
import io.fenqun.world.WorldCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * The checks of a world on the base that was computed from it: each with the numbers it looks at,
 * and whether it holds.
 */
final class ExpectationsOfWorld {
  private ExpectationsOfWorld() {}

  static List<String> lines(SparkSession spark, TableStore store, Pack pack, String warehouse) {
    List<WorldCheck> checks = Generator.worldOf(pack).checks();
    if (checks.isEmpty()) {
      return List.of();
    }
    for (TableDef table : PackTables.of(pack)) {
      if (store.exists(table.name())) {
        store.read(table.name()).createOrReplaceTempView(table.name());
      }
    }
    RecordFiles truths = new RecordFiles(Generator.truthFolder(warehouse, pack));
    Generator.worldOf(pack)
        .truth()
        .forEach(
            table ->
                truths.read(spark, table.name()).createOrReplaceTempView("truth_" + table.name()));
    List<String> lines = new ArrayList<>();
    lines.add("what is expected of such a base:");
    for (WorldCheck check : checks) {
      Row row =
          spark
              .sql(check.query().text())
              .withColumn("is_met", functions.expr(check.expect().text()))
              .first();
      List<String> numbers = new ArrayList<>();
      for (int i = 0; i < row.size() - 1; i++) {
        numbers.add(row.schema().apply(i).name() + " " + text(row.get(i)));
      }
      Object met = row.get(row.size() - 1);
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-5s %s / %s: %s",
              Boolean.TRUE.equals(met) ? "true" : "false",
              check.labels().zh(),
              check.labels().en(),
              String.join(", ", numbers)));
    }
    return lines;
  }

  private static String text(Object value) {
    return value instanceof Double number
        ? String.format(Locale.ROOT, "%.3f", number)
        : String.valueOf(value);
  }
}
