package io.fenqun.jobs;

import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A run that takes changes into months beyond the restatement horizon. */
@Command(
    name = "restate",
    mixinStandardHelpOptions = true,
    description =
        "Computes what changed in these months however old they are, and all months after them.")
final class RestateCommand implements Callable<Integer> {
  @Mixin private RunOptions options = new RunOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    options.restate = true;
    new Run(options, Progress.byMonth(spec.commandLine().getOut()))
        .execute(Arrays.asList(StepName.values()));
    return 0;
  }
}
