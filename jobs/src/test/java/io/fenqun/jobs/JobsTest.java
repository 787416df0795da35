package io.fenqun.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.SparkTest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** Runs commands of {@link Main} over test packs, in the JVM and session of all Spark tests. */
abstract class JobsTest extends SparkTest {
  private static final long serialVersionUID = 1L;

  /** Before a command asks for a session: it takes the one that is there. */
  @BeforeAll
  static void openTheSession() {
    new JobsTest() {
      private static final long serialVersionUID = 1L;
    }.spark();
  }

  /**
   * Delta keeps the state of every table that it met for an hour; with a warehouse a test, they
   * would fill the memory.
   */
  @AfterEach
  void forgetTheTables() {
    DeltaLog.clearCache();
  }

  /** Runs a command that takes a pack, a source folder and a warehouse. */
  static Outcome run(String command, PackFolder pack, Path source, Path warehouse, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                command,
                "--pack",
                pack.toString(),
                "--source",
                source.toString(),
                "--warehouse",
                warehouse.toString()));
    args.addAll(List.of(more));
    return Outcome.of(args.toArray(String[]::new));
  }

  static void assertDone(Outcome outcome) {
    assertThat(outcome.exitCode()).as(outcome.err() + outcome.out()).isZero();
  }

  Warehouse warehouse(Path folder, PackFolder pack) {
    return new Warehouse(spark(), folder, pack.name());
  }

  /** One message that a person can act on, and no stack of a program. */
  static void assertOneMessage(Outcome outcome, String... parts) {
    assertThat(outcome.err()).contains(parts).doesNotContain("\tat ", "Exception", "please report");
    assertThat(outcome.err().lines().filter(line -> line.startsWith("fenqun: "))).hasSize(1);
    assertThat(outcome.out()).doesNotContain("\tat ");
  }
}
