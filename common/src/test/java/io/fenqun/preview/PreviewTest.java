package io.fenqun.preview;

import io.fenqun.SparkTest;
import io.fenqun.pack.EditedPack;
import io.fenqun.pack.SchemeDraft;
import io.fenqun.scheme.Approvals;
import io.fenqun.time.Month;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** Scheme files held against those of the sample pack, on features built in the test. */
abstract class PreviewTest extends SparkTest {
  private static final long serialVersionUID = 1L;

  @TempDir protected Path folder;

  /** The change that a file of this name and text makes to the sample pack. */
  protected SchemeChange change(String scheme, String yaml) throws IOException {
    Path pack = folder.resolve("conf/examples/sample");
    if (!Files.exists(pack)) {
      EditedPack.in(folder);
    }
    Path file = folder.resolve(scheme + ".yaml");
    Files.writeString(file, yaml);
    return SchemeChange.of(pack, SchemeDraft.of(file));
  }

  /** The sample's own file of a scheme with texts replaced: what stands there, by what. */
  protected SchemeChange edited(String scheme, String... replacements) throws IOException {
    String yaml =
        Files.readString(
            Path.of("src/test/resources/packs/sample/schemes").resolve(scheme + ".yaml"));
    for (int i = 0; i < replacements.length; i += 2) {
      if (!yaml.contains(replacements[i])) {
        throw new AssertionError(scheme + " has no " + replacements[i]);
      }
      yaml = yaml.replace(replacements[i], replacements[i + 1]);
    }
    return change(scheme, yaml);
  }

  protected static Row customer(
      String id, String month, long events, @Nullable String level, String amount) {
    return RowFactory.create(
        id,
        month,
        false,
        events,
        level == null ? null : new BigDecimal(level),
        new BigDecimal(amount),
        "NORTH",
        1);
  }

  protected static Row departed(String id, String month) {
    return RowFactory.create(id, month, true, 1L, BigDecimal.TEN, BigDecimal.TEN, "NORTH", 1);
  }

  protected Dataset<Row> features(List<Row> customers) {
    return rows(
        "customer_id string, month string, is_departed boolean, event_count bigint, level decimal(18,2),"
            + " amount_3m decimal(18,2), region string, tenure_months int",
        customers);
  }

  protected SchemePreview preview(SchemeChange change, String month, Row... customers) {
    return preview(change, month, features(List.of(customers)));
  }

  /** All months of the features are published, and the pack's own segments of them. */
  protected SchemePreview preview(SchemeChange change, String month, Dataset<Row> features) {
    return preview(change, month, features, Optional.empty());
  }

  /**
   * @param published customer_id and segment
   */
  protected SchemePreview preview(
      SchemeChange change, String month, Dataset<Row> features, Optional<Dataset<Row>> published) {
    Month first = Month.parse(features.selectExpr("min(month)").first().getString(0));
    VariantFrame frame = new VariantFrame(change, Month.parse(month), first);
    return SchemePreview.of(
        frame, new PublishedRows(features, Optional.empty(), published, List.of(), Approvals.NONE));
  }

  protected static List<String> texts(List<Move> moves) {
    return moves.stream()
        .map(move -> move.from() + " " + move.to() + " " + move.customers() + " " + move.amount())
        .toList();
  }
}
