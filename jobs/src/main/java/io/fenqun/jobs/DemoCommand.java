package io.fenqun.jobs;

import io.fenqun.error.FenqunException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a world up for every pack that has one, runs the packs and shows what came out. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Makes customers up for every pack with a world.yaml, runs the packs, shows the results.")
final class DemoCommand implements Callable<Integer> {
  private static final int LEAST_MONTHS = 2;

  @Option(
      names = "--warehouse",
      paramLabel = "URI",
      defaultValue = "demo-warehouse",
      description = "Where everything goes [${DEFAULT-VALUE}].")
  private String warehouse = "";

  @Option(
      names = "--customers",
      paramLabel = "N",
      description = "Customers of the packs whose demo.option is customers.")
  private @Nullable Long customers;

  @Option(
      names = "--shops",
      paramLabel = "N",
      description = "Customers of the packs whose demo.option is shops.")
  private @Nullable Long shops;

  @Option(
      names = "--months",
      paramLabel = "M",
      defaultValue = "18",
      description = "Months from each world's first [${DEFAULT-VALUE}].")
  private int months;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Another seed makes another world [${DEFAULT-VALUE}].")
  private long seed;

  @Option(
      names = "--packs",
      paramLabel = "DIR",
      defaultValue = "${env:FENQUN_HOME:-.}/conf",
      description = "Folder of the packs [conf of the installation].")
  private Path packs = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Map<String, Long> sizes = new LinkedHashMap<>();
    size(sizes, "customers", customers);
    size(sizes, "shops", shops);
    if (months < LEAST_MONTHS) {
      throw FenqunException.config(
          "Cannot show a demo of "
              + months
              + " months: --months must be "
              + LEAST_MONTHS
              + " or more");
    }
    new Demo(packs, warehouse, sizes, months, seed, spec.commandLine().getOut()).run();
    return 0;
  }

  private static void size(Map<String, Long> sizes, String option, @Nullable Long number) {
    if (number != null) {
      if (number < 1) {
        throw FenqunException.config("Cannot show a demo: --" + option + " must be 1 or more");
      }
      sizes.put(option, number);
    }
  }
}
