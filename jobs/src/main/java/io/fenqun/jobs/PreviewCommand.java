package io.fenqun.jobs;

import io.fenqun.pack.SchemeDraft;
import io.fenqun.preview.SchemeChange;
import io.fenqun.store.DeltaTableStore;
import io.fenqun.time.Month;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What a scheme file would do to a published month; takes no lock and writes nothing. Customers'
 * ids stand in its output, on purpose.
 */
@Command(
    name = "preview",
    mixinStandardHelpOptions = true,
    description =
        "Shows what a changed or new scheme file would do to a published month: who moves, by which edit, and what its rules meet.")
final class PreviewCommand implements Callable<Integer> {
  @Option(
      names = "--scheme",
      required = true,
      paramLabel = "FILE",
      description = "A scheme's YAML; its name is the scheme's. It need not lie in the pack.")
  private Path scheme = Path.of("");

  @Option(
      names = "--month",
      required = true,
      paramLabel = "yyyy-MM",
      description = "A published month.")
  private String month = "";

  @Mixin private WarehouseOptions options = new WarehouseOptions();

  @Option(names = "--json", description = "One JSON object, for programs.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Month of = Month.parse(month);
    SchemeChange change = SchemeChange.of(options.pack, SchemeDraft.of(scheme));
    SparkSession spark = Sessions.open(change.pack().settings().timeZone());
    DeltaTableStore store = new DeltaTableStore(spark, options.warehouse, change.pack().name());
    PublishedPreview preview = PublishedPreview.of(change, of, store);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(PreviewJson.of(preview).toPrettyString());
    } else {
      new PreviewText(preview).lines().forEach(out::println);
    }
    out.flush();
    return 0;
  }
}
