package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;

import io.fenqun.pack.Pack;
import io.fenqun.scheme.ModelRows;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.SchemeModel;
import io.fenqun.scheme.SchemeModels;
import io.fenqun.store.TableStore;
import io.fenqun.store.WriteResult;
import io.fenqun.table.ModelTables;
import io.fenqun.table.TableDef;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Models of schemes in storage: a few rows a month that has a fit. */
record Models(Pack pack, SparkSession spark, SchemeModels models) {
  /** Those of the months before, from which a run goes on. */
  static SchemeModels before(TableStore store, Month month) {
    String table = ModelTables.SCHEME_MODEL.name();
    return store.exists(table)
        ? new SchemeModels(
            ModelRows.models(store.read(table).where(col("month").lt(month.toString()))))
        : SchemeModels.none();
  }

  /** Those that readers see, up to a month. */
  static List<SchemeModel> published(PublishedMonths published, Month month) {
    return published
        .find(ModelTables.SCHEME_MODEL.name())
        .map(rows -> ModelRows.models(rows.where(col("month").leq(month.toString()))))
        .orElse(List.of());
  }

  /** A pack that fits no models any more: those of before go, too. */
  List<Supplier<WriteResult>> writes(TableStore store, MonthRange months) {
    Map<String, String> methods =
        pack.schemes().stream()
            .collect(Collectors.toMap(SchemeDef::name, scheme -> scheme.method().name()));
    List<SchemeModel> fitted = models.fitted();
    boolean isFitting = pack.schemes().stream().anyMatch(s -> s.method().isFitted());
    List<Supplier<WriteResult>> writes = new ArrayList<>();
    add(
        writes,
        store,
        months,
        ModelTables.SCHEME_MODEL,
        isFitting,
        ModelRows.ofModels(fitted, name -> Objects.requireNonNull(methods.get(name))));
    add(
        writes,
        store,
        months,
        ModelTables.CLUSTER_HISTORY,
        isFitting,
        ModelRows.ofSegments(fitted));
    return writes;
  }

  private void add(
      List<Supplier<WriteResult>> writes,
      TableStore store,
      MonthRange months,
      TableDef table,
      boolean isFitting,
      List<Row> rows) {
    if (isFitting || store.exists(table.name())) {
      writes.add(
          () -> store.replaceMonths(table, months, spark.createDataFrame(rows, table.schema())));
    }
  }
}
