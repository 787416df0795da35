package io.fenqun.explain;

import io.fenqun.scheme.Approvals;
import io.fenqun.scheme.SchemeModel;
import io.fenqun.time.Month;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What readers see of a pack, as far as an explanation needs it; all of one publication.
 *
 * @param features rows of feature_month
 * @param segments rows of segment_month
 * @param approvals rows of approval; empty where nothing was ever decided
 * @param changes rows of grade_change; empty where the pack records none
 * @param allocations rows of allocation; empty where the pack spreads nothing
 * @param models of the pack's schemes
 * @param first the first month published: no features are there of earlier ones
 */
public record PublishedRows(
    Dataset<Row> features,
    Dataset<Row> segments,
    Optional<Dataset<Row>> approvals,
    Optional<Dataset<Row>> changes,
    Optional<Dataset<Row>> allocations,
    List<SchemeModel> models,
    Month first) {

  Approvals decisions() {
    return new Approvals(approvals);
  }
}
