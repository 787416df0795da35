package io.fenqun.scheme.method;

import io.fenqun.cluster.Axis;
import io.fenqun.cluster.ClusterMatch;
import io.fenqun.conf.ConfNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The names that clusters may have: the segments of the file. Where they say what is typical of
 * them, clusters and names are put together so that the squared distances between centres and
 * typical points add up to the least; else names are given in file order.
 */
record ClusterNames(List<Name> names) {
  /**
   * A segment.
   *
   * @param typical a value for each feature, in the feature's own unit; empty where nothing is said
   */
  record Name(String code, List<Double> typical) {}

  static ClusterNames from(ConfNode file, int features) {
    List<ConfNode> segments = SegmentList.of(file);
    List<Name> names = new ArrayList<>();
    boolean isFirstTypical = !segments.isEmpty() && segments.get(0).has("typical");
    for (ConfNode segment : segments) {
      List<Double> typical = new ArrayList<>();
      for (String text : segment.texts("typical")) {
        typical.add(number(segment, text));
      }
      if (segment.has("typical") != isFirstTypical) {
        segment.problem("typical", "stands with some segments only; give it to all or to none");
      } else if (isFirstTypical && typical.size() != features) {
        segment.problem(
            "typical", "has " + typical.size() + " values for " + features + " features");
      }
      names.add(new Name(segment.text("code"), typical));
    }
    return new ClusterNames(List.copyOf(names));
  }

  private static double number(ConfNode segment, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      segment.problem("typical", "'" + text + "' is not a number");
      return 0;
    }
  }

  List<String> codes() {
    return names.stream().map(Name::code).toList();
  }

  /**
   * A name for each centre, none of those used before; empty where there is none left.
   *
   * @param centres on the axes, the largest cluster first
   */
  List<Optional<String>> given(List<Axis> axes, List<double[]> centres, Collection<String> used) {
    List<Name> free = names.stream().filter(name -> !used.contains(name.code())).toList();
    List<Optional<String>> given = new ArrayList<>();
    if (centres.isEmpty() || free.isEmpty() || free.get(0).typical().isEmpty()) {
      for (int i = 0; i < centres.size(); i++) {
        given.add(i < free.size() ? Optional.of(free.get(i).code()) : Optional.empty());
      }
      return given;
    }
    int size = Math.max(centres.size(), free.size());
    double[][] costs = new double[size][size];
    for (int i = 0; i < centres.size(); i++) {
      for (int j = 0; j < free.size(); j++) {
        costs[i][j] = squared(axes, centres.get(i), free.get(j).typical());
      }
    }
    int[] chosen = ClusterMatch.cheapest(costs);
    for (int i = 0; i < centres.size(); i++) {
      given.add(
          chosen[i] < free.size() ? Optional.of(free.get(chosen[i]).code()) : Optional.empty());
    }
    return given;
  }

  private static double squared(List<Axis> axes, double[] centre, List<Double> typical) {
    double sum = 0;
    for (int i = 0; i < centre.length; i++) {
      Axis axis = axes.get(i);
      double apart = centre[i] - axis.coordinateOf(axis.quantity(typical.get(i)));
      sum += apart * apart;
    }
    return sum;
  }
}
