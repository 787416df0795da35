package io.fenqun.feature;

import io.fenqun.error.FenqunException;
import io.fenqun.feature.FeatureDef.Aggregate;
import io.fenqun.feature.FeatureDef.Derived;
import io.fenqun.sql.FeatureCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * In which order derived features can be computed, which of them look at earlier months, and how
 * far back.
 */
final class FeatureOrder {
  private final Map<String, FeatureDef> features = new LinkedHashMap<>();
  private final Map<String, DerivedExpression> derived = new HashMap<>();
  private final List<List<FeatureDef>> batches = new ArrayList<>();

  /** Refuses with kind CONFIG features that need one another. */
  FeatureOrder(List<FeatureDef> all) {
    for (FeatureDef feature : all) {
      features.put(feature.name(), feature);
      if (feature.calculation() instanceof Derived d) {
        derived.put(feature.name(), DerivedExpression.of(d.expr()));
      }
    }
    List<FeatureDef> waiting =
        new ArrayList<>(
            all.stream().filter(feature -> derived.containsKey(feature.name())).toList());
    Set<String> waitingNames = new LinkedHashSet<>(waiting.stream().map(FeatureDef::name).toList());
    while (!waiting.isEmpty()) {
      List<FeatureDef> batch =
          waiting.stream()
              .filter(feature -> reads(feature).noneMatch(waitingNames::contains))
              .toList();
      if (batch.isEmpty()) {
        throw FenqunException.config(
            "Cannot order the features "
                + String.join(", ", waitingNames)
                + ": they need one another");
      }
      batches.add(batch);
      waiting.removeAll(batch);
      batch.forEach(feature -> waitingNames.remove(feature.name()));
    }
  }

  /** Features that {@code feature} reads, of this month or an earlier one. */
  private Stream<String> reads(FeatureDef feature) {
    DerivedExpression expression = expression(feature);
    return Stream.concat(
            expression.names().stream(), expression.lags().stream().map(FeatureCall::name))
        .filter(features::containsKey);
  }

  /** Of a derived feature. */
  DerivedExpression expression(FeatureDef feature) {
    return Objects.requireNonNull(derived.get(feature.name()));
  }

  /**
   * Derived features of the customer's row of the month alone; each batch reads earlier batches
   * only.
   */
  List<List<FeatureDef>> ofOneRow() {
    return batches(false);
  }

  /** The others, to be computed after those. */
  List<List<FeatureDef>> beyondTheRow() {
    return batches(true);
  }

  private List<List<FeatureDef>> batches(boolean beyond) {
    return batches.stream()
        .map(
            batch ->
                batch.stream()
                    .filter(feature -> looksBeyondTheRow(feature.name()) == beyond)
                    .toList())
        .filter(batch -> !batch.isEmpty())
        .toList();
  }

  /**
   * True for a derived feature that looks at an earlier month or at other customers, directly or
   * through others.
   */
  boolean looksBeyondTheRow(String name) {
    DerivedExpression expression = derived.get(name);
    return expression != null
        && (!expression.calls().isEmpty()
            || expression.names().stream().anyMatch(this::looksBeyondTheRow));
  }

  /**
   * How many months before its own the feature looks at, through windows and lags; ever looks at
   * what there is.
   */
  int reach(String name) {
    FeatureDef feature = features.get(name);
    if (feature == null) {
      return 0;
    }
    if (feature.calculation() instanceof Aggregate aggregate) {
      return aggregate.window().isBounded() ? aggregate.window().months() - 1 : 0;
    }
    DerivedExpression expression = derived.get(name);
    if (expression == null) {
      return 0;
    }
    int ofNames = expression.names().stream().mapToInt(this::reach).max().orElse(0);
    int ofLags =
        expression.lags().stream()
            .mapToInt(lag -> lag.months() + reach(lag.name()))
            .max()
            .orElse(0);
    return Math.max(ofNames, ofLags);
  }

  /** What {@code expression} reads that looks beyond the row: its own calls, and features. */
  Set<String> beyondTheRowIn(DerivedExpression expression) {
    Set<String> beyond =
        expression.calls().stream()
            .map(DerivedExpression::column)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    expression.names().stream().filter(this::looksBeyondTheRow).forEach(beyond::add);
    return beyond;
  }
}
