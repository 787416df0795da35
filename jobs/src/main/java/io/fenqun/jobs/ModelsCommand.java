package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;

import io.fenqun.error.FenqunException;
import io.fenqun.pack.Pack;
import io.fenqun.pack.PackLoader;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.store.DeltaTableStore;
import io.fenqun.table.ModelTables;
import io.fenqun.table.TableDef;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which models schemes have, from when on, and what became of their segments; writes nothing. */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    description =
        "Lists the models that schemes were fitted to: month, status, customers, and what became of each segment.")
final class ModelsCommand implements Callable<Integer> {
  @Mixin private WarehouseOptions options = new WarehouseOptions();

  @Option(names = "--scheme", paramLabel = "NAME", description = "Only those of this scheme.")
  @Nullable
  private String scheme;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Pack pack = PackLoader.load(options.pack);
    List<String> schemes = schemes(pack);
    DeltaTableStore store =
        new DeltaTableStore(
            Sessions.open(pack.settings().timeZone()), options.warehouse, pack.name());
    if (!store.exists(ModelTables.SCHEME_MODEL.name())) {
      throw FenqunException.notReady(
          "Cannot list the models of "
              + pack.name()
              + ": "
              + options.warehouse
              + " has none; give the --warehouse of a run that has come to the segments");
    }
    PrintWriter out = spec.commandLine().getOut();
    ModelLines.of(
            rows(store, ModelTables.SCHEME_MODEL, schemes),
            rows(store, ModelTables.CLUSTER_HISTORY, schemes))
        .forEach(out::println);
    out.flush();
    return 0;
  }

  private List<String> schemes(Pack pack) {
    List<String> fitted =
        pack.schemes().stream()
            .filter(any -> any.method().isFitted())
            .map(SchemeDef::name)
            .toList();
    if (scheme == null) {
      return fitted;
    }
    if (!fitted.contains(scheme)) {
      throw FenqunException.config(
          "Cannot list the models of scheme "
              + scheme
              + ": "
              + (fitted.isEmpty()
                  ? "no scheme of " + pack.name() + " is fitted to customers"
                  : "those that are fitted to customers are " + String.join(", ", fitted)));
    }
    return List.of(scheme);
  }

  /** A row a model, or a segment of one. */
  private static List<Row> rows(DeltaTableStore store, TableDef table, List<String> schemes) {
    Dataset<Row> rows = store.read(table.name()).where(col("scheme").isin(schemes.toArray()));
    return rows.select(table.selection(List.of(rows.columns()))).collectAsList();
  }
}
