package io.fenqun.jobs;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fenqun.pack.PackLoader;
import io.fenqun.store.PackLock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The command over a small published warehouse. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PreviewTest extends JobsTest {
  private static final long serialVersionUID = 1L;

  @TempDir private static Path folder;

  private PackFolder pack;
  private Path source;
  private Warehouse warehouse;

  @BeforeAll
  void publish() throws IOException {
    pack = PackFolder.copy("tiny", folder);
    source = TinyData.write(folder.resolve("source"));
    Path tables = folder.resolve("warehouse");
    assertDone(run("run", pack, source, tables, "--from", "2023-12", "--to", "2024-02"));
    warehouse = warehouse(tables, pack);
  }

  /** The pack's file of a scheme, edited in a folder of its own. */
  private Path edited(String scheme, String found, String replacement) throws IOException {
    Path file = Files.createDirectories(folder.resolve("drafts")).resolve(scheme + ".yaml");
    String yaml = Files.readString(pack.folder().resolve("schemes/" + scheme + ".yaml"));
    assertThat(yaml).contains(found);
    Files.writeString(file, yaml.replace(found, replacement));
    return file;
  }

  private Outcome preview(Path scheme, String month, String... more) {
    return preview(pack, scheme, month, more);
  }

  private Outcome preview(PackFolder into, Path scheme, String month, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "preview",
                "--scheme",
                scheme.toString(),
                "--month",
                month,
                "--pack",
                into.toString(),
                "--warehouse",
                warehouse.folder().toString()));
    args.addAll(List.of(more));
    return Outcome.of(args.toArray(String[]::new));
  }

  @Test
  void aChangedBandIsShownAgainstWhatIsPublishedAndNothingIsWritten() throws IOException {
    List<String> before = files();
    Outcome outcome = preview(edited("level", "floor: 500", "floor: 450"), "2024-02", "--json");
    assertDone(outcome);
    JsonNode json = new ObjectMapper().readTree(outcome.out());

    long moved =
        warehouse
            .read("customer_month")
            .where("month = '2024-02' and level = 'L1'")
            .join(warehouse.read("feature_month").where("month = '2024-02'"), "customer_id")
            .where(col("amount_3m").geq(450))
            .count();
    assertThat(moved).isPositive();
    assertThat(json.at("/steps/0/moves").size()).isEqualTo(1);
    assertThat(json.at("/steps/0/moves/0/from").asText()).isEqualTo("L1");
    assertThat(json.at("/steps/0/moves/0/to").asText()).isEqualTo("L2");
    assertThat(json.at("/steps/0/moves/0/customers").asLong()).isEqualTo(moved);
    assertThat(json.at("/steps/0/edits/0/clause").asText()).isEqualTo("segments[L2].floor");
    assertThat(json.at("/steps/0/edits/0/line").asInt()).isEqualTo(8);
    assertThat(json.at("/movers").size()).isEqualTo(Math.min(20, moved));
    assertThat(json.at("/customers").asLong())
        .isEqualTo(warehouse.read("customer_month").where("month = '2024-02'").count());
    assertThat(json.at("/notes").toString()).isEqualTo("[]");
    assertThat(files()).isEqualTo(before);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(warehouse.folder())) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  @Test
  void whileARunHoldsThePackItIsPreviewedAllTheSame() throws IOException {
    Progress silent = Progress.byMonth(new PrintWriter(new StringWriter()));
    try (PackLock ignored =
        OneWriter.hold(
            spark(), PackLoader.load(pack.folder()), warehouse.folder().toString(), silent)) {
      assertThat(warehouse.path("_lock")).isNotEmptyDirectory();
      assertDone(preview(edited("level", "floor: 500", "floor: 450"), "2024-01"));
    }
  }

  @Test
  void theOldSideIsWhatWasPublishedAlsoWhereAnEarlierMonthServes() throws IOException {
    Outcome outcome =
        preview(edited("pyramid", "ties: key", "ties: together"), "2024-02", "--json");
    assertDone(outcome);
    JsonNode json = new ObjectMapper().readTree(outcome.out());
    assertThat(json.at("/checks/month").asText()).isEqualTo("2023-12");
    for (String segment : List.of("TOP20", "REST80", "OUTSIDE")) {
      long customers = 0;
      for (JsonNode cell : json.get("matrix")) {
        customers += cell.get("from").asText().equals(segment) ? cell.get("customers").asLong() : 0;
      }
      assertThat(customers)
          .as(segment)
          .isEqualTo(
              warehouse
                  .read("customer_month")
                  .where(col("month").equalTo("2024-02").and(col("pyramid").equalTo(segment)))
                  .count());
    }
  }

  @Test
  void thePacksOwnFileEditedInPlaceIsHeldAgainstWhatIsPublished() throws IOException {
    PackFolder inPlace = PackFolder.copy("tiny", folder.resolve("in_place"));
    inPlace.edit("schemes/level.yaml", "floor: 500", "floor: 450");
    Path file = inPlace.folder().resolve("schemes/level.yaml");
    Outcome own = preview(inPlace, file, "2024-02", "--json");
    assertDone(own);
    JsonNode json = new ObjectMapper().readTree(own.out());
    Outcome draft = preview(pack, file, "2024-02", "--json");
    assertDone(draft);
    JsonNode same = new ObjectMapper().readTree(draft.out());
    assertThat(json.get("steps").size()).isZero();
    assertThat(json.get("drift").size()).isEqualTo(1);
    assertThat(json.get("drift")).isEqualTo(same.at("/steps/0/moves"));
    assertThat(json.get("matrix")).isEqualTo(same.get("matrix"));
    assertThat(json.get("movers")).isEqualTo(same.get("movers"));
    assertThat(json.get("notes").toString()).contains("is no edit's part");
  }

  @Test
  void aPersonReadsMatrixEditsMoversAndChecks() throws IOException {
    Outcome outcome =
        preview(edited("tier", "\"region = 'NORTH'\"", "\"region = 'EAST'\""), "2024-02");
    assertDone(outcome);
    assertThat(outcome.out())
        .contains(
            "scheme tier of tiny in 2024-02, old against new; publication 1, nothing is written")
        .contains("amount_1m, old segment down, new segment across")
        .contains("tier.yaml:5: segments[N].when: region = 'NORTH' -> region = 'EAST'")
        .contains("N -> S", "customers who move, by amount_1m")
        .contains("N: never fires");
  }

  @Test
  void aNewSchemeHasItsCounts() throws IOException {
    Path file = edited("tier", "code: N,", "code: NEWLY,");
    Path fresh = Files.move(file, file.resolveSibling("fresh.yaml"));
    Outcome outcome = preview(fresh, "2024-01");
    assertDone(outcome);
    assertThat(outcome.out())
        .contains("scheme fresh of tiny in 2024-01, a new one; publication 1", "NEWLY")
        .doesNotContain("old segment down");
  }

  @Test
  void aMonthThatIsNotPublishedIsNotReadyAndThePublishedOnesAreNamed() throws IOException {
    Outcome outcome = preview(edited("level", "floor: 500", "floor: 450"), "2024-03");
    assertThat(outcome.exitCode()).isEqualTo(4);
    assertOneMessage(
        outcome, "2024-03 is not published; published are 2023-12..2024-02; choose one of them");
  }

  @Test
  void whatCannotBeReadIsRefusedBeforeAnyData() throws IOException {
    Outcome none = preview(folder.resolve("none.yaml"), "2024-02");
    assertThat(none.exitCode()).isEqualTo(2);
    assertOneMessage(none, "Cannot read scheme", "no such file");

    Outcome wrong = preview(edited("level", "by: amount_3m", "by: amount_4m"), "2024-02");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertOneMessage(wrong, "drafts/level.yaml:4: by: ", "amount_4m");
  }

  @Test
  void aFeatureThatIsNotPublishedYetIsNotReady() throws IOException {
    PackFolder wider = PackFolder.copy("tiny", folder.resolve("wider"));
    wider.edit("features/trade.yaml", "windows: [1, 3]", "windows: [1, 3, 6]");
    Path file = edited("level", "by: amount_3m", "by: amount_6m");
    Outcome outcome = preview(wider, file, "2024-02");
    assertThat(outcome.exitCode()).isEqualTo(4);
    assertOneMessage(
        outcome, "no feature of these names is published: amount_6m; run the pack first");
  }
}
