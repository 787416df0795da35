package io.fenqun.scheme;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;

import io.fenqun.table.HistoryTables;
import io.fenqun.table.Memory;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The changes of segment that are kept as a history: those of schemes whose new segments need an
 * approval, and of schemes that move a grade (domain page, sections 2.2 and 2.3).
 *
 * @param schemes all schemes of the pack
 */
public record GradeChanges(List<SchemeDef> schemes) {

  public boolean areRecorded() {
    return schemes.stream().anyMatch(SchemeDef::recordsChanges);
  }

  /**
   * The rows of grade_change: one per scheme, customer and month in which the segment is not that
   * of the month before. A customer who had no row in the month before has a null from_segment, and
   * no row of change while OUTSIDE. Who approved it stands where an approval gave it. None where no
   * scheme records changes.
   *
   * @param wide as {@link SegmentBuilder#wide} gives it
   */
  public Dataset<Row> rows(Dataset<Row> wide, Approvals approvals) {
    if (!areRecorded()) {
      return wide.sparkSession().createDataFrame(List.of(), HistoryTables.GRADE_CHANGE.schema());
    }
    Column[] grades =
        schemes.stream()
            .filter(SchemeDef::recordsChanges)
            .map(scheme -> grade(scheme.name()))
            .toArray(Column[]::new);
    Column from = coalesce(col("from_segment"), lit(Segments.OUTSIDE));
    Dataset<Row> changes =
        wide.select(col(SchemeColumns.CUSTOMER_ID), col(SchemeColumns.MONTH), inline(array(grades)))
            .filter(not(from.equalTo(col("to_segment"))));
    Dataset<Row> decided = approvals.withDeciders(changes);
    return decided.select(HistoryTables.GRADE_CHANGE.selection(List.of(decided.columns())));
  }

  private static Column grade(String scheme) {
    return struct(
        lit(scheme).as("scheme"),
        SchemeColumns.named(SchemeColumns.memory(scheme))
            .getField(Memory.PREVIOUS_SEGMENT)
            .as("from_segment"),
        SchemeColumns.named(SchemeColumns.segment(scheme)).as("to_segment"),
        SchemeColumns.named(SchemeColumns.reason(scheme)).as("reason"),
        SchemeColumns.named(SchemeColumns.evaluatedMonth(scheme)).as("evaluated_month"));
  }
}
