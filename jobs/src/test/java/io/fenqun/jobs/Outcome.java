package io.fenqun.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/**
 * What a command left behind for its caller.
 *
 * @param exitCode as a scheduler sees it
 * @param out standard output
 * @param err standard error
 */
record Outcome(int exitCode, String out, String err) {

  /** Runs one command in this JVM. */
  static Outcome of(String... args) {
    PrintStream systemOut = System.out;
    PrintStream systemErr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
    try {
      int exitCode = Main.run(args);
      return new Outcome(exitCode, out.toString(UTF_8), err.toString(UTF_8));
    } finally {
      System.setOut(systemOut);
      System.setErr(systemErr);
    }
  }
}
