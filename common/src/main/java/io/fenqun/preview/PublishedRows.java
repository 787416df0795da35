package io.fenqun.preview;

import io.fenqun.scheme.Approvals;
import io.fenqun.scheme.SchemeModel;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What readers see of a pack, as far as a preview needs it; all of one publication.
 *
 * @param features rows of feature_month of {@link VariantFrame#months}: customer_id, month,
 *     is_departed, features
 * @param earlier rows of segment_month of {@link VariantFrame#earlierMonths}; empty where there are
 *     none
 * @param segments rows of segment_month of the scheme and month; empty for a new scheme
 * @param models of the pack's schemes
 * @param approvals of the schemes that are read
 */
public record PublishedRows(
    Dataset<Row> features,
    Optional<Dataset<Row>> earlier,
    Optional<Dataset<Row>> segments,
    List<SchemeModel> models,
    Approvals approvals) {}
