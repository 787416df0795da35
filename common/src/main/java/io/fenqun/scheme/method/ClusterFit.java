package io.fenqun.scheme.method;

import io.fenqun.cluster.Axes;
import io.fenqun.cluster.Axis;
import io.fenqun.cluster.Clustering;
import io.fenqun.cluster.Extent;
import io.fenqun.cluster.KMeansFit;
import io.fenqun.cluster.Placing;
import io.fenqun.cluster.Succession;
import io.fenqun.number.StabilityIndex;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.SchemeFit;
import io.fenqun.scheme.SchemeModel;
import io.fenqun.scheme.SchemeModel.Event;
import io.fenqun.scheme.SchemeModel.Part;
import io.fenqun.scheme.SchemeModel.Status;
import io.fenqun.scheme.method.ClusterModel.Cluster;
import io.fenqun.time.Month;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.mllib.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * One fit of a scheme. Without a model in effect the clusters are new, named by {@link
 * ClusterNames}, the largest first. With one, a fit goes on from its centres; where one from new
 * seeds leaves so much less cost as the scheme demands, or the other a cluster without customers,
 * it is taken. The names go with the customers, {@link Succession}; a cluster that is born takes a
 * name that was never used.
 *
 * @param before the model in effect
 */
record ClusterFit(
    KMeansClusters method, SchemeDef scheme, Month month, Optional<SchemeModel> before) {
  private static final double PERCENT = 100;

  /** A model with names and what became of those of before. */
  private record Named(ClusterModel model, List<Part> parts, OptionalDouble movedShare) {}

  /**
   * No model where there are fewer members, or fewer different ones, than clusters; nothing is said
   * of it where there is nobody, as in months in which a feature is not complete.
   *
   * @param members a row for each with the quantity of every feature, all finite
   */
  SchemeFit of(Dataset<Row> members) {
    JavaRDD<double[]> quantities =
        KMeansFit.quantities(members).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Optional<Extent> extent = Extent.of(quantities);
      if (extent.isEmpty()) {
        return new SchemeFit(Optional.empty(), List.of());
      }
      long count = extent.get().count();
      return count < method.clusters()
          ? none(count + " customers are too few for " + method.clusters() + " clusters")
          : of(quantities, extent.get());
    } finally {
      quantities.unpersist();
    }
  }

  /** Whether the month has a model: in its turn, or because the clusters' shares have shifted. */
  private boolean isDue(JavaRDD<double[]> quantities) {
    Optional<ClusterRefit> refit = method.refit();
    if (before.isEmpty() || refit.isEmpty() || refit.get().every().endsIn(month)) {
      return true;
    }
    ClusterModel model = ClusterModel.of(before.get());
    Placing placing = new Placing(model.axes(), model.centres());
    StabilityIndex shift =
        new StabilityIndex(
            model.clusters().stream().mapToLong(Cluster::customers).toArray(),
            placing.sizes(quantities));
    return shift.index(StabilityIndex.ADDED) > refit.get().drift().orElse(Double.POSITIVE_INFINITY);
  }

  private SchemeFit of(JavaRDD<double[]> quantities, Extent extent) {
    if (!isDue(quantities)) {
      return new SchemeFit(Optional.empty(), List.of());
    }
    long count = extent.count();
    List<Axis> axes =
        Axes.of(
            quantities,
            extent,
            method.features().stream().map(KMeansClusters.Feature::wish).toList());
    JavaRDD<Vector> points =
        KMeansFit.points(quantities, axes).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      KMeansFit fit = new KMeansFit(method.clusters(), method.starts(), method.iterations());
      Clustering fresh = fit.from(points, count);
      if (fresh.sizes().size() < method.clusters() || fresh.hasEmpty()) {
        return none(
            "its "
                + count
                + " customers differ in too few ways for "
                + method.clusters()
                + " clusters");
      }
      Optional<ClusterModel> last = before.map(ClusterModel::of);
      Clustering taken =
          last.map(model -> fit.from(points, model.centresOn(axes)))
              .filter(warm -> !warm.hasEmpty() && !isMuchBetter(fresh, warm))
              .orElse(fresh);
      Named named =
          last.map(model -> named(model, axes, taken, quantities))
              .orElseGet(() -> named(axes, taken));
      return fitted(named, taken, count);
    } finally {
      points.unpersist();
    }
  }

  private boolean isMuchBetter(Clustering fresh, Clustering warm) {
    double better = method.refit().map(ClusterRefit::better).orElse(0.0);
    return fresh.cost() < warm.cost() * (1 - better / PERCENT);
  }

  private Named named(List<Axis> axes, Clustering taken) {
    List<Cluster> clusters = new ArrayList<>();
    List<Part> parts = new ArrayList<>();
    List<double[]> centres = taken.centres().points();
    List<Optional<String>> codes = method.names().given(axes, centres, List.of());
    for (int i = 0; i < centres.size(); i++) {
      clusters.add(new Cluster(codes.get(i).orElseThrow(), centres.get(i), taken.sizes().get(i)));
      parts.add(new Part(codes.get(i), Event.BORN, taken.sizes().get(i), 0, 0));
    }
    List<String> used = clusters.stream().map(Cluster::code).toList();
    return new Named(new ClusterModel(axes, clusters, used), parts, OptionalDouble.empty());
  }

  private Named named(
      ClusterModel last, List<Axis> axes, Clustering taken, JavaRDD<double[]> quantities) {
    long[][] counts =
        new Placing(last.axes(), last.centres())
            .against(new Placing(axes, taken.centres()), quantities);
    Succession succession = new Succession(counts);
    int[] predecessors = succession.predecessors();
    List<Cluster> clusters = new ArrayList<>();
    List<Part> parts = new ArrayList<>();
    long stayed = 0;
    for (int old = 0; old < last.clusters().size(); old++) {
      Optional<String> code = Optional.of(last.clusters().get(old).code());
      int fresh = placeOf(old, predecessors);
      if (fresh < 0) {
        parts.add(new Part(code, Event.DIED, 0, succession.before(old), 0));
      } else {
        clusters.add(
            new Cluster(code.get(), taken.centres().points().get(fresh), succession.now(fresh)));
        stayed += counts[old][fresh];
        parts.add(
            new Part(
                code,
                event(succession, old, fresh),
                succession.now(fresh),
                succession.before(old),
                counts[old][fresh]));
      }
    }
    List<Integer> born =
        IntStream.range(0, predecessors.length)
            .filter(fresh -> predecessors[fresh] < 0)
            .boxed()
            .toList();
    List<double[]> centres = born.stream().map(taken.centres().points()::get).toList();
    List<Optional<String>> codes = method.names().given(axes, centres, last.used());
    List<String> used = new ArrayList<>(last.used());
    for (int i = 0; i < born.size(); i++) {
      codes.get(i).ifPresent(used::add);
      clusters.add(
          new Cluster(codes.get(i).orElse(""), centres.get(i), succession.now(born.get(i))));
      parts.add(new Part(codes.get(i), Event.BORN, succession.now(born.get(i)), 0, 0));
    }
    long count = taken.sizes().stream().mapToLong(Long::longValue).sum();
    return new Named(
        new ClusterModel(axes, clusters, used),
        parts,
        OptionalDouble.of((double) (count - stayed) / count));
  }

  private static int placeOf(int old, int[] predecessors) {
    for (int fresh = 0; fresh < predecessors.length; fresh++) {
      if (predecessors[fresh] == old) {
        return fresh;
      }
    }
    return -1;
  }

  private static Event event(Succession succession, int old, int fresh) {
    if (succession.isMerged(fresh, old)) {
      return Event.MERGED;
    }
    return succession.isSplit(old, fresh) ? Event.SPLIT : Event.KEPT;
  }

  private SchemeFit fitted(Named named, Clustering taken, long count) {
    List<String> notes = new ArrayList<>();
    for (int i = 0; i < named.model().axes().size(); i++) {
      if (named.model().axes().get(i).isConstant()) {
        notes.add(
            note(
                method.features().get(i).by().text()
                    + " is the same of everyone: it tells none apart"));
      }
    }
    Status status = status(named, count, notes);
    SchemeModel model =
        new SchemeModel(
            scheme.name(),
            month,
            scheme.fitDefinition(),
            status,
            count,
            taken.cost(),
            taken.iterations(),
            named.movedShare(),
            named.model().text(),
            named.parts());
    return new SchemeFit(Optional.of(model), notes);
  }

  private Status status(Named named, long count, List<String> notes) {
    boolean isNamed = named.model().clusters().stream().noneMatch(c -> c.code().isEmpty());
    boolean isAccepted =
        method.refit().filter(refit -> refit.accepted().contains(month)).isPresent();
    double moved = named.movedShare().orElse(0) * PERCENT;
    double limit = method.refit().map(ClusterRefit::moved).orElse(PERCENT);
    if (isNamed && (isAccepted || moved <= limit)) {
      return Status.IN_EFFECT;
    }
    notes.add(
        note(
            isNamed
                ? String.format(
                    Locale.ROOT,
                    "its new model moves %.1f %% of %d customers, more than %s %%: proposed only;"
                        + " name the month in refit.accepted to let it take effect",
                    moved,
                    count,
                    new BigDecimal(limit).stripTrailingZeros().toPlainString())
                : "its new model has a cluster that is new: proposed only; declare one more segment"
                    + " to name it"));
    return Status.PROPOSED;
  }

  private SchemeFit none(String why) {
    return new SchemeFit(Optional.empty(), List.of(note("no new model: " + why)));
  }

  private String note(String text) {
    return scheme.name() + " " + month + ": " + text;
  }
}
