package io.fenqun.world;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Problems;
import io.fenqun.pack.PackLoader;
import io.fenqun.sql.ExpressionChecker;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Worlds of the tests, and rows of them. */
final class MadeUp {
  private MadeUp() {}

  /** The world of a shipped pack. */
  static World shipped(String pack) {
    return PackLoader.load(Path.of("../conf", pack)).world().orElseThrow();
  }

  /** A world whose file is this text; it has no fault. */
  static World of(String yaml) {
    Problems problems = new Problems();
    ConfNode file = ConfNode.parse("world.yaml", yaml, problems);
    World world = World.from(file);
    new WorldChecks(world, new ExpressionChecker(problems), problems).check(file.position());
    problems.throwIfAny("Invalid world in a test");
    return world;
  }

  static WorldTable table(World world, String name) {
    return world.tables().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
  }

  static MonthRange months(String from, String to) {
    return new MonthRange(Month.parse(from), Month.parse(to));
  }

  static Dataset<Long> customers(SparkSession spark, long number, int partitions) {
    return spark.range(1, number + 1, 1, partitions).as(Encoders.LONG());
  }

  /** The rows as text, sorted: what a table holds, however it is laid out. */
  static List<String> sorted(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::toString).sorted().toList();
  }

  static String hash(Dataset<Row> rows) {
    return DigestUtils.sha256Hex(String.join("\n", sorted(rows))).substring(0, 16);
  }
}
