package io.fenqun.jobs;

import io.fenqun.time.MonthRange;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reads refused records again; {@code --source} is the folder of the files here too. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description =
        "Reads the refused records of one source again, after its pack was corrected; of all deliveries, or of the months given.")
final class ReplayCommand implements Callable<Integer> {
  @Mixin private RunOptions options = new RunOptions();

  @Option(names = "--of", required = true, paramLabel = "NAME", description = "Name of the source.")
  private String of = "";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    boolean all = options.month == null && options.from == null && options.to == null;
    Progress progress = Progress.byMonth(spec.commandLine().getOut());
    Optional<MonthRange> months = all ? Optional.empty() : Optional.of(options.months());
    PackAccess.writing(
        options,
        progress,
        UnaryOperator.identity(),
        context -> new Replay(context, of, months).execute());
    return 0;
  }
}
