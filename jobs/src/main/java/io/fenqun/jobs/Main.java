package io.fenqun.jobs;

import io.fenqun.error.FenqunException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The entry point of spark-submit. Exit codes (design section 5): 0 done, 1 failed, 2 usage or
 * configuration, 3 data, 4 not ready, 5 locked.
 */
@Command(
    name = "fenqun",
    description = "Features, segments, transitions and roll rates of customers, month by month.",
    mixinStandardHelpOptions = true,
    versionProvider = CodeVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ValidateCommand.class,
      RunCommand.class,
      PlanCommand.class,
      PreviewCommand.class,
      RestateCommand.class,
      RunsCommand.class,
      ModelsCommand.class,
      ReplayCommand.class,
      ApproveCommand.class,
      ExplainCommand.class,
      ListsCommand.class,
      GenerateCommand.class,
      DemoCommand.class,
      ServeCommand.class
    })
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /**
   * Runs one command in this JVM and gives its exit code; the Spark session stays open for the next
   * one.
   */
  public static int run(String... args) {
    CommandLine commandLine = new CommandLine(new Main());
    for (StepName step : StepName.values()) {
      commandLine.addSubcommand(step.command(), new StepCommand(step));
    }
    commandLine.setExecutionExceptionHandler(
        (failure, line, parsed) -> report(failure, line.getErr()));
    commandLine.setParameterExceptionHandler(
        (failure, ignored) -> {
          failure.getCommandLine().getErr().println("fenqun: " + failure.getMessage());
          CommandLine.UnmatchedArgumentException.printSuggestions(
              failure, failure.getCommandLine().getErr());
          return FenqunException.Kind.CONFIG.exitCode();
        });
    if (args.length == 0) {
      commandLine.usage(commandLine.getErr());
      return FenqunException.Kind.CONFIG.exitCode();
    }
    return commandLine.execute(args);
  }

  /** One message a failure; a stack only for what nobody foresaw. */
  private static int report(Exception failure, PrintWriter err) {
    FenqunException known = Failures.known(failure);
    if (known.kind() == FenqunException.Kind.INTERNAL) {
      failure.printStackTrace(err);
    }
    err.println("fenqun: " + Failures.text(known));
    err.flush();
    return known.kind().exitCode();
  }

  /** Names of all commands, for the tests of the documentation. */
  static List<String> commands() {
    return new CommandLine(new Main()).getSubcommands().keySet().stream().sorted().toList();
  }
}
