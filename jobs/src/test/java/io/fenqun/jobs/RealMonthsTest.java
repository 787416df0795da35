package io.fenqun.jobs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs a shipped pack over the real files one month at a time, the last month twice and an old
 * month again, into the folder {@code FENQUN_WORK/monthly}; {@code jobs/verify/equal_warehouses.py}
 * then compares it with a run of the whole range. Takes minutes, so it is not part of {@code
 * verify}: the group {@code real-months} is asked for by name.
 */
@Tag("real-months")
class RealMonthsTest extends JobsTest {
  private static final long serialVersionUID = 1L;

  @ParameterizedTest
  @CsvSource({"berka, 1993-01, 1994-02, 1994-01", "iowa_liquor, 2019-01, 2019-06, 2019-05"})
  void everyMonthAloneTheLastOneTwiceAndAnOldOneAgain(
      String name, String from, String to, String again) {
    String data = System.getenv("FENQUN_REAL_DATA");
    String work = System.getenv("FENQUN_WORK");
    assumeTrue(
        data != null && Files.isDirectory(Path.of(data, name)),
        "SKIPPED " + name + ": set FENQUN_REAL_DATA to the folder that holds it");
    assumeTrue(work != null, "SKIPPED " + name + ": set FENQUN_WORK to a folder for the warehouse");
    Path root = Path.of(Objects.requireNonNull(System.getProperty("fenqun.root")));
    PackFolder pack = new PackFolder(root.resolve("conf").resolve("examples").resolve(name));
    Path warehouse = Path.of(work, "monthly");
    for (Month month : new MonthRange(Month.parse(from), Month.parse(to)).months()) {
      assertDone(run("run", pack, Path.of(data, name), warehouse, "--month", month.toString()));
    }
    assertDone(run("run", pack, Path.of(data, name), warehouse, "--month", to));
    assertDone(run("run", pack, Path.of(data, name), warehouse, "--month", again, "--force"));
  }
}
