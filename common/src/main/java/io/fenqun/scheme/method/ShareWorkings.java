package io.fenqun.scheme.method;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import io.fenqun.scheme.Grouping;
import io.fenqun.scheme.Working;
import io.fenqun.sql.SqlExpression;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How a customer comes to its share: its place, the cuts of its group, and what is merged. */
record ShareWorkings(RankShare share) {
  private static final String OWN = "share__own";
  private static final String EQUAL = "share__equal";
  private static final String CUSTOMERS = "share__customers_";
  private static final String LOWEST = "share__lowest_";

  /**
   * The row with how many customers share its quantity, itself included, and of each segment before
   * merging its customers and their lowest quantity.
   *
   * @param members of the row's group, ranked
   */
  Dataset<Row> compared(Dataset<Row> customer, Dataset<Row> members) {
    Column cut = share.cut(col(ExactRank.RANK), col(ExactRank.GROUP_ROWS));
    List<Column> figures = new ArrayList<>();
    for (int i = 0; i < share.shares().size(); i++) {
      Column isInIt = cut.equalTo(share.shares().get(i).code());
      figures.add(count(when(isInIt, lit(1))).as(CUSTOMERS + i));
      figures.add(min(when(isInIt, col(RankShare.VALUE))).as(LOWEST + i));
    }
    Column isEqual = col(RankShare.VALUE).equalTo(col(OWN));
    Dataset<Row> ofGroup =
        members
            .crossJoin(broadcast(customer.select(col(RankShare.VALUE).as(OWN))))
            .agg(count(when(isEqual, lit(1))).as(EQUAL), figures.toArray(Column[]::new));
    return customer.crossJoin(ofGroup);
  }

  List<Working> workings(Grouping grouping) {
    Column rank = col(ExactRank.RANK);
    Column groupRows = col(ExactRank.GROUP_ROWS);
    Column cut = share.cut(rank, groupRows);
    Map<String, Column> place = new LinkedHashMap<>();
    place.put("group", grouping.values());
    place.put("n", groupRows);
    place.put("rank", rank);
    place.put("ties", lit(share.ties().name()));
    place.put("equal_customers", col(EQUAL));
    if (!share.tieBreak().isEmpty()) {
      place.put("tie_break", Working.values(share.tieBreak()));
    }
    place.put("percentile", RankShare.percentile(rank, groupRows));
    List<Working> workings = new ArrayList<>();
    workings.add(Quantity.working(share.by(), col(RankShare.VALUE)));
    workings.add(Working.ofFacts("place", place));
    workings.add(cuts(cut, groupRows));
    if (!share.merges().isEmpty()) {
      workings.add(merging());
      Map<String, Column> outcome = new LinkedHashMap<>();
      outcome.put("cut", cut);
      outcome.put("segment", share.merged(cut));
      workings.add(Working.ofFacts("outcome", outcome));
    }
    return workings;
  }

  private Working cuts(Column cut, Column groupRows) {
    List<List<Column>> lines = new ArrayList<>();
    for (int i = 0; i < share.shares().size(); i++) {
      ShareOf part = share.shares().get(i);
      lines.add(
          List.of(
              lit(part.code()),
              lit(part.percent()),
              part.lastRank(groupRows),
              col(CUSTOMERS + i),
              col(LOWEST + i),
              cut.equalTo(part.code())));
    }
    return Working.ofLines(
        "cuts",
        List.of("segment", "percent_up_to", "last_rank", "customers", "lowest", "decides"),
        lines);
  }

  /** The first that fits the group decides. */
  private Working merging() {
    List<List<Column>> lines = new ArrayList<>();
    Column isMerged = lit(false);
    for (GroupMerge merge : share.merges()) {
      String map =
          new TreeMap<>(merge.map())
              .entrySet().stream()
                  .map(entry -> entry.getKey() + " → " + entry.getValue())
                  .collect(Collectors.joining(", "));
      lines.add(
          List.of(
              lit(merge.when().map(SqlExpression::text).orElse("EVERY_GROUP")),
              lit(map),
              isMerged.unary_$bang().and(merge.fits())));
      isMerged = isMerged.or(merge.fits());
    }
    return Working.ofLines("merge", List.of("condition", "merged_into", "decides"), lines);
  }
}
