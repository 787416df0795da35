package io.fenqun.scheme.method;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import io.fenqun.scheme.Grouping;
import io.fenqun.scheme.MethodScope;
import io.fenqun.scheme.SchemeColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Distances of a ranking against this month's cuts: the cut of a segment is the least quantity that
 * stood in it in the customer's group, after merging.
 *
 * <ul>
 *   <li>Up: from the own quantity to the cut of the nearest better segment in which somebody of the
 *       group stood. 0 where that quantity is equal and the tie-break kept the customer out.
 *   <li>Down: from the cut of the own segment to the own quantity; 0 for the last of the segment.
 * </ul>
 *
 * <p>Null: up in the best segment of the group, down in the worst, both OUTSIDE. The cuts are taken
 * as they stood: they would move if others changed too, and who falls alone may fall a little
 * further, to the best of the next segment. Exact differences of decimal(18,6), in the unit of the
 * quantity.
 *
 * <p>Cuts are minima by group and segment, one row a group that is sent to every task.
 *
 * @param codes the segments, best first
 */
record CutDistances(MethodScope scope, List<String> codes) {
  private static final String CUT = "share__cut_";

  /**
   * The rows with their distances filled.
   *
   * @param evaluated with segment and score of the scheme and the columns of the grouping
   */
  Dataset<Row> added(Dataset<Row> evaluated) {
    Column segment = SchemeColumns.named(SchemeColumns.segment(scope.scheme()));
    Column quantity = SchemeColumns.named(SchemeColumns.score(scope.scheme()));
    List<Column> up = new ArrayList<>();
    List<Column> down = new ArrayList<>();
    List<Column> stands = codes.stream().map(segment::equalTo).toList();
    for (int place = 0; place < codes.size(); place++) {
      up.add(rise(quantity, nearestBetter(place)));
      down.add(when(worse(place).isNotNull(), Stretch.between(cut(place), quantity)));
    }
    Grouping grouping = scope.grouping();
    return grouping
        .join(evaluated, cuts(evaluated, segment, quantity))
        .withColumn(SchemeColumns.distanceUp(scope.scheme()), Stretch.ofFirst(stands, up))
        .withColumn(SchemeColumns.distanceDown(scope.scheme()), Stretch.ofFirst(stands, down))
        .drop(
            IntStream.range(0, codes.size())
                .mapToObj(CutDistances::cutName)
                .toArray(String[]::new));
  }

  private Dataset<Row> cuts(Dataset<Row> evaluated, Column segment, Column quantity) {
    List<Column> minima =
        IntStream.range(0, codes.size())
            .mapToObj(
                place -> min(when(segment.equalTo(codes.get(place)), quantity)).as(cutName(place)))
            .toList();
    return evaluated
        .groupBy(scope.grouping().columns())
        .agg(minima.get(0), minima.subList(1, minima.size()).toArray(Column[]::new));
  }

  /** Null where a merge put a better segment's code below. */
  private static Column rise(Column quantity, Column cut) {
    return when(cut.geq(quantity), Stretch.between(quantity, cut));
  }

  private Column nearestBetter(int place) {
    return firstOf(IntStream.range(0, place).mapToObj(i -> cut(place - 1 - i)));
  }

  private Column worse(int place) {
    return firstOf(IntStream.range(place + 1, codes.size()).mapToObj(CutDistances::cut));
  }

  private static Column firstOf(Stream<Column> cuts) {
    return coalesce(Stream.concat(cuts, Stream.of(lit(null))).toArray(Column[]::new));
  }

  private static Column cut(int place) {
    return SchemeColumns.named(cutName(place));
  }

  private static String cutName(int place) {
    return CUT + place;
  }
}
