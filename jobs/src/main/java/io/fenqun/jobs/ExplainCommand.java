package io.fenqun.jobs;

import io.fenqun.error.FenqunException;
import io.fenqun.pack.Pack;
import io.fenqun.pack.PackLoader;
import io.fenqun.store.DeltaTableStore;
import io.fenqun.time.Month;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Everything behind one customer's segment; takes no lock and writes no table. The customer's
 * figures stand in its output, on purpose. Exit code 3 where what is computed now is not what is
 * published.
 */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description =
        "Shows why a customer is in its segment of a published month: computed again, and held against what is published (exit code 3 where they differ).")
final class ExplainCommand implements Callable<Integer> {
  @Option(names = "--scheme", required = true, paramLabel = "NAME", description = "The scheme.")
  private String scheme = "";

  @Option(
      names = "--customer",
      required = true,
      paramLabel = "ID",
      description = "The customer's id, as in the published tables.")
  private String customer = "";

  @Option(
      names = "--month",
      required = true,
      paramLabel = "yyyy-MM",
      description = "A published month.")
  private String month = "";

  @Mixin private WarehouseOptions options = new WarehouseOptions();

  @Option(
      names = "--lang",
      paramLabel = "zh|en",
      defaultValue = "en",
      description = "Language of text and page; default: en.")
  private String lang = "en";

  @Option(names = "--json", description = "One JSON object, for programs.")
  private boolean json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Writes a page to print, in one file, instead of the text.")
  @Nullable
  private Path html;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Language language = Language.of(lang);
    Month of = Month.parse(month);
    Pack pack = PackLoader.load(options.pack);
    PublishedExplanation.requireScheme(pack, scheme);
    SparkSession spark = Sessions.open(pack.settings().timeZone());
    DeltaTableStore store = new DeltaTableStore(spark, options.warehouse, pack.name());
    PublishedExplanation published = PublishedExplanation.of(pack, scheme, of, customer, store);
    ExplainPage page = new ExplainWriter(published, Words.in(language)).page();
    PrintWriter out = spec.commandLine().getOut();
    if (html != null) {
      write(html, ExplainHtml.of(page));
    }
    if (json) {
      out.println(ExplainJson.of(published).toPrettyString());
    } else if (html == null) {
      ExplainText.lines(page).forEach(out::println);
    } else {
      page.notes().forEach(out::println);
    }
    out.flush();
    return published.explanation().isEqual() ? 0 : FenqunException.Kind.DATA.exitCode();
  }

  private static void write(Path file, String page) {
    try {
      Files.writeString(file, page);
    } catch (IOException e) {
      throw new FenqunException(
          FenqunException.Kind.STORAGE,
          "Cannot write " + file + "; give --html a file in a folder that is there",
          e);
    }
  }
}
