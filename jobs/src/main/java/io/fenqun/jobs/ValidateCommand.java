package io.fenqun.jobs;

import io.fenqun.pack.Pack;
import io.fenqun.pack.PackLoader;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Loads a pack, checks it whole and says what it holds; touches no data and starts no Spark
 * session.
 */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    description = "Checks a pack without touching data.")
final class ValidateCommand implements Callable<Integer> {
  @Option(
      names = "--pack",
      required = true,
      paramLabel = "DIR",
      description = "Folder of the pack.")
  private Path pack = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Pack loaded = PackLoader.load(pack);
    spec.commandLine()
        .getOut()
        .printf(
            "pack %s is valid: %d sources, %d features, %d schemes%n",
            loaded.name(),
            loaded.sources().size(),
            loaded.features().size(),
            loaded.schemes().size());
    return 0;
  }
}
