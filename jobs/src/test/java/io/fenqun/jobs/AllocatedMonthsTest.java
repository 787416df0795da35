package io.fenqun.jobs;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Quantities of a source, spread over customers from ingest to publication. */
class AllocatedMonthsTest extends JobsTest {
  private static final long serialVersionUID = 1L;
  private static final String SOURCE =
      """
      zh: 额度
      en: quotas
      kind: transactions
      format: csv
      location: quota.csv
      options: {header: true}
      key: [quota_id]
      event_time: day
      columns:
        - {name: quota_id, type: string, zh: 额度号, en: quota id}
        - {name: day, type: date, zh: 日期, en: day}
        - {name: region, type: string, zh: 区域, en: region}
        - {name: quantity, type: "decimal(10,1)", unit: cases, zh: 数量, en: quantity}
      """;

  private static final String NORTH = "1,2023-12-05,NORTH,700.0";
  private static final String NORTH_NEXT = "2,2024-01-05,NORTH,710.3";
  private static final String SOUTH_NEXT = "3,2024-01-05,SOUTH,0.7";
  private static final String NOBODY = "4,2024-01-05,WEST,12.5";

  @TempDir private Path folder;

  private static void quotas(Path source, String... lines) throws IOException {
    SampleData.lines(source.resolve("quota.csv"), "quota_id,day,region,quantity", List.of(lines));
  }

  private static PackFolder allocating(Path folder) throws IOException {
    return PackFolder.copy("tiny", folder)
        .edit(
            "schemes/level.yaml",
            "by: amount_3m\n",
            "by: amount_3m\nallocate: {quantity: quota, within: [region], by: amount_3m}\n")
        .edit("schemes/level.yaml", "en: low}", "en: low, weight: 1}")
        .edit("schemes/level.yaml", "en: level 1}", "en: level 1, weight: 2.5}")
        .edit("schemes/level.yaml", "en: level 2}", "en: level 2, weight: 4}")
        .write("sources/quota.yaml", SOURCE);
  }

