package io.fenqun.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.explain.Section;
import io.fenqun.pack.Pack;
import io.fenqun.pack.PackLoader;
import io.fenqun.scheme.Segments;
import io.fenqun.store.DeltaTableStore;
import io.fenqun.time.Month;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every scheme of the shipped packs, on few made-up customers. */
@Tag("explain")
class ExplainPacksTest extends JobsTest {
  private static final long serialVersionUID = 1L;

  @TempDir private transient Path folder;

  @ParameterizedTest
  @CsvSource({
    "bank, 60, 2024-04, 4",
    "tobacco, 90, 2024-07, 7",
    "examples/business_customers, 60, 2024-04, 4"
  })
  void whatIsComputedAgainIsWhatIsPublished(
      String name, String customers, String last, String months) {
    PackFolder of = new PackFolder(Path.of("../conf").resolve(name));
    assertDone(
        Outcome.of(
            "generate",
            "--pack",
            of.toString(),
            "--customers",
            customers,
            "--months",
            months,
            "--out",
            folder.toString()));
    Path source = folder.resolve("source").resolve(of.name());
    assertDone(run("run", of, source, folder, "--from", "2024-01", "--to", last));
    Pack pack = PackLoader.load(of.folder());
    DeltaTableStore store = new DeltaTableStore(spark(), folder.toString(), pack.name());
    List<Row> asked =
        warehouse(folder, of)
            .read("segment_month")
            .where("month = '" + last + "'")
            .groupBy("scheme")
            .agg(
                functions.expr(
                    "coalesce(min(customer_id) filter (where segment <> 'OUTSIDE'), min(customer_id))"))
            .collectAsList();
    assertThat(asked).hasSize(pack.schemes().size());
    List<String> wrong = new ArrayList<>();
    int inside = 0;
    for (Row one : asked) {
      PublishedExplanation explained =
          PublishedExplanation.of(
              pack, one.getString(0), Month.parse(last), one.getString(1), store);
      for (Section section : explained.explanation().sections()) {
        boolean isInside =
            section
                .held()
                .computed()
                .filter(row -> !row.getAs("segment").equals(Segments.OUTSIDE))
                .isPresent();
        inside += isInside ? 1 : 0;
        if (!section.isEqual() || (isInside && section.parts().isEmpty())) {
          wrong.add(
              one
                  + " "
                  + section.serving().scheme().name()
                  + " "
                  + section.serving().month()
                  + " differs in "
                  + section.held().differing()
                  + ", parts "
                  + section.parts().size());
        }
      }
      assertThat(ExplainText.lines(new ExplainWriter(explained, Words.in(Language.ZH)).page()))
          .isNotEmpty();
      assertThat(ExplainJson.of(explained).get("equal").asBoolean()).isTrue();
    }
    assertThat(wrong).isEmpty();
    assertThat(inside).isGreaterThan(pack.schemes().size() / 2);
  }
}
