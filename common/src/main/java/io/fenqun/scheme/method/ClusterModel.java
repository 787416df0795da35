package io.fenqun.scheme.method;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fenqun.cluster.Axis;
import io.fenqun.cluster.Centres;
import io.fenqun.conf.RecordJson;
import io.fenqun.scheme.SchemeModel;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;

/**
 * Axes and centres of one fit. As text it is JSON; numbers are written so that they are read back
 * with the same bits.
 *
 * @param axes of the features, in their order
 * @param clusters in the order that decides between equally near ones
 * @param used every name that a cluster of this or of an earlier model had
 */
record ClusterModel(List<Axis> axes, List<Cluster> clusters, List<String> used) {
  private static final JsonMapper JSON = RecordJson.MAPPER;

  /**
   * A centre and its name.
   *
   * @param code of the segment; empty where a person has to declare one
   * @param customers members in the month of the fit
   */
  record Cluster(String code, double[] centre, long customers) {}

  static ClusterModel of(SchemeModel model) {
    try {
      return JSON.readValue(model.content(), ClusterModel.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "The model of " + model.scheme() + " of " + model.month() + " is no ClusterModel", e);
    }
  }

  String text() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A model of numbers and names has a text", e);
    }
  }

  Centres centres() {
    return new Centres(clusters.stream().map(Cluster::centre).toList());
  }

  /** The coordinates of a row. */
  List<Column> coordinates(List<Column> quantities) {
    List<Column> coordinates = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      coordinates.add(axes.get(i).coordinate(quantities.get(i)));
    }
    return coordinates;
  }

  /** The centres where other axes put them. */
  Centres centresOn(List<Axis> others) {
    List<double[]> moved = new ArrayList<>();
    for (Cluster cluster : clusters) {
      double[] centre = new double[others.size()];
      for (int i = 0; i < centre.length; i++) {
        centre[i] = others.get(i).coordinateOf(axes.get(i).quantityAt(cluster.centre()[i]));
      }
      moved.add(centre);
    }
    return new Centres(moved);
  }
}
