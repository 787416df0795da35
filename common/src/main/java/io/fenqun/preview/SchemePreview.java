package io.fenqun.preview;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.fenqun.error.FenqunException;
import io.fenqun.scheme.SchemeColumns;
import io.fenqun.table.RowRefusal;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * What a scheme file would do to a published month, counted exactly.
 *
 * @param frame what was evaluated
 * @param matrix published segment × new segment of the whole base, cells that occur, stays too; of
 *     a new scheme each segment against itself
 * @param drift who moves before any edit: from what is published to what the pack's own file gives
 *     now, because that file or a scheme that it reads was changed since
 * @param steps for each step of the change, in its order, who moves by it; its part of the movement
 * @param checks of the last variant
 * @param movers the twenty with the most money among those who move, the most first; equal money
 *     and unknown money (as 0) by customer_id in binary order
 * @param atOnce why the edits are one step although the loader takes the files between: data on
 *     which one of those stops; else empty
 */
public record SchemePreview(
    VariantFrame frame,
    List<Move> matrix,
    List<Move> drift,
    List<List<Move>> steps,
    RuleChecks checks,
    List<Mover> movers,
    Optional<String> atOnce) {
  private static final int MOVERS = 20;

  /**
   * Computes the preview in a pass over the features and one over its result, which is kept
   * meanwhile on the executors.
   *
   * @throws FenqunException of kind DATA where the scheme itself stops on the data
   */
  public static SchemePreview of(VariantFrame frame, PublishedRows published) {
    try {
      return computed(frame, published, Optional.empty());
    } catch (Exception failure) { // Spark throws checked ones that it does not declare
      Optional<FenqunException> refusal = RowRefusal.find(failure);
      if (refusal.isEmpty() || frame.change().steps().size() < 2) {
        throw failure;
      }
      VariantFrame whole =
          new VariantFrame(frame.change().atOnce(), frame.month(), frame.firstPublished());
      return computed(whole, published, refusal.map(FenqunException::getMessage));
    }
  }

  private static SchemePreview computed(
      VariantFrame frame, PublishedRows published, Optional<String> atOnce) {
    Dataset<Row> wide = frame.wide(published);
    Dataset<Row> rows =
        frame
            .rows(wide, frame.month(), published.segments())
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      int variants = frame.change().variants().size();
      Optional<Month> evaluated = frame.evaluated();
      Dataset<Row> checked =
          evaluated
              .filter(month -> !month.equals(frame.month()))
              .map(month -> frame.rows(wide, month, Optional.empty()))
              .orElse(rows);
      List<Row> cells = new PreviewCells(variants).of(rows, checked).collectAsList();
      List<List<Move>> steps = new ArrayList<>();
      for (int step = 0; step < variants; step++) {
        steps.add(
            PreviewCells.moves(cells, PreviewCells.STEP, step).stream()
                .filter(move -> !move.isStay())
                .sorted(order(frame, Math.max(0, step - 1), step))
                .toList());
      }
      return new SchemePreview(
          frame,
          PreviewCells.moves(cells, PreviewCells.WHOLE, 0).stream()
              .sorted(order(frame, 0, variants - 1))
              .toList(),
          steps.get(0),
          List.copyOf(steps.subList(1, variants)),
          RuleChecks.of(frame, cells),
          movers(rows, variants),
          atOnce);
    } finally {
      rows.unpersist();
    }
  }

  /** As the segments stand in their files. */
  private static Comparator<Move> order(VariantFrame frame, int before, int after) {
    List<String> from = frame.change().variants().get(before).segments();
    List<String> to = frame.change().variants().get(after).segments();
    return Comparator.<Move>comparingInt(move -> from.indexOf(move.from()))
        .thenComparingInt(move -> to.indexOf(move.to()))
        .thenComparing(Move::from); // a segment that was published and is in no file any more
  }

  private static List<Mover> movers(Dataset<Row> rows, int variants) {
    Column from = col(VariantFrame.PUBLISHED);
    Column to = col(VariantFrame.segment(variants - 1));
    Column money = coalesce(col(VariantFrame.VALUE), lit(0).cast(Tables.MONEY));
    return rows
        .where(from.notEqual(to))
        .orderBy(money.desc(), col(SchemeColumns.CUSTOMER_ID).asc())
        .limit(MOVERS)
        .select(col(SchemeColumns.CUSTOMER_ID), col(VariantFrame.VALUE), from, to)
        .collectAsList()
        .stream()
        .map(
            row ->
                new Mover(
                    row.getString(0),
                    Optional.ofNullable(row.getDecimal(1)),
                    row.getString(2),
                    row.getString(3)))
        .toList();
  }
}
