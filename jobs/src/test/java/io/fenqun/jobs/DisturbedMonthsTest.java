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
 * Runs shipped packs month by month over deliveries that come late, corrected and twice, then the
 * whole range over what lies there in the end, and over the files that nobody disturbed; {@code
 * jobs/verify/late.sh}, which calls it, compares the three. {@code FENQUN_LATE} names folders and
 * months: {@code PACK_FOLDER DISTURBED SOURCE FROM TO;…}.
 */
@Tag("real-months")
class DisturbedMonthsTest extends JobsTest {
  private static final long serialVersionUID = 1L;

  static Stream<Arguments> packs() {
    return Arrays.stream(
            Objects.requireNonNullElse(System.getenv("FENQUN_LATE"), "- - - - -").split(";"))
        .map(String::trim)
        .filter(words -> !words.isEmpty())
        .map(words -> Arguments.of((Object[]) words.split(" +")));
  }

  @ParameterizedTest
  @MethodSource("packs")
  void monthByMonthThenTheRangeThenTheUndisturbedFiles(
      String packFolder, String disturbed, String source, String from, String to) {
    String work = System.getenv("FENQUN_WORK");
    assumeTrue(work != null && Files.isDirectory(Path.of(disturbed)), "SKIPPED: called by late.sh");
    PackFolder pack = new PackFolder(Path.of(packFolder));
    MonthRange months = new MonthRange(Month.parse(from), Month.parse(to));
    Path monthly = Path.of(work, "monthly");
    for (Month month : months.months()) {
      Path asItLies = Path.of(disturbed, month.toString());
      if (month.index() == months.from().index() + 1) {
        // the month after this one is asked for first, and refused
        Outcome early =
            run(
                "run",
                pack,
                Path.of(disturbed, month.plus(1).toString()),
                monthly,
                "--month",
                month.plus(1).toString());
        assertThat(early.exitCode()).as(early.err()).isEqualTo(4);
      }
      assertDone(run("run", pack, asItLies, monthly, "--month", month.toString()));
    }
    Path atLast = Path.of(disturbed, to);
    assertDone(run("run", pack, atLast, monthly, "--month", months.from().plus(1).toString()));
    assertDone(run("run", pack, atLast, monthly, "--month", to));
    assertDone(run("run", pack, atLast, Path.of(work, "range"), "--from", from, "--to", to));
    assertDone(run("run", pack, Path.of(source), Path.of(work, "raw"), "--from", from, "--to", to));
  }
}
