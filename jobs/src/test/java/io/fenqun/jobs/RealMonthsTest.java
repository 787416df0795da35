package io.fenqun.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs shipped packs over the real files one month at a time, the last month twice and an old month
 * again, into the folder {@code FENQUN_WORK/monthly}; {@code jobs/verify/months.sh}, which calls
 * it, compares that with a run of the whole range. Takes minutes, so it is not part of {@code
 * verify}. {@code FENQUN_MONTHS} names packs and months: {@code PACK FROM TO AGAIN;…}.
 */
@Tag("real-months")
class RealMonthsTest extends JobsTest {
  private static final long serialVersionUID = 1L;
  private static final String SMALL = "berka 1993-01 1993-03 1993-02";

  static Stream<Arguments> packsAndMonths() {
    String asked = Objects.requireNonNullElse(System.getenv("FENQUN_MONTHS"), SMALL);
    return Arrays.stream(asked.split(";"))
        .map(String::trim)
        .filter(words -> !words.isEmpty())
        .map(words -> Arguments.of((Object[]) words.split(" +")));
  }

  @ParameterizedTest
  @MethodSource("packsAndMonths")
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
    assertThat(warehouse(warehouse, pack).read("dim_month").count())
        .isEqualTo(new MonthRange(Month.parse(from), Month.parse(to)).months().size());
  }
}
