package io.fenqun.jobs;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a run of the same months would do, and why; writes nothing. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = "Shows which steps of which months are stale, why, and what a run would read.")
final class PlanCommand implements Callable<Integer> {
  @Mixin private RunOptions options = new RunOptions();

  @Option(
      names = "--verify",
      description = "Read every delivery, and compare it with what was read of it before.")
  private boolean verify;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Progress progress = Progress.byMonth(spec.commandLine().getOut());
    JobContext context = PackAccess.reading(options, progress);
    RunPlan plan = Coverage.plan(context, options.months());
    PlanReport report = new PlanReport(context, plan);
    (verify ? new Verification(context, plan).lines() : report.lines())
        .forEach(line -> progress.line(line.toString()));
    return 0;
  }
}
