package io.fenqun.scheme.method;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.sqrt;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.fenqun.cluster.Axes.Wish;
import io.fenqun.cluster.Axis;
import io.fenqun.conf.ConfNode;
import io.fenqun.error.FenqunException;
import io.fenqun.scheme.Assignment;
import io.fenqun.scheme.MethodScope;
import io.fenqun.scheme.Reasons.Code;
import io.fenqun.scheme.SchemeColumns;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.SchemeFit;
import io.fenqun.scheme.SchemeMethod;
import io.fenqun.scheme.SchemeModel;
import io.fenqun.scheme.Working;
import io.fenqun.sql.SqlExpression;
import io.fenqun.table.Rounding;
import io.fenqun.time.Month;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Clusters of like customers (k-means): each member is in the cluster whose centre is nearest, of
 * equally near ones in the first. Centres and axes are those of the model in effect, {@link
 * ClusterModel}; between two fits a customer moves only when its own features do.
 *
 * <p>The first model is fitted in the first month that is evaluated, a further one in each month
 * that {@link ClusterRefit} names. A customer with a feature that is null is OUTSIDE with reason
 * NULL, one with a feature that is no finite number with reason NO_MATCH; while there is no model
 * everyone is OUTSIDE with reason NO_MODEL. Source: domain page, section 1.1; design section 6.
 *
 * @param features what makes customers alike
 * @param clusters how many, at least 2
 * @param starts of a fit, of which the best is taken
 * @param iterations of a start, at most
 * @param refit empty where the first model stays
 * @param names that clusters may have; more than clusters where some may be born
 */
