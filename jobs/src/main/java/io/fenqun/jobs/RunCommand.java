package io.fenqun.jobs;

import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** All steps over a range of months in one session. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Runs every step for a month or a range of months.")
final class RunCommand implements Callable<Integer> {
  @Mixin private RunOptions options = new RunOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    new Run(options, Progress.byMonth(spec.commandLine().getOut()))
        .execute(Arrays.asList(StepName.values()));
    return 0;
  }
}
