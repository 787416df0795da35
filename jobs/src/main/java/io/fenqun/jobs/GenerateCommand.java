package io.fenqun.jobs;

import io.fenqun.error.FenqunException;
import io.fenqun.pack.Pack;
import io.fenqun.pack.PackLoader;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import io.fenqun.world.Generation;
import io.fenqun.world.World;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes up customers and their records from a pack's world.yaml. */
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    description = "Makes up customers and their records, as the pack's world.yaml says.")
final class GenerateCommand implements Callable<Integer> {
  private static final int MOST_MONTHS = 600;

  @Option(
      names = "--pack",
      required = true,
      paramLabel = "DIR",
      description = "Folder of the pack.")
  private Path pack = Path.of("");

  @Option(
      names = "--customers",
      required = true,
      paramLabel = "N",
      description = "How many customers there ever are.")
  private long customers;

  @Option(
      names = "--months",
      required = true,
      paramLabel = "M",
      description = "How many months, from the world's first.")
  private int months;

  @Option(
      names = "--month",
      paramLabel = "yyyy-MM",
      description = "Write this one of the months only; it is the same as in the whole.")
  private @Nullable String month;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Another seed makes another world [${DEFAULT-VALUE}].")
  private long seed;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "URI",
      description = "Writes <out>/source/<pack> and <out>/truth/<pack>.")
  private String out = "";

  @Option(
      names = "--dirty",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Share of damaged records, 0 to 1 [${DEFAULT-VALUE}].")
  private double dirty;

  @Option(
      names = "--noise",
      paramLabel = "SIZE",
      description = "How much chance there is beside the pattern, from 0; default: the world's.")
  private @Nullable Double noise;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    require(customers >= 1, "--customers must be 1 or more, not " + customers);
    require(
        months >= 1 && months <= MOST_MONTHS,
        "--months must be from 1 to " + MOST_MONTHS + ", not " + months);
    require(dirty >= 0 && dirty <= 1, "--dirty is a share from 0 to 1, not " + dirty);
    require(
        noise == null || (noise >= 0 && noise <= 1),
        "--noise is a number from 0 to 1, not " + noise);
    Pack loaded = PackLoader.load(pack);
    World world = Generator.worldOf(loaded);
    MonthRange whole = new MonthRange(world.firstMonth(), world.firstMonth().plus(months - 1));
    MonthRange wanted = month == null ? whole : MonthRange.of(Month.parse(month));
    require(
        whole.contains(wanted.from()), "--month " + wanted + " is not one of the months " + whole);
    SparkSession spark = Sessions.open(loaded.settings().timeZone());
    Generation generation =
        new Generation(world, seed, noise == null ? world.noise() : noise, dirty);
    new Generator(spark, loaded, generation).write(customers, wanted, out);
    spec.commandLine()
        .getOut()
        .printf(
            "pack %s: %,d customers, months %s, in %s and %s%n",
            loaded.name(),
            customers,
            wanted,
            Generator.sourceFolder(out, loaded),
            Generator.truthFolder(out, loaded));
    return 0;
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw FenqunException.config("Cannot make customers up: " + rule);
    }
  }
}
