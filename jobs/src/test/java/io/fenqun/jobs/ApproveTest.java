package io.fenqun.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Segments that take effect when somebody approves them, from the proposal to the tables. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApproveTest extends JobsTest {
  private static final long serialVersionUID = 1L;

  @TempDir private static Path folder;

  private static PackFolder pack;
  private static Path source;
  private static Warehouse proposed;

  @BeforeAll
  void runTwoMonths() throws IOException {
    pack =
        PackFolder.copy("tiny", folder)
            .edit("schemes/pyramid.yaml", "by: account", "approval: required\nby: account");
    source = TinyData.write(folder.resolve("source"));
    Path warehouse = folder.resolve("warehouse");
    assertDone(run("run", pack, source, warehouse, "--from", "2023-12", "--to", "2024-01"));
    proposed = warehouse(warehouse, pack);
  }

  private static Outcome approve(Warehouse warehouse, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "approve",
                "--pack",
                pack.toString(),
                "--warehouse",
                warehouse.folder().toString(),
                "--by",
                "Li"));
    args.addAll(List.of(more));
    return Outcome.of(args.toArray(String[]::new));
  }

  private static Map<String, Long> segments(Warehouse warehouse, String month) {
    Map<String, Long> segments = new TreeMap<>();
    warehouse
        .read("segment_month")
        .where("scheme = 'pyramid' and month = '" + month + "'")
        .groupBy("segment")
        .count()
        .collectAsList()
        .forEach(row -> segments.put(row.getString(0), row.getLong(1)));
    return segments;
  }

  @Test
  void whatIsApprovedTakesEffectAndIsKeptAndTheRestStaysAsItWas() throws IOException {
    Warehouse warehouse = proposed.copy(folder.resolve("approved"));
    assertThat(segments(warehouse, "2024-01").keySet()).containsExactly("OUTSIDE");
    List<String> top =
        warehouse
            .read("segment_month")
            .where("scheme = 'pyramid' and month = '2023-12' and proposed_segment = 'TOP20'")
            .select("customer_id")
            .orderBy("customer_id")
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
    assertThat(top).hasSize(35);

    Path only = Files.write(folder.resolve("only.txt"), top.subList(0, 10));
    Outcome first =
        approve(
            warehouse,
            "--scheme",
            "pyramid",
            "--month",
            "2023-12",
            "--effective",
            "2024-01",
            "--only",
            only.toString(),
            "--note",
            "seen");
    assertDone(first);
    assertThat(first.out())
        .contains(
            "10 approved, 0 rejected of 172 proposals of pyramid in 2023-12; run takes them into"
                + " the segments from 2024-01 on");

    Outcome plan = run("plan", pack, source, warehouse.folder(), "--month", "2024-01");
    assertDone(plan);
    assertThat(plan.out().lines().filter(line -> line.startsWith("segments")))
        .hasSize(1)
        .allMatch(line -> line.contains("2024-01") && line.contains("new approvals of pyramid"));
    assertThat(plan.out()).doesNotContain("features", "2023-12");

    assertDone(run("run", pack, source, warehouse.folder(), "--month", "2024-01"));
    assertThat(segments(warehouse, "2023-12").keySet()).containsExactly("OUTSIDE");
    assertThat(segments(warehouse, "2024-01")).containsEntry("TOP20", 10L).hasSize(2);
    List<Row> changes = warehouse.read("grade_change").collectAsList();
    assertThat(changes)
        .hasSize(10)
        .allMatch(
            row ->
                row.getAs("month").equals("2024-01")
                    && row.getAs("from_segment").equals("OUTSIDE")
                    && row.getAs("to_segment").equals("TOP20")
                    && row.getAs("decided_by").equals("Li")
                    && row.getAs("note").equals("seen"));
    assertThat(run("plan", pack, source, warehouse.folder(), "--month", "2024-01").out())
        .contains("nothing to do");

    Path reject = Files.write(folder.resolve("reject.txt"), top.subList(10, 12));
    Outcome rejected =
        approve(
            warehouse,
            "--scheme",
            "pyramid",
            "--month",
            "2023-12",
            "--effective",
            "2024-01",
            "--reject",
            reject.toString());
    assertThat(rejected.out()).contains("0 approved, 2 rejected of 172 proposals");
    Outcome rest =
        approve(
            warehouse,
            "--scheme",
            "pyramid",
            "--month",
            "2023-12",
            "--effective",
            "2024-01",
            "--only",
            only.toString(),
            "--rest");
    assertDone(rest);
    assertThat(rest.out()).contains("170 approved, 0 rejected of 172 proposals");
    assertDone(run("run", pack, source, warehouse.folder(), "--month", "2024-02"));
    assertThat(segments(warehouse, "2024-01"))
        .containsEntry("TOP20", 33L)
        .containsEntry("REST80", 136L); // one of 137 closed
    assertThat(
            warehouse
                .read("segment_month")
                .where("month = '2024-02' and reason = '{\"code\":\"REJECTED\"}'")
                .count())
        .isEqualTo(2);

    Outcome again =
        approve(warehouse, "--scheme", "pyramid", "--month", "2023-12", "--effective", "2024-01");
    assertThat(again.out()).contains("0 approved, 0 rejected of 172 proposals");
  }

  @Test
  void wrongSchemesMonthsAndListsAreRefusedInOneLine() throws IOException {
    String[] of = {"--month", "2023-12", "--effective", "2024-01"};
    Outcome unknown = approve(proposed, with(of, "--scheme", "pyramide"));
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertOneMessage(unknown, "the pack has no such scheme; did you mean pyramid?");

    Outcome free = approve(proposed, with(of, "--scheme", "level"));
    assertThat(free.exitCode()).isEqualTo(2);
    assertOneMessage(free, "take effect without approval");

    Outcome between =
        approve(proposed, "--scheme", "pyramid", "--month", "2024-01", "--effective", "2024-02");
    assertThat(between.exitCode()).isEqualTo(2);
    assertOneMessage(between, "it is evaluated in 2023-12");

    Outcome early =
        approve(proposed, "--scheme", "pyramid", "--month", "2023-12", "--effective", "2023-11");
    assertThat(early.exitCode()).isEqualTo(2);
    assertOneMessage(early, "--effective 2023-11 is before the evaluation of 2023-12");

    Outcome late =
        approve(proposed, "--scheme", "pyramid", "--month", "2023-12", "--effective", "2024-06");
    assertThat(late.exitCode()).isEqualTo(2);
    assertOneMessage(
        late, "the evaluation of 2024-06 proposes anew", "give a month before 2024-06");

    Outcome notRun =
        approve(proposed, "--scheme", "pyramid", "--month", "2024-06", "--effective", "2024-06");
    assertThat(notRun.exitCode()).isEqualTo(4);
    assertOneMessage(notRun, "the month was never run");

    Path stranger = Files.writeString(folder.resolve("stranger.txt"), "\nC002\nnobody\n");
    Outcome unlisted =
        approve(proposed, with(of, "--scheme", "pyramid", "--only", stranger.toString()));
    assertThat(unlisted.exitCode()).isEqualTo(2);
    assertOneMessage(unlisted, "Cannot decide on 1 of 2 customers", "the first is in line 3");
    assertThat(unlisted.err()).doesNotContain("nobody");

    Path same = Files.writeString(folder.resolve("same.txt"), "C002\n");
    Outcome both =
        approve(
            proposed,
            with(
                of,
                "--scheme",
                "pyramid",
                "--only",
                same.toString(),
                "--reject",
                stranger.toString()));
    assertThat(both.exitCode()).isEqualTo(2);
    assertOneMessage(both, "Cannot both approve and reject");

    Outcome missing =
        approve(proposed, with(of, "--scheme", "pyramid", "--only", folder + "/none.txt"));
    assertThat(missing.exitCode()).isEqualTo(2);
    assertOneMessage(missing, "Cannot read");
    assertThat(proposed.tables()).doesNotContain("approval");
  }

  private static String[] with(String[] args, String... more) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