public record KMeansClusters(
    List<Feature> features,
    int clusters,
    int starts,
    int iterations,
    Optional<ClusterRefit> refit,
    ClusterNames names)
    implements SchemeMethod {
  static final String NAME = "kmeans";

  private static final String COORDINATES = "kmeans__coordinates";
  private static final String NEAREST = "kmeans__nearest";
  private static final String SQUARED = "squared";
  private static final String CODE = "code";
  private static final double HALF = 50;
  private static final double WHOLE = 100;

  /** A quantity and what is made of it before distances are measured. */
  public record Feature(SqlExpression by, Wish wish) {
    private static final String TRANSFORM = "transform";

    private enum Transform {
      NONE,
      LOG1P
    }

    private static Feature from(ConfNode node) {
      List<Double> cut = node.texts("winsorise").stream().map(text -> percent(node, text)).toList();
      boolean isCut = cut.size() == 2 && cut.get(0) < HALF && cut.get(1) > HALF;
      if (node.has("winsorise") && !isCut) {
        node.problem("winsorise", "must be two percentages, one below and one above 50: [1, 99]");
      }
      return new Feature(
          SqlExpression.from(node, "by"),
          new Wish(
              node.choice(TRANSFORM, Transform.class, Transform.NONE) == Transform.LOG1P,
              isCut ? cut.get(0) : 0,
              isCut ? cut.get(1) : WHOLE,
              node.decimal("weight").map(BigDecimal::doubleValue).orElse(1.0)));
    }

    private static double percent(ConfNode node, String text) {
      try {
        return Double.parseDouble(text);
      } catch (NumberFormatException e) {
        node.problem("winsorise", "'" + text + "' is not a number");
        return HALF;
      }
    }

    private String canonical() {
      return by.text() + " " + wish;
    }

    private Column quantity() {
      return Axis.quantity(SchemeColumns.column(by), wish.isLogarithmic());
    }
  }

  static KMeansClusters from(ConfNode file) {
    List<ConfNode> nodes = file.children("features");
    if (nodes.isEmpty()) {
      file.problem("features", file.has("features") ? "holds no feature" : "is missing");
    }
    ClusterNames names = ClusterNames.from(file, nodes.size());
    int clusters = file.integer("clusters", 2);
    if (names.names().size() < clusters) {
      file.problem(
          "segments", "are " + names.names().size() + ", fewer than the " + clusters + " clusters");
    }
    return new KMeansClusters(
        nodes.stream().map(Feature::from).toList(),
        clusters,
        file.integer("starts", 1),
        file.integer("iterations", 1),
        file.child("refit").map(ClusterRefit::from),
        names);
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
    return features.stream().map(Feature::by).toList();
  }

  @Override
  public List<SqlExpression> required() {
    return expressions();
  }

  @Override
  public String parameters() {
    return String.join("\n", fitParameters(), "refit " + refit, "names " + names);
  }

  @Override
  public String fitParameters() {
    return features.stream()
        .map(Feature::canonical)
        .collect(
            Collectors.joining(
                "\n",
                "",
                "\nclusters " + clusters + ", starts " + starts + ", iterations " + iterations));
  }

  @Override
  public boolean isLocal() {
    return false;
  }

  @Override
  public boolean isFitted() {
    return true;
  }

  @Override
  public boolean fitsAnew(Month month) {
    return refit.filter(when -> when.every().endsIn(month) || when.drift().isPresent()).isPresent();
  }

  @Override
  public SchemeFit fit(
      Dataset<Row> rows,
      Column isMember,
      SchemeDef scheme,
      Month month,
      Optional<SchemeModel> before) {
    Column[] quantities = quantities().toArray(Column[]::new);
    return new ClusterFit(this, scheme, month, before)
        .of(rows.where(isMember.and(isFinite())).select(quantities));
  }

  /** In the unit of the model's axes, in the order of the features. */
  private List<Column> quantities() {
    return features.stream().map(Feature::quantity).toList();
  }

  /** Nothing is greater than a number that is none. */
  private Column isFinite() {
    return quantities().stream()
        .map(quantity -> quantity.between(-Double.MAX_VALUE, Double.MAX_VALUE))
        .reduce(Column::and)
        .orElse(lit(true));
  }

  /**
   * Adds the coordinates and the clusters by their distances: columns, because the reason and the
   * segment name them many times.
   */
  @Override
  public Dataset<Row> prepare(Dataset<Row> frame, Column isMember, MethodScope scope) {
    Optional<ClusterModel> model = scope.model().map(ClusterModel::of);
    if (model.isEmpty()) {
      return frame;
    }
    requireDeclared(model.get(), scope.scheme());
    Column[] coordinates = model.get().coordinates(quantities()).toArray(Column[]::new);
    return frame
        .withColumn(COORDINATES, when(isMember.and(isFinite()), array(coordinates)))
        .withColumn(NEAREST, when(col(COORDINATES).isNotNull(), nearestFirst(model.get())));
  }

  @Override
  public Assignment assign(MethodScope scope) {
    if (scope.model().isEmpty()) {
      Column none = lit(null).cast("string");
      return Assignment.ofSegment(none, none);
    }
    Column first = col(NEAREST).getItem(0);
    Column second = col(NEAREST).getItem(1);
    return Assignment.ofSegment(
        first.getField(CODE),
        scope
            .reasons()
            .of(
                Code.CLUSTER,
                expressions(),
                distance(first).as("distance"),
                second.getField(CODE).as("next"),
                distance(second).as("next_distance")));
  }

  private void requireDeclared(ClusterModel model, String scheme) {
    for (ClusterModel.Cluster cluster : model.clusters()) {
      if (!names.codes().contains(cluster.code())) {
        throw FenqunException.config(
            "Cannot assign clusters of scheme "
                + scheme
                + ": its model has a cluster "
                + cluster.code()
                + " that the file declares no more; put the segment back");
      }
    }
  }

  /** The clusters of a row by their squared distances, equally near ones in the model's order. */
  private static Column nearestFirst(ClusterModel model) {
    List<Column> coordinates = new ArrayList<>();
    for (int i = 0; i < model.axes().size(); i++) {
      coordinates.add(col(COORDINATES).getItem(i));
    }
    List<Column> distances = new ArrayList<>();
    for (int i = 0; i < model.clusters().size(); i++) {
      distances.add(
          struct(
              model.centres().squared(coordinates, i).as(SQUARED),
              lit(i).as("place"),
              lit(model.clusters().get(i).code()).as(CODE)));
    }
    return sort_array(array(distances.toArray(Column[]::new)));
  }

  private static Column distance(Column cluster) {
    return Rounding.significant(sqrt(cluster.getField(SQUARED)));
  }

  /** The member's place on every axis, then its distance to every cluster, the nearest first. */
  @Override
  public List<Working> workings(MethodScope scope) {
    return scope.model().map(ClusterModel::of).map(this::workings).orElse(List.of());
  }

  private List<Working> workings(ClusterModel model) {
    List<List<Column>> axes = new ArrayList<>();
    for (int i = 0; i < features.size(); i++) {
      Axis axis = model.axes().get(i);
      axes.add(
          List.of(
              lit(features.get(i).by().text()),
              SchemeColumns.column(features.get(i).by()),
              lit(axis.value(axis.low())),
              lit(axis.value(axis.high())),
              lit(axis.weight()),
              Rounding.significant(col(COORDINATES).getItem(i))));
    }
    Column nearest = col(NEAREST);
    List<List<Column>> clusters = new ArrayList<>();
    for (int i = 0; i < model.clusters().size(); i++) {
      clusters.add(
          List.of(nearest.getItem(i).getField(CODE), distance(nearest.getItem(i)), lit(i == 0)));
    }
    return List.of(
        Working.ofLines(
            "axes",
            List.of("indicator", "value", "cut_from", "cut_to", "weight", "coordinate"),
            axes),
        Working.ofLines("clusters", List.of("segment", "distance", "decides"), clusters));
  }
}
