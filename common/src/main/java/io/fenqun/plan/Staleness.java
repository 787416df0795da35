package io.fenqun.plan;

import io.fenqun.pack.Pack;
import io.fenqun.report.Performance;
import io.fenqun.scheme.method.Allocation;
import io.fenqun.source.SourceDef;
import io.fenqun.time.Month;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which months of which steps are stale (design section 5, plan). Every month of a step has inputs:
 * the records of the month, the definitions that a person edits, the inputs of the step before and
 * those of the same step one month earlier. A month is stale where they are not those that the
 * ledger keeps of it. A changed label reaches publish alone, a changed scheme leaves features
 * alone, because neither is among their inputs.
 */
public final class Staleness {
  public static final String FEATURES = "features";
  public static final String SEGMENTS = "segments";
  public static final String TRANSITIONS = "transitions";
  public static final String PUBLISH = "publish";

  private final Pack pack;
  private final Definitions definitions;
  private final SourceContents contents;
  private final StaleScope scope;
  private final Map<Month, Map<String, String>> decisions;
  private final Map<String, StaleStep> steps = new LinkedHashMap<>();

  /**
   * @param decisions hash of what was decided on proposals, by the month from which it holds and by
   *     scheme
   * @param stepsWithTables steps whose main table exists
   */
  public Staleness(
      Pack pack,
      Books books,
      SourceContents contents,
      StaleScope scope,
      Map<Month, Map<String, String>> decisions,
      Set<String> stepsWithTables) {
    this.pack = pack;
    this.definitions = new Definitions(pack);
    this.contents = contents;
    this.scope = scope;
    this.decisions = decisions;
    for (String step : List.of(FEATURES, SEGMENTS, TRANSITIONS, PUBLISH)) {
      steps.put(step, new StaleStep(step, books, scope, stepsWithTables.contains(step)));
    }
    judgeFeatures();
    judgeSegments();
    judgeTransitions();
    judgePublish();
  }

  /** Of a step by its command. */
  public StaleStep of(String step) {
    return Objects.requireNonNull(steps.get(step), step);
  }

  /** True for an input of features that every feature hangs on. */
  public static boolean isOfAllFeatures(String name) {
    return !name.startsWith(Reasons.FEATURE + ".");
  }

  private void judgeFeatures() {
    StaleStep step = of(FEATURES);
    List<SourceDef> sources = readByFeatures();
    for (Month month : scope.months().months()) {
      StepInputs.Builder inputs =
          new StepInputs.Builder()
              .putAll(Reasons.SETTING, definitions.base())
              .putAll(Reasons.FEATURE, definitions.features())
              .put(Reasons.MONTH_BEFORE, FEATURES, data(month.minus(1)));
      definitions
          .featuresOfBase()
          .forEach(name -> inputs.put(Reasons.SETTING, "departed by " + name, hashOf(name)));
      sources.forEach(
          source -> inputs.put(Reasons.SOURCE, source.name(), contents.readIn(source, month)));
      step.judge(month, inputs.build());
    }
  }

  private String hashOf(String feature) {
    return Objects.requireNonNull(definitions.features().get(feature));
  }

  /** What every feature of a month is made from; empty before the first month. */
  private String data(Month month) {
    StepInputs inputs = of(FEATURES).after(month);
    return inputs.equals(StepInputs.NONE) ? "" : inputs.only(Staleness::isOfAllFeatures).id();
  }

