package io.fenqun.pack;

import io.fenqun.error.FenqunException;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.SegmentBuilder;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Assigns one scheme of a pack to features at hand, for whoever wants to see a scheme before it is
 * run: a notebook, for example. Approval is not waited for: what a scheme proposes holds at once.
 * Writes nothing. Everything is given and asked as text, so that it is easily called from Python.
 */
public record SchemeTrial(Pack pack) {

  /**
   * Loads a pack and checks it whole.
   *
   * @throws FenqunException of kind CONFIG with all its faults, as {@link PackLoader#load}
   */
  public static SchemeTrial of(String packFolder) {
    return new SchemeTrial(PackLoader.load(Path.of(packFolder)));
  }

  /**
   * One row per customer and month of the base with the columns of segment_month, as a run from the
   * first of these months on would write them: a scheme that is not evaluated every month is
   * OUTSIDE until its first evaluation in the range. Schemes that it reads are computed with it.
   *
   * @param features rows of feature_month, at least of all these months
   * @param firstMonth and {@code lastMonth} as {@code yyyy-MM}, both included
   * @throws FenqunException of kind CONFIG when the pack has no such scheme
   */
  public Dataset<Row> segments(
      Dataset<Row> features, String scheme, String firstMonth, String lastMonth) {
    MonthRange months = new MonthRange(Month.parse(firstMonth), Month.parse(lastMonth));
    SegmentBuilder builder = new SegmentBuilder(withUpstream(scheme), pack.schemeContext());
    Dataset<Row> ofMonths =
        features.where(
            features.col("month").between(months.from().toString(), months.to().toString()));
    Dataset<Row> rows = builder.segmentRows(builder.wide(ofMonths, months, Optional.empty()));
    return rows.where(rows.col("scheme").equalTo(scheme));
  }

  /** The scheme behind those that it reads, in computing order. */
  private List<SchemeDef> withUpstream(String scheme) {
    List<SchemeDef> found = pack.schemesFor(List.of(scheme));
    if (found.isEmpty()) {
      throw FenqunException.config(
          "Cannot try scheme "
              + scheme
              + ": pack "
              + pack.name()
              + " has no such scheme; it has "
              + String.join(", ", pack.schemes().stream().map(SchemeDef::name).toList()));
    }
    return found.stream().map(SchemeDef::withoutApproval).toList();
  }
}