  /** Month, group, what its customers have and what was to be spread. */
  private static List<String> groups(Warehouse warehouse) {
    return warehouse
        .read("allocation")
        .groupBy("month", "group_value", "outcome")
        .agg(
            expr("cast(sum(quantity) as decimal(18,1))").as("given"),
            expr("cast(max(group_quantity) as decimal(18,1))").as("quantity"))
        .orderBy("month", "group_value")
        .selectExpr("concat_ws(' ', month, group_value, outcome, given, quantity)")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private static List<String> steps(Outcome plan) {
    return plan.out()
        .lines()
        .filter(line -> line.matches("(ingest|features|segments|transitions|publish)\\b.*"))
        .map(line -> line.split(" ")[0])
        .distinct()
        .toList();
  }

  /** What a customer of each group has this month; no other month's. */
  private static void assertExplained(PackFolder pack, Path data, Warehouse warehouse)
      throws IOException {
    for (String month : List.of("2023-12", "2024-01")) {
      for (String outcome : List.of("ALLOCATED", "NO_QUANTITY")) {
        List<Row> rows =
            warehouse
                .read("allocation")
                .where("month = '" + month + "' and outcome = '" + outcome + "'")
                .where("customer_id is not null")
                .orderBy("customer_id")
                .limit(1)
                .collectAsList();
        if (!rows.isEmpty()) {
          assertExplained(pack, data, rows.get(0));
        }
      }
    }
  }

  private static void assertExplained(PackFolder pack, Path data, Row row) throws IOException {
    JsonNode json = new ObjectMapper().readTree(explained(pack, data, row, "--json"));
    JsonNode allocations = json.path("sections").path(0).path("allocations");
    assertThat(allocations).as(json.toString()).hasSize(1);
    JsonNode one = allocations.get(0);
    assertThat(one.path("month").asText()).isEqualTo(row.getAs("month"));
    assertThat(one.path("outcome").asText()).isEqualTo(row.getAs("outcome"));
    assertThat(one.path("quantity").isNull()).isEqualTo(row.getAs("quantity") == null);
    if (row.getAs("quantity") != null) {
      assertThat(one.path("quantity").decimalValue())
          .isEqualByComparingTo(row.<BigDecimal>getAs("quantity"));
    }
    assertThat(explained(pack, data, row, "--lang", "en"))
        .contains("allocated this month")
        .contains(
            row.getAs("outcome").equals("ALLOCATED") ? "allocated" : "no quantity for the group");
  }

  private static String explained(PackFolder pack, Path data, Row row, String... more) {
    List<String> which =
        List.of(
            "explain",
            "--pack",
            pack.toString(),
            "--warehouse",
            data.toString(),
            "--scheme",
            "level",
            "--customer",
            row.getAs("customer_id"),
            "--month",
            row.getAs("month"));
    Outcome outcome =
        Outcome.of(Stream.concat(which.stream(), Stream.of(more)).toArray(String[]::new));
    assertDone(outcome);
    return outcome.out();
  }

  @Test
  void quantitiesAddUpAndAnotherOneIsSpreadWithoutNewSegments() throws IOException {
    PackFolder pack = allocating(folder);
    Path source = TinyData.write(folder.resolve("source"));
    quotas(source, NORTH, NORTH_NEXT, SOUTH_NEXT, NOBODY);
    Path data = folder.resolve("warehouse");
    Outcome first = run("run", pack, source, data, "--from", "2023-12", "--to", "2024-01");
    assertDone(first);
    Warehouse warehouse = warehouse(data, pack);

    assertThat(groups(warehouse))
        .containsExactly(
            "2023-12 [\"NORTH\"] ALLOCATED 700.0 700.0",
            "2023-12 [\"SOUTH\"] NO_QUANTITY",
            "2024-01 [\"NORTH\"] ALLOCATED 710.3 710.3",
            "2024-01 [\"SOUTH\"] ALLOCATED 0.7 0.7",
            "2024-01 [\"WEST\"] NO_CUSTOMER 12.5 12.5");
    assertThat(first.out() + first.err())
        .contains("allocation of level 2024-01: 12.5 cases of 1 group find no customer")
        .containsPattern("allocation of level 2023-12: \\d+ customers of 1 group have no quantity");
    assertThat(warehouse.read("dim_publication").where("table = 'allocation'").count()).isOne();
    assertThat(
            warehouse
                .read("allocation")
                .where("customer_id is not null")
                .join(
                    warehouse.read("segment_month").where("scheme = 'level'"),
                    new String[] {"month", "customer_id", "segment"})
                .count())
        .isEqualTo(warehouse.read("customer_month").count());
    assertExplained(pack, data, warehouse);

    quotas(source, NORTH, NORTH_NEXT.replace("710.3", "99.9"), SOUTH_NEXT);
    assertDone(run("ingest", pack, source, data, "--from", "2023-12", "--to", "2024-01"));
    Outcome plan = run("plan", pack, source, data, "--month", "2024-01");
    assertThat(steps(plan)).as(plan.out()).containsExactly("publish");
    assertThat(plan.out()).contains("record of quota withdrawn");
    assertDone(run("run", pack, source, data, "--month", "2024-01"));
    assertThat(groups(warehouse))
        .endsWith(
            "2024-01 [\"NORTH\"] ALLOCATED 99.9 99.9", "2024-01 [\"SOUTH\"] ALLOCATED 0.7 0.7");

    pack.edit("schemes/level.yaml", "weight: 2.5", "weight: 2");
    Outcome heavier = run("plan", pack, source, data, "--month", "2024-01");
    assertThat(steps(heavier)).as(heavier.out()).containsExactly("publish");
    assertThat(heavier.out()).contains("allocation of scheme level changed");
    assertDone(run("run", pack, source, data, "--month", "2024-01"));
    assertThat(run("plan", pack, source, data, "--month", "2024-01").out())
        .contains("nothing to do");
    List<String> before = groups(warehouse);

    quotas(source, NORTH, NORTH_NEXT, "3,2024-01-05,SOUTH,-0.7");
    Outcome negative = run("run", pack, source, data, "--month", "2024-01");
    assertThat(negative.exitCode()).isEqualTo(3);
    assertOneMessage(
        negative,
        "Cannot allocate scheme level of 2024-01: a group's quantity in quota is below 0");
    assertThat(groups(warehouse)).isEqualTo(before);
  }

  @Test
  void aPackThatSpreadsNothingAnyMoreHasNoneLeft() throws IOException {
    PackFolder pack = allocating(folder);
    Path source = TinyData.write(folder.resolve("source"));
    quotas(source, NORTH);
    Path data = folder.resolve("warehouse");
    assertDone(run("run", pack, source, data, "--month", "2023-12"));
    assertThat(warehouse(data, pack).read("allocation").count()).isPositive();

    String level = Files.readString(pack.folder().resolve("schemes/level.yaml"));
    pack.write(
        "schemes/level.yaml",
        level.replaceAll("allocate: .*\n", "").replaceAll(", weight: [0-9.]+}", "}"));
    assertDone(run("run", pack, source, data, "--month", "2023-12"));
    assertThat(warehouse(data, pack).read("allocation").count()).isZero();
  }
}
