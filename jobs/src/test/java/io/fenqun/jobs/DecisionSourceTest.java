package io.fenqun.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segments that take effect by decisions that a source brings. */
class DecisionSourceTest extends JobsTest {
  private static final long serialVersionUID = 1L;
  private static final String HEADER =
      "decision_id,customer_id,day,evaluated_month,proposed_segment,decision,effective_month";

  private static final String SOURCE =
      """
      zh: 审批
      en: decisions
      kind: transactions
      format: csv
      location: decision.csv
      options: {header: true}
      allow_empty: true
      key: [decision_id]
      event_time: day
      customer: customer_id
      columns:
        - {name: decision_id, type: string, zh: 审批号, en: decision id}
        - {name: customer_id, type: string, zh: 客户号, en: customer id}
        - {name: day, type: date, zh: 日期, en: day}
        - {name: evaluated_month, type: string, zh: 评定月, en: evaluated month}
        - {name: proposed_segment, type: string, zh: 拟定分群, en: proposed segment}
        - {name: decision, type: string, zh: 决定, en: decision}
        - {name: effective_month, type: string, zh: 生效月, en: effective month}
      """;

  @TempDir private Path folder;

  private static List<String> segments(Warehouse warehouse, String month, String... customers) {
    return warehouse
        .read("segment_month")
        .where("scheme = 'pyramid' and month = '" + month + "'")
        .where("customer_id in ('" + String.join("', '", customers) + "')")
        .orderBy("customer_id")
        .selectExpr("concat_ws(' ', customer_id, segment, proposed_segment)")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private static List<String> approvals(Warehouse warehouse) {
    return warehouse
        .read("approval")
        .orderBy("customer_id", "proposed_segment", "source")
        .selectExpr("concat_ws(' ', month, customer_id, proposed_segment, decision, source)")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private static String proposal(Warehouse warehouse, String customer) {
    Row row =
        warehouse
            .read("segment_month")
            .where("scheme = 'pyramid' and month = '2023-12' and customer_id = '" + customer + "'")
            .select("proposed_segment")
            .first();
    return row.getString(0);
  }

  private void decide(Path source, String... lines) throws IOException {
    List<String> all = new ArrayList<>(List.of(HEADER));
    all.addAll(List.of(lines));
    Files.write(source.resolve("decision.csv"), all);
  }

  @Test
  void rowsOfASourceDecideUntilTheProposalChangesAndTheCommandStandsBeforeThem()
      throws IOException {
    PackFolder pack =
        PackFolder.copy("tiny", folder)
            .edit(
                "schemes/pyramid.yaml",
                "by: account",
                "approval: required\ndecisions: decision\nby: account")
            .write("sources/decision.yaml", SOURCE);
    Path source = TinyData.write(folder.resolve("source"));
    decide(source);
    Path data = folder.resolve("warehouse");
    assertDone(run("run", pack, source, data, "--from", "2023-12", "--to", "2024-01"));
    Warehouse warehouse = warehouse(data, pack);
    String c1 = proposal(warehouse, "C001");
    String c2 = proposal(warehouse, "C002");
    String c3 = proposal(warehouse, "C003");
    String other = other(c3);
    assertThat(segments(warehouse, "2024-01", "C001")).containsExactly("C001 OUTSIDE " + c1);

    decide(
        source,
        "1,C001,2024-01-10,2023-12,,APPROVED,2024-01",
        "2,C002,2024-01-10,2023-12," + c2 + ",REJECTED,",
        "3,C003,2024-01-10,2023-12," + other + ",APPROVED,2024-01",
        "4,C004,2024-01-10,2023-11,,APPROVED,2024-01");
    assertDone(run("ingest", pack, source, data, "--from", "2023-12", "--to", "2024-01"));
    Outcome plan = run("plan", pack, source, data, "--month", "2024-01");
    assertThat(plan.out().lines().filter(line -> line.startsWith("segments")))
        .allMatch(line -> line.contains("new approvals of pyramid"))
        .isNotEmpty();
    assertThat(plan.out()).doesNotContain("features");

    Outcome decided = run("run", pack, source, data, "--month", "2024-01");
    assertDone(decided);
    assertThat(decided.out() + decided.err())
        .contains("decision: 1 row decides nothing of pyramid");
    assertThat(segments(warehouse, "2023-12", "C001", "C002"))
        .containsExactly("C001 OUTSIDE " + c1, "C002 OUTSIDE");
    assertThat(segments(warehouse, "2024-01", "C001", "C002", "C003"))
        .containsExactly("C001 " + c1, "C002 OUTSIDE", "C003 OUTSIDE " + c3);
    assertThat(approvals(warehouse))
        .containsExactly(
            "2023-12 C001 " + c1 + " APPROVED decision",
            "2023-12 C002 " + c2 + " REJECTED decision");
    assertThat(run("plan", pack, source, data, "--month", "2024-01").out())
        .contains("nothing to do");

    Path only = Files.writeString(folder.resolve("only.txt"), "C002\n");
    assertDone(
        Outcome.of(
            "approve",
            "--pack",
            pack.toString(),
            "--warehouse",
            data.toString(),
            "--scheme",
            "pyramid",
            "--month",
            "2023-12",
            "--effective",
            "2024-01",
            "--only",
            only.toString(),
            "--by",
            "Li"));
    assertDone(run("run", pack, source, data, "--month", "2024-01"));
    assertThat(segments(warehouse, "2024-01", "C001", "C002"))
        .containsExactly("C001 " + c1, "C002 " + c2);
    assertThat(approvals(warehouse))
        .containsExactly(
            "2023-12 C001 " + c1 + " APPROVED decision",
            "2023-12 C002 " + c2 + " APPROVED",
            "2023-12 C002 " + c2 + " REJECTED decision");

    // the row on C001 decides in bulk; the ones on C002 named the segment
    String changed1 = other(c1);
    String changed2 = other(c2);
    propose(source, "C001", amountOf(changed1));
    propose(source, "C002", amountOf(changed2));
    assertDone(run("run", pack, source, data, "--month", "2024-01"));
    assertThat(segments(warehouse, "2024-01", "C001", "C002"))
        .containsExactly("C001 " + changed1, "C002 OUTSIDE " + changed2);
    assertThat(approvals(warehouse))
        .containsExactly(
            "2023-12 C001 " + changed1 + " APPROVED decision", "2023-12 C002 " + c2 + " APPROVED");
    assertThat(run("plan", pack, source, data, "--month", "2024-01").out())
        .contains("nothing to do");
  }

  private static String other(String segment) {
    return segment.equals("TOP20") ? "REST80" : "TOP20";
  }

  private static String amountOf(String segment) {
    return segment.equals("TOP20") ? "99999.00" : "0.01";
  }

  /** Another amount of the customer's order of December. */
  private static void propose(Path source, String customer, String amount) throws IOException {
    Path orders = source.resolve("orders_2023-12.csv");
    List<String> lines =
        Files.readAllLines(orders).stream()
            .map(
                line ->
                    line.contains("," + customer + ",") && !line.startsWith("refused")
                        ? line.replaceFirst(",[^,]*$", "," + amount)
                        : line)
            .toList();
    Files.write(orders, lines);
  }
}