  /**
   * Sources behind the base or behind a feature; the others are seen through those that join them.
   */
  private List<SourceDef> readByFeatures() {
    Set<String> read =
        pack.features().stream()
            .flatMap(feature -> feature.calculation().readsSource().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    read.addAll(pack.settings().seenIn());
    return pack.sources().values().stream().filter(source -> read.contains(source.name())).toList();
  }

  private void judgeSegments() {
    Set<String> read = definitions.featuresOfSegments();
    for (Month month : scope.months().months()) {
      of(SEGMENTS)
          .judge(
              month,
              new StepInputs.Builder()
                  .put(Reasons.STEP, FEATURES, data(month))
                  .putAll(Reasons.FEATURE, featuresAfter(month, read))
                  .putAll(Reasons.SCHEME, definitions.schemes())
                  .putAll(Reasons.SETTING, definitions.segmentSettings())
                  .putAll(Reasons.APPROVAL, decisions.getOrDefault(month, Map.of()))
                  .put(Reasons.MONTH_BEFORE, SEGMENTS, id(SEGMENTS, month.minus(1)))
                  .build());
    }
  }

  /** The definitions with which features of a month stand in feature_month after this run. */
  private SortedMap<String, String> featuresAfter(Month month, Set<String> names) {
    SortedMap<String, String> after = new TreeMap<>();
    StepInputs features = of(FEATURES).after(month);
    names.forEach(
        name -> {
          String hash = features.of().get(Reasons.FEATURE + "." + name);
          if (hash != null) {
            after.put(name, hash);
          }
        });
    return after;
  }

  private String id(String step, Month month) {
    StepInputs inputs = of(step).after(month);
    return inputs.equals(StepInputs.NONE) ? "" : inputs.id();
  }

  private void judgeTransitions() {
    Set<String> read = definitions.featuresOfTransitions();
    for (Month month : scope.months().months()) {
      of(TRANSITIONS)
          .judge(
              month,
              new StepInputs.Builder()
                  .put(Reasons.STEP, SEGMENTS, id(SEGMENTS, month))
                  .putAll(Reasons.FEATURE, featuresAfter(month, read))
                  .putAll(Reasons.SETTING, definitions.transitionSettings())
                  .putAll(Reasons.SETTING, definitions.forecast())
                  .putAll(Reasons.ROLL_RATE, definitions.rollRates())
                  .putAll(Reasons.CHURN, definitions.churn())
                  .put(Reasons.MONTH_BEFORE, TRANSITIONS, id(TRANSITIONS, month.minus(1)))
                  .build());
    }
  }

  /** Why segments are others than those that were published is told by what they were made from. */
  private StepInputs segmentsSay(Month month) {
    return of(SEGMENTS).after(month).only(name -> !name.startsWith(Reasons.MONTH_BEFORE + "."));
  }

  /** The dimensions are written with the last month; what they say is compared there alone. */
  private void judgePublish() {
    Predicate<String> isOfTheMonth = name -> !name.startsWith(Reasons.FILE + ".");
    Set<String> everyFeature = definitions.features().keySet(); // each has its stability
    Month last = scope.months().to();
    for (Month month : scope.months().months()) {
      boolean isLast = month.equals(last);
      StepInputs.Builder inputs =
          new StepInputs.Builder()
              .put(Reasons.STEP, TRANSITIONS, id(TRANSITIONS, month))
              .putAll(Reasons.FEATURE, featuresAfter(month, everyFeature))
              .putAll(segmentsSay(month))
              .putAll(Reasons.PROFILE, definitions.profiles())
              .putAll(Reasons.INDICATOR, definitions.indicators())
              .putAll(Reasons.SETTING, definitions.performance())
              .putAll(Reasons.SETTING, definitions.stability())
              .putAll(Reasons.MONTH_BEFORE, featuresBefore(month))
              .putAll(Reasons.ALLOCATION, definitions.allocations())
              .putAll(Reasons.SOURCE, quantities(month))
              .putAll(Reasons.LIST, definitions.lists());
      if (isLast) {
        inputs.putAll(Reasons.FILE, definitions.files());
      }
      of(PUBLISH).judge(month, inputs.build(), isLast ? name -> true : isOfTheMonth);
    }
  }

  /**
   * With which definitions the features stand of the month before, whose shift is told, and those
   * that performance compares with; all else of those months is behind the transitions of this one.
   */
  private SortedMap<String, String> featuresBefore(Month month) {
    StepInputs.Builder compared = new StepInputs.Builder();
    compared.putAll("shift", featuresAfter(month.minus(1), definitions.features().keySet()));
    Set<String> read = definitions.featuresOfPerformance();
    for (int months : Performance.COMPARED_WITH) {
      compared.putAll("" + months, featuresAfter(month.minus(months), read));
    }
    return new TreeMap<>(Map.of("features", compared.build().id()));
  }

  /** The records of a month that bring quantities to allocate. */
  private SortedMap<String, String> quantities(Month month) {
    SortedMap<String, String> quantities = new TreeMap<>();
    for (Allocation allocation : pack.allocations()) {
      SourceDef source = Objects.requireNonNull(pack.sources().get(allocation.source()));
      quantities.put(source.name(), contents.readIn(source, month));
    }
    return quantities;
  }
}
