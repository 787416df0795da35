package io.fenqun.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fenqun.pack.Pack;
import io.fenqun.pack.PackLoader;
import io.fenqun.scheme.Grouping;
import io.fenqun.scheme.MethodScope;
import io.fenqun.scheme.Reasons;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.Working;
import io.fenqun.store.PackLock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The command over a small published warehouse. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExplainTest extends JobsTest {
  private static final long serialVersionUID = 1L;
  private static final List<String> SHIPPED =
      List.of("bank", "tobacco", "examples/business_customers", "examples/berka");

  @TempDir private static Path folder;

  private PackFolder pack;
  private Warehouse warehouse;

  @BeforeAll
  void publish() throws IOException {
    pack = PackFolder.copy("tiny", folder);
    Path source = TinyData.write(folder.resolve("source"));
    Path tables = folder.resolve("warehouse");
    assertDone(run("run", pack, source, tables, "--from", "2023-12", "--to", "2024-02"));
    warehouse = warehouse(tables, pack);
  }

  private Outcome explain(String scheme, String customer, String month, String... more) {
    return explain(pack, scheme, customer, month, more);
  }

  private Outcome explain(
      PackFolder of, String scheme, String customer, String month, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "explain",
                "--scheme",
                scheme,
                "--customer",
                customer,
                "--month",
                month,
                "--pack",
                of.toString(),
                "--warehouse",
                warehouse.folder().toString()));
    args.addAll(List.of(more));
    return Outcome.of(args.toArray(String[]::new));
  }

  private static JsonNode json(Outcome outcome) throws IOException {
    return new ObjectMapper().readTree(outcome.out());
  }

  @Test
  void aBandIsExplainedFromThePublishedFeatureAndNothingIsWritten() throws IOException {
    List<String> before = files();
    Outcome outcome = explain("level", "C010", "2024-02", "--json");
    assertDone(outcome);
    JsonNode json = json(outcome);
    // 20.10 + 10 × 37 × month mod 700: 260.10 + 390.10 + 60.10
    assertThat(json.at("/sections/0/parts/quantity/value").decimalValue())
        .isEqualByComparingTo("710.30");
    assertThat(json.at("/sections/0/parts/bands/2/segment").asText()).isEqualTo("L2");
    assertThat(json.at("/sections/0/parts/bands/2/decides").asBoolean()).isTrue();
    assertThat(json.at("/sections/0/parts/bands/1/decides").asBoolean()).isFalse();
    assertThat(json.at("/sections/0/inputs/0/name").asText()).isEqualTo("amount_3m");
    assertThat(json.at("/sections/0/computed/segment").asText()).isEqualTo("L2");
    assertThat(json.at("/sections/0/computed")).isEqualTo(json.at("/sections/0/published"));
    assertThat(json.get("equal").asBoolean()).isTrue();
    assertThat(files()).isEqualTo(before);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(warehouse.folder())) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  @Test
  void aCarriedRankIsExplainedInTheMonthOfItsEvaluation() throws IOException {
    JsonNode json = json(explain("pyramid", "C010", "2024-02", "--json"));
    assertThat(json.at("/sections/0/month").asText()).isEqualTo("2024-02");
    assertThat(json.at("/sections/0/evaluated_month").asText()).isEqualTo("2023-12");
    JsonNode place = json.at("/sections/0/parts/place");
    JsonNode published = json.at("/sections/0/published");
    assertThat(place.get("rank")).isEqualTo(published.get("rank"));
    assertThat(place.get("n").asLong())
        .isEqualTo(
            warehouse
                .read("segment_month")
                .where("scheme = 'pyramid' and month = '2023-12' and rank is not null")
                .count());
    assertThat(json.at("/sections/0/parts/cuts/0/customers").asLong())
        .isEqualTo(
            warehouse
                .read("segment_month")
                .where("scheme = 'pyramid' and month = '2023-12' and segment = 'TOP20'")
                .count());
    assertThat(json.at("/sections/0/evaluation/equal").asBoolean()).isTrue();
    assertThat(json.get("equal").asBoolean()).isTrue();
  }

  @Test
  void whereThePackWasChangedSinceBothSidesAreShownAndTheExitCodeSaysSo() throws IOException {
    PackFolder changed = PackFolder.copy("tiny", folder.resolve("changed"));
    changed.edit("schemes/level.yaml", "floor: 500", "floor: 800");
    Outcome outcome = explain(changed, "level", "C010", "2024-02");
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .contains("it is not as published")
        .containsPattern("\\* segment code +L1 \\(level 1\\) +L2 \\(level 2\\)")
        .containsPattern("\\* hash of what can change an assignment ");
    JsonNode json = json(explain(changed, "level", "C010", "2024-02", "--json"));
    assertThat(json.at("/sections/0/differing").toString())
        .isEqualTo("[\"segment\",\"distance_up\",\"distance_down\",\"definition\"]");
  }

  @Test
  void aPersonReadsItInEitherLanguage() {
    Outcome english = explain("tier", "C010", "2024-02");
    assertDone(english);
    assertThat(english.out())
        .contains("The first rule that holds, in file order, gives the segment.")
        .contains("everything is as published")
        .containsPattern("\\* N \\(north\\) +region = 'NORTH' +region = NORTH +yes +yes");
    Outcome chinese = explain("tier", "C010", "2024-02", "--lang", "zh");
    assertDone(chinese);
    assertThat(chinese.out())
        .contains("按文件次序，第一条成立的规则给出分群。", "N (北)")
        .doesNotContain("north", "segment code");
  }

  @Test
  void thePageStandsAloneAndEscapesWhatItShows() throws IOException {
    Path page = folder.resolve("page.html");
    assertDone(explain("level", "C010", "2024-02", "--html", page.toString(), "--lang", "zh"));
    String html = Files.readString(page);
    assertThat(html)
        .startsWith("<!DOCTYPE html>")
        .contains("<html lang=\"zh\">", "<tr class=\"marked\"><td>L2 (二级)</td><td>500</td>")
        .doesNotContain("src=", "href=", "<script");
    Outcome tier = explain("tier", "C010", "2024-02", "--html", page.toString());
    assertDone(tier);
    assertThat(Files.readString(page)).contains("region = &#39;NORTH&#39;");
  }

  @Test
  void whileARunHoldsThePackItIsExplainedAllTheSame() throws IOException {
    Progress silent = Progress.byMonth(new PrintWriter(new StringWriter()));
    try (PackLock ignored =
        OneWriter.hold(
            spark(), PackLoader.load(pack.folder()), warehouse.folder().toString(), silent)) {
      assertDone(explain("level", "C010", "2024-01"));
    }
  }

  @Test
  void flagsThatNameNothingAreRefusedAndWhatWouldWorkIsNamed() {
    Outcome scheme = explain("levle", "C010", "2024-02");
    assertThat(scheme.exitCode()).isEqualTo(2);
    assertOneMessage(scheme, "no such scheme", "did you mean level?");

    Outcome nobody = explain("level", "C999", "2024-02");
    assertThat(nobody.exitCode()).isEqualTo(2);
    assertOneMessage(nobody, "no published month has this customer");

    Outcome early = explain("level", "C007", "2023-12");
    assertThat(early.exitCode()).isEqualTo(2);
    assertOneMessage(early, "not in that month's base; it is in 2024-01, 2024-02");
    assertThat(early.err()).doesNotContain("C007");

    Outcome month = explain("level", "C010", "2024-03");
    assertThat(month.exitCode()).isEqualTo(4);
    assertOneMessage(month, "2024-03 is not published; published are 2023-12..2024-02");

    Outcome language = explain("level", "C010", "2024-02", "--lang", "fr");
    assertThat(language.exitCode()).isEqualTo(2);
    assertOneMessage(language, "labels are in zh and in en");
  }

  @Test
  void aSchemeThatIsNotPublishedYetIsNotReady() throws IOException {
    PackFolder more = PackFolder.copy("tiny", folder.resolve("more"));
    Files.copy(
        more.folder().resolve("schemes/tier.yaml"), more.folder().resolve("schemes/fresh.yaml"));
    Outcome outcome = explain(more, "fresh", "C010", "2024-02");
    assertThat(outcome.exitCode()).isEqualTo(4);
    assertOneMessage(outcome, "the scheme is not published there yet; run the pack");
  }

  @Test
  void everyKeyThatAnExplanationOfAShippedPackUsesHasWords() {
    Words words = Words.in(Language.EN);
    Set<String> keys = new TreeSet<>();
    for (Reasons.Code code : Reasons.Code.values()) {
      keys.add("reason." + code);
    }
    for (String name : SHIPPED) {
      Pack shipped = PackLoader.load(Path.of("../conf").resolve(name));
      Map<String, SchemeDef> schemes =
          shipped.schemes().stream()
              .collect(Collectors.toMap(SchemeDef::name, Function.identity()));
      for (SchemeDef scheme : shipped.schemes()) {
        keys.add("method." + scheme.method().name());
        MethodScope scope =
            new MethodScope(
                scheme.name(),
                Grouping.within(scheme.within()),
                new Reasons(200),
                1,
                schemes,
                Optional.empty(),
                org.apache.spark.sql.functions.lit(true));
        for (Working working : scheme.method().workings(scope)) {
          keys.add(working.name());
          keys.addAll(working.headings());
        }
      }
    }
    assertThat(keys).contains("indicators", "adjustment", "cuts", "merge", "cells");
    // what packs of others may use
    keys.addAll(List.of("months_held", "months_needed", "mean", "deviation", "tie_break"));
    keys.addAll(List.of("axes", "clusters", "distance", "coordinate", "cut_from", "cut_to"));
    assertThat(words.labels().keySet()).containsAll(keys);
    words
        .labels()
        .forEach(
            (key, labels) -> {
              assertThat(labels.zh()).as(key).isNotBlank();
              assertThat(labels.en()).as(key).isNotBlank();
            });
  }
}
