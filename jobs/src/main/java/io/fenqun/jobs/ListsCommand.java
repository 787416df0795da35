package io.fenqun.jobs;

import io.fenqun.error.FenqunException;
import io.fenqun.pack.Pack;
import io.fenqun.pack.PackLoader;
import io.fenqun.store.DeltaTableStore;
import io.fenqun.time.Month;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The lists of a month as files for those who work through them; takes no lock and writes no table.
 */
@Command(
    name = "lists",
    mixinStandardHelpOptions = true,
    description =
        "Writes the lists of a published month (lists.yaml) as files: a folder or a workbook for each owner, branch or other group.")
final class ListsCommand implements Callable<Integer> {
  @Option(
      names = "--month",
      required = true,
      paramLabel = "yyyy-MM",
      description = "A published month.")
  private String month = "";

  @Mixin private WarehouseOptions options = new WarehouseOptions();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the files go; a folder that is not there yet, or is empty.")
  private Path out = Path.of("");

  @Option(
      names = "--per",
      paramLabel = "NAME",
      defaultValue = ListRows.OWNER,
      description =
          "What the files are parted by: owner, or a feature of the pack such as branch; default: owner.")
  private String per = ListRows.OWNER;

  @Option(
      names = "--list",
      paramLabel = "CODE",
      description = "One of the lists, may be given again; default: all.")
  private List<String> lists = new ArrayList<>();

  @Option(
      names = "--format",
      paramLabel = "csv|xlsx",
      defaultValue = "csv",
      description =
          "csv: a folder for each group with a file for each list; xlsx: a workbook for each group with a sheet for each list; default: csv.")
  private String format = "csv";

  @Option(
      names = "--lang",
      paramLabel = "zh|en",
      defaultValue = "en",
      description = "Language of headings and labels; default: en.")
  private String lang = "en";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Month of = Month.parse(month);
    Pack pack = PackLoader.load(options.pack);
    ListWords words = new ListWords(pack, Language.of(lang));
    ListPages pages = pages(words);
    ListRows rows = ListRows.of(pack, lists, per);
    ListFolder folder = ListFolder.empty(out);
    SparkSession spark = Sessions.open(pack.settings().timeZone());
    DeltaTableStore store = new DeltaTableStore(spark, options.warehouse, pack.name());
    long written = rows.write(store, of, folder, pages, words);
    PrintWriter text = spec.commandLine().getOut();
    text.println(written + (written == 1 ? " row" : " rows") + " in " + folder.path());
    text.flush();
    return 0;
  }

  private ListPages pages(ListWords words) {
    return switch (format) {
      case "csv" -> new CsvPages(words);
      case "xlsx" -> new XlsxPages(words);
      default ->
          throw FenqunException.config(
              "Cannot write --format " + format + ": lists are written as csv or as xlsx");
    };
  }
}
