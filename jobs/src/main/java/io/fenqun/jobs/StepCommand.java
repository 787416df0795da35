package io.fenqun.jobs;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** One step alone, for schedulers that run each step as a task of its own. */
@Command(mixinStandardHelpOptions = true)
final class StepCommand implements Callable<Integer> {
  private final StepName step;

  @Mixin private RunOptions options = new RunOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  StepCommand(StepName step) {
    this.step = step;
  }

  @Override
  public Integer call() {
    new Run(options, Progress.byMonth(spec.commandLine().getOut())).execute(List.of(step));
    return 0;
  }
}
