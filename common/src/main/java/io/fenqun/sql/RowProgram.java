package io.fenqun.sql;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.MutableProjection;
import org.apache.spark.sql.catalyst.expressions.MutableProjection$;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;

/**
 * Assignments to places of a row, one after another. Spark compiles them, those together that do
 * not wait for each other. Runs per row, in a task.
 */
public final class RowProgram implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<Stage> stages = new ArrayList<>();

  /** A value and the place that it goes to. */
  public record Assignment(int place, RowValue value) implements Serializable {}

  public RowProgram(List<Assignment> assignments) {
    Map<Integer, Integer> stageOfPlace = new HashMap<>();
    SortedMap<Integer, List<Assignment>> byStage = new TreeMap<>();
    for (Assignment assignment : assignments) {
      int stage = 0;
      for (int read : assignment.value().reads()) {
        stage = Math.max(stage, stageOfPlace.getOrDefault(read, -1) + 1);
      }
      stageOfPlace.put(assignment.place(), stage);
      byStage.computeIfAbsent(stage, any -> new ArrayList<>()).add(assignment);
    }
    byStage.values().forEach(together -> stages.add(new Stage(together)));
  }

  /** Those of the assignments on which the wanted places depend, in their order. */
  public static List<Assignment> neededFor(Set<Integer> wanted, List<Assignment> assignments) {
    Set<Integer> needed = new HashSet<>(wanted);
    List<Assignment> kept = new ArrayList<>();
    for (int i = assignments.size() - 1; i >= 0; i--) {
      Assignment assignment = assignments.get(i);
      if (needed.contains(assignment.place())) {
        needed.addAll(assignment.value().reads());
        kept.add(0, assignment);
      }
    }
    return kept;
  }

  public void run(GenericInternalRow row) {
    stages.forEach(stage -> stage.run(row));
  }

  /** What can be computed at once. */
  private static final class Stage implements Serializable {
    private static final long serialVersionUID = 1L;
    private final int[] places;
    private final ArrayList<Expression> expressions;
    private transient @Nullable MutableProjection projection;
    private transient @Nullable GenericInternalRow results;

    Stage(List<Assignment> assignments) {
      this.places = assignments.stream().mapToInt(Assignment::place).toArray();
      this.expressions =
          new ArrayList<>(assignments.stream().map(a -> a.value().expression()).toList());
    }

    void run(GenericInternalRow row) {
      MutableProjection compiled = projection;
      GenericInternalRow values = results;
      if (compiled == null || values == null) {
        compiled =
            MutableProjection$.MODULE$.create(JavaConverters.asScalaBuffer(expressions).toSeq());
        values = new GenericInternalRow(new Object[places.length]);
        compiled.target(values);
        projection = compiled;
        results = values;
      }
      compiled.apply(row);
      for (int i = 0; i < places.length; i++) {
        row.update(places[i], values.genericGet(i));
      }
    }
  }
}
