package io.fenqun.feature;

import io.fenqun.feature.FeatureDef.Aggregate;
import io.fenqun.feature.FeatureDef.Derived;
import io.fenqun.sql.FeatureCall;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.spark.sql.types.DataType;

/**
 * What can change the values of each feature: its own calculation and that of every feature that it
 * reads, directly or through others. Labels, group and position are not in it.
 */
public final class FeatureDefinitions {
  /** Rises when the same definitions would give other values. */
  private static final int SEMANTICS = 1;

  private static final int HASH_LETTERS = 12;

  private final Map<String, FeatureDef> features = new LinkedHashMap<>();
  private final Map<String, DataType> types;
  private final Map<String, SortedSet<String>> reads = new TreeMap<>();

  /**
   * @param features each after those that it reads
   * @param types by name
   */
  public FeatureDefinitions(List<FeatureDef> features, Map<String, DataType> types) {
    this.types = Map.copyOf(types);
    features.forEach(feature -> this.features.put(feature.name(), feature));
    features.forEach(feature -> reads.put(feature.name(), directReads(feature)));
  }

  private SortedSet<String> directReads(FeatureDef feature) {
    SortedSet<String> names = new TreeSet<>();
    if (feature.calculation() instanceof Derived derived) {
      DerivedExpression expression = DerivedExpression.of(derived.expr());
      Stream<String> called = expression.calls().stream().flatMap(FeatureDefinitions::names);
      Stream.concat(expression.names().stream(), called)
          .filter(features::containsKey)
          .forEach(names::add);
    }
    return names;
  }

  private static Stream<String> names(FeatureCall call) {
    return Stream.concat(Stream.of(call.name()), call.groups().stream());
  }

  /** A hash by feature. */
  public SortedMap<String, String> hashes() {
    SortedMap<String, String> hashes = new TreeMap<>();
    features.keySet().forEach(name -> hashes.put(name, hash(name)));
    return hashes;
  }

  /** The named features and everything that they read, directly or through others. */
  public SortedSet<String> closure(Collection<String> names) {
    SortedSet<String> closure = new TreeSet<>();
    names.stream().filter(features::containsKey).forEach(name -> addWithReads(name, closure));
    return closure;
  }

  private void addWithReads(String name, SortedSet<String> closure) {
    if (closure.add(name)) {
      readsOf(name).forEach(read -> addWithReads(read, closure));
    }
  }

  private SortedSet<String> readsOf(String name) {
    return Objects.requireNonNull(reads.get(name));
  }

  private String hash(String name) {
    StringBuilder text = new StringBuilder("semantics " + SEMANTICS);
    closure(List.of(name)).forEach(read -> text.append('\n').append(own(read)));
    return DigestUtils.sha256Hex(text.toString()).substring(0, HASH_LETTERS);
  }

  private String own(String name) {
    FeatureDef feature = Objects.requireNonNull(features.get(name));
    String window =
        feature.calculation() instanceof Aggregate aggregate
            ? aggregate.window() + " " + aggregate.cycle()
            : "";
    return String.join(
        " | ",
        name,
        feature.calculation().getClass().getSimpleName(),
        feature.calculation().readsSource().orElse(""),
        feature.calculation().text(),
        window,
        feature.complete() ? "complete" : "",
        Objects.requireNonNull(types.get(name)).simpleString());
  }
}
