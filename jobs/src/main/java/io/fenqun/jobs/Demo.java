package io.fenqun.jobs;

import io.fenqun.error.FenqunException;
import io.fenqun.pack.Pack;
import io.fenqun.pack.PackLoader;
import io.fenqun.time.MonthRange;
import io.fenqun.world.Generation;
import io.fenqun.world.World;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * Every pack of a folder that has a world of demo size: made up, run over all its months and shown.
 * The packs run side by side in one Spark application; each has a session, and so a zone, of its
 * own.
 *
 * @param sizes customers by the world's demo option; what is not named has the world's own number
 */
record Demo(
    Path packs, String warehouse, Map<String, Long> sizes, int months, long seed, PrintWriter out) {

  void run() {
    Instant start = Instant.now();
    List<Path> shown = folders();
    if (shown.isEmpty()) {
      throw FenqunException.config(
          "Cannot show a demo: no pack in " + packs + " has a world.yaml; give --packs its folder");
    }
    List<DemoReport> reports = SideBySide.map(shown, this::show);
    reports.forEach(report -> report.print(out));
    out.printf(
        Locale.ROOT,
        "%n%s: %d packs in %d s%n",
        warehouse,
        reports.size(),
        Duration.between(start, Instant.now()).toSeconds());
    out.flush();
  }

  private List<Path> folders() {
    if (!Files.isDirectory(packs)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(packs)) {
      return folders
          .filter(folder -> Files.isRegularFile(folder.resolve("world.yaml")))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new FenqunException(FenqunException.Kind.STORAGE, "Cannot list " + packs, e);
    }
  }

  private DemoReport show(Path folder) {
    Pack pack = PackLoader.load(folder);
    World world = Generator.worldOf(pack);
    World.DemoSize size =
        world
            .demo()
            .orElseThrow(
                () -> FenqunException.config("Cannot show " + folder + ": its world has no demo"));
    long customers = sizes.getOrDefault(size.option(), size.customers());
    MonthRange range = new MonthRange(world.firstMonth(), world.firstMonth().plus(months - 1));
    Progress progress = Progress.byStep(out, pack.name());
    SparkSession spark = Sessions.open(pack.settings().timeZone());
    Instant start = Instant.now();
    new Generator(spark, pack, new Generation(world, seed, world.noise(), 0))
        .write(customers, range, warehouse);
    progress.line(
        String.format(
            Locale.ROOT,
            "%,d customers made up, months %s, in %.1f s",
            customers,
            range,
            Duration.between(start, Instant.now()).toMillis() / 1000.0));
    RunOptions options = new RunOptions();
    options.pack = folder;
    options.source = Generator.sourceFolder(warehouse, pack);
    options.warehouse = warehouse;
    options.from = range.from().toString();
    options.to = range.to().toString();
    new Run(options, progress).execute(Arrays.asList(StepName.values()));
    return DemoReport.of(spark, pack, folder, warehouse);
  }
}
