package io.fenqun.scheme.method;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;

import io.fenqun.conf.ConfNode;
import io.fenqun.scheme.Assignment;
import io.fenqun.scheme.MethodScope;
import io.fenqun.scheme.Reasons.Code;
import io.fenqun.scheme.SchemeColumns;
import io.fenqun.scheme.SchemeMethod;
import io.fenqun.scheme.Scores;
import io.fenqun.scheme.Segments;
import io.fenqun.scheme.Working;
import io.fenqun.sql.SqlExpression;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Points: Σ weight × the indicator normalised within its group, added as doubles in file order; the
 * sum, and only the sum, is rounded half up to decimal(18,6). A null indicator gives 0 points.
 * Every member is SCORED.
 */
public record WeightedScore(Normalise normalise, List<Indicator> indicators)
    implements SchemeMethod {
  static final String NAME = "score";

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  /** A quantity and its weight in percent. */
  public record Indicator(SqlExpression by, BigDecimal weight) {}

  static WeightedScore from(ConfNode file) {
    if (file.has("segments")) {
      file.problem("segments", "a score has none; rank it by a scheme with method share");
    }
    List<ConfNode> nodes = file.children("indicators");
    if (nodes.isEmpty()) {
      file.problem("indicators", file.has("indicators") ? "holds no indicator" : "is missing");
    }
    List<Indicator> indicators = nodes.stream().map(WeightedScore::indicator).toList();
    BigDecimal sum =
        indicators.stream().map(Indicator::weight).reduce(BigDecimal.ZERO, BigDecimal::add);
    if (!nodes.isEmpty() && sum.compareTo(HUNDRED) != 0) {
      file.problem("indicators", "weights add up to " + sum.toPlainString() + ", not to 100");
    }
    return new WeightedScore(
        file.choice("normalise", Normalise.class, Normalise.MAXIMUM), indicators);
  }

  private static Indicator indicator(ConfNode node) {
    if (!node.has("weight")) {
      node.problem("weight", "is missing");
    }
    return new Indicator(
        SqlExpression.from(node, "by"), node.decimal("weight").orElse(BigDecimal.ZERO));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int semantics() {
    return 1;
  }

  @Override
  public List<SqlExpression> expressions() {
    return indicators.stream().map(Indicator::by).toList();
  }

  @Override
  public String parameters() {
    return indicators.stream()
        .map(i -> i.weight().stripTrailingZeros().toPlainString() + " × " + i.by().text())
        .collect(Collectors.joining("\n", "normalise " + normalise + "\n", ""));
  }

  @Override
  public boolean isLocal() {
    return normalise != Normalise.RANK;
  }

  /** Adds the statistics of the row's group, or for {@code rank} the row's places. */
  @Override
  public Dataset<Row> prepare(Dataset<Row> frame, Column isMember, MethodScope scope) {
    return isLocal() ? withStatistics(frame, isMember, scope) : withPlaces(frame, isMember, scope);
  }

  private Dataset<Row> withStatistics(Dataset<Row> frame, Column isMember, MethodScope scope) {
    List<Column> statistics = new ArrayList<>();
    for (int i = 0; i < indicators.size(); i++) {
      statistics.addAll(normalise.statistics(value(i, scope), prefix(i)));
    }
    Dataset<Row> groups =
        frame
            .filter(isMember)
            .groupBy(scope.grouping().columns())
            .agg(
                statistics.get(0), statistics.subList(1, statistics.size()).toArray(Column[]::new));
    return scope.grouping().join(frame, groups);
  }

  private Dataset<Row> withPlaces(Dataset<Row> frame, Column isMember, MethodScope scope) {
    ExactRank ranking = new ExactRank(scope.grouping(), scope.rankBucketRows());
    Dataset<Row> placed = frame;
    for (int i = 0; i < indicators.size(); i++) {
      Column value = value(i, scope);
      Dataset<Row> members = frame.filter(isMember.and(value.isNotNull()));
      Dataset<Row> places =
          ranking
              .ranked(members, value, List.of(), Ties.TOGETHER)
              .select(
                  SchemeColumns.named(SchemeColumns.CUSTOMER_ID),
                  SchemeColumns.named(SchemeColumns.MONTH),
                  SchemeColumns.named(ExactRank.RANK).as(prefix(i) + Normalise.PLACE),
                  SchemeColumns.named(ExactRank.GROUP_ROWS).as(prefix(i) + Normalise.RANKED));
      placed =
          placed.join(
              places, new String[] {SchemeColumns.CUSTOMER_ID, SchemeColumns.MONTH}, "left");
    }
    return placed;
  }

  @Override
  public Assignment assign(MethodScope scope) {
    return Assignment.ofScore(
        lit(Segments.SCORED), score(scope), scope.reasons().of(Code.SCORE, expressions()));
  }

  private Column score(MethodScope scope) {
    Column points = lit(0.0);
    for (int i = 0; i < indicators.size(); i++) {
      points = points.plus(points(i, scope));
    }
    return Scores.of(points, scope.scheme());
  }

  private Column points(int indicator, MethodScope scope) {
    double weight = indicators.get(indicator).weight().doubleValue();
    return lit(weight).multiply(coalesce(normalised(indicator, scope), lit(0.0)));
  }

  private Column normalised(int indicator, MethodScope scope) {
    return normalise.normalised(value(indicator, scope), prefix(indicator));
  }

  @Override
  public boolean comparesCustomers() {
    return true;
  }

  /** Every indicator with what its group makes of it, then the sum. */
  @Override
  public List<Working> workings(MethodScope scope) {
    List<String> headings = new ArrayList<>(List.of("indicator", "value"));
    headings.addAll(normalise.shown(prefix(0)).keySet());
    headings.addAll(List.of("normalised", "weight", "points"));
    List<List<Column>> lines = new ArrayList<>();
    for (int i = 0; i < indicators.size(); i++) {
      List<Column> line = new ArrayList<>();
      line.add(lit(indicators.get(i).by().text()));
      line.add(value(i, scope));
      line.addAll(normalise.shown(prefix(i)).values());
      line.add(normalised(i, scope));
      line.add(lit(indicators.get(i).weight()));
      line.add(points(i, scope));
      lines.add(line);
    }
    Map<String, Column> sum = new LinkedHashMap<>();
    sum.put("group", scope.grouping().values());
    sum.put("normalise", lit(normalise.name()));
    sum.put("sum", score(scope));
    return List.of(Working.ofLines("indicators", headings, lines), Working.ofFacts("score", sum));
  }

  private Column value(int indicator, MethodScope scope) {
    Column value = SchemeColumns.column(indicators.get(indicator).by());
    return normalise.isExact() ? Scores.of(value, scope.scheme()) : value;
  }

  private static String prefix(int indicator) {
    return "score__" + indicator + "_";
  }
}
