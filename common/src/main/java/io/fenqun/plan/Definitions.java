package io.fenqun.plan;

import io.fenqun.churn.ChurnDefinition;
import io.fenqun.feature.FeatureDefinitions;
import io.fenqun.pack.Defaults;
import io.fenqun.pack.Pack;
import io.fenqun.pack.PackSettings;
import io.fenqun.scheme.CustomerMonth;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.sql.SqlExpression;
import io.fenqun.transition.RollRateDef;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * What of a pack can change the rows of each step: by the name of the key, feature or scheme that a
 * person edits. Labels, colours and treatments are in {@link #files} alone.
 */
final class Definitions {
  /** Rises when the same definitions would give other profiles or indicators. */
  private static final String SEMANTICS = "1";

  /** Rises when the same definitions would give other transition matrices. */
  private static final String MATRIX_SEMANTICS = "2";

  private static final int HASH_LETTERS = 12;

  private final Pack pack;
  private final FeatureDefinitions features;
  private final SortedMap<String, String> featureHashes;

  Definitions(Pack pack) {
    this.pack = pack;
    this.features = new FeatureDefinitions(pack.features(), pack.featureTypes());
    this.featureHashes = features.hashes();
  }

  /** Keys of pack.yaml and the defaults that decide who is in a month. */
  SortedMap<String, String> base() {
    PackSettings settings = pack.settings();
    SortedMap<String, String> base = new TreeMap<>();
    base.put("base", settings.base().name().toLowerCase(Locale.ROOT));
    base.put("seen_in", String.join(" ", settings.seenIn()));
    base.put("departed", settings.departed().map(SqlExpression::text).orElse(""));
    base.put("forget_after", String.valueOf(settings.forgetAfterMonths()));
    base.put("time_zone", settings.timeZone().getId());
    base.put("distinct_limit", String.valueOf(pack.defaults().distinctLimit()));
    return base;
  }

  SortedMap<String, String> features() {
    return featureHashes;
  }

  /** Features that decide who departs, with all that they read. */
  Set<String> featuresOfBase() {
    return features.closure(named(pack.settings().departed().stream()));
  }

  /** Features that schemes and customer_month read. */
  Set<String> featuresOfSegments() {
    Set<String> names = new TreeSet<>(pack.settings().keyFeatures());
    names.add(pack.settings().value());
    pack.schemes().forEach(scheme -> names.addAll(scheme.reads()));
    names.addAll(
        CustomerMonth.featureNames(
            pack.settings().value(), pack.settings().keyFeatures(), pack.schemes()));
    names.retainAll(pack.featureTypes().keySet());
    return names;
  }

  /** Features that roll rates and churn read of the month itself. */
  Set<String> featuresOfTransitions() {
    Set<String> names =
        new TreeSet<>(
            named(
                pack.rollRates().stream()
                    .flatMap(rate -> Stream.of(rate.population(), rate.below()))));
    pack.rollRates().forEach(rate -> names.add(rate.value()));
    pack.churn().ifPresent(churn -> names.addAll(churn.reads()));
    names.retainAll(pack.featureTypes().keySet());
    return names;
  }

  /** Features that performance reads of the month and of those that it compares it with. */
  Set<String> featuresOfPerformance() {
    Set<String> names = new TreeSet<>();
    pack.performance().ifPresent(performance -> names.addAll(performance.reads()));
    names.retainAll(pack.featureTypes().keySet());
    return names;
  }

  private static Set<String> named(Stream<SqlExpression> expressions) {
    Set<String> names = new TreeSet<>();
    expressions
        .flatMap(expression -> expression.names().stream())
        .forEach(parts -> names.add(parts.get(0).toLowerCase(Locale.ROOT)));
    return names;
  }

  SortedMap<String, String> schemes() {
    SortedMap<String, String> schemes = new TreeMap<>();
    pack.schemes()
        .forEach(scheme -> schemes.put(scheme.name(), scheme.definition() + " " + scheme.value()));
    return schemes;
  }

  /** Keys that customer_month and the amounts of segments hang on. */
  SortedMap<String, String> segmentSettings() {
    SortedMap<String, String> settings = new TreeMap<>();
    settings.put("value", pack.settings().value());
    settings.put("key_features", String.join(" ", pack.settings().keyFeatures()));
    settings.put("reason_bytes", String.valueOf(pack.defaults().reasonBytes()));
    return settings;
  }

  SortedMap<String, String> transitionSettings() {
    Defaults defaults = pack.defaults();
    SortedMap<String, String> settings = new TreeMap<>();
    settings.put("semantics", MATRIX_SEMANTICS);
    settings.put("horizons", pack.settings().transitions().horizons().toString());
    settings.put("group_by", String.join(" ", pack.settings().transitions().groupBy()));
    settings.put("small_row", String.valueOf(defaults.smallRow()));
    settings.put("confidence", String.valueOf(defaults.confidence()));
    settings.put("effective_number", String.valueOf(defaults.effectiveNumber()));
    return settings;
  }

  /** Of the transitions; empty where the pack wants no forecast. */
  SortedMap<String, String> forecast() {
    SortedMap<String, String> forecast = new TreeMap<>();
    pack.forecast()
        .ifPresent(
            def -> {
              forecast.put("forecast", def.months() + " " + def.window() + " " + def.secondOrder());
              forecast.put(
                  "notable_difference", String.valueOf(pack.defaults().notableDifference()));
            });
    return forecast;
  }

  SortedMap<String, String> rollRates() {
    SortedMap<String, String> rollRates = new TreeMap<>();
    pack.rollRates().forEach(rate -> rollRates.put(rate.scheme(), hash(texts(rate))));
    return rollRates;
  }

  private static List<String> texts(RollRateDef rate) {
    List<String> texts = new ArrayList<>();
    texts.add(rate.baseMonths() + " " + rate.last());
    texts.add(rate.population().text());
    texts.add(rate.below().text());
    texts.add(rate.lookBack() + " " + rate.lookAhead());
    texts.add(new TreeMap<>(rate.floors()).toString());
    texts.add(rate.value());
    return texts;
  }

  /** By the keys of churn.yaml; empty where there is none. */
  SortedMap<String, String> churn() {
    return pack.churn().map(ChurnDefinition::byKey).orElseGet(TreeMap::new);
  }

  /** What a profile says beside counts: expected shares and which value. */
  SortedMap<String, String> profiles() {
    SortedMap<String, String> profiles = new TreeMap<>();
    pack.schemes().forEach(scheme -> profiles.put(scheme.name(), hash(texts(scheme))));
    return profiles;
  }

  private static List<String> texts(SchemeDef scheme) {
    List<String> texts = new ArrayList<>(List.of("semantics " + SEMANTICS, scheme.value()));
    scheme.segments().forEach(s -> texts.add(s.code() + " " + s.share() + " " + s.valueShare()));
    return texts;
  }

  /** What the value of an indicator hangs on: no labels. */
  SortedMap<String, String> indicators() {
    SortedMap<String, String> indicators = new TreeMap<>();
    pack.indicators()
        .forEach(
            indicator ->
                indicators.put(
                    indicator.name(),
                    hash(
                        List.of(
                            "semantics " + SEMANTICS, indicator.unit(), indicator.expression()))));
    return indicators;
  }

  /** Of what is told of performance and of alarms; empty where the pack wants neither. */
  SortedMap<String, String> performance() {
    SortedMap<String, String> settings = new TreeMap<>();
    pack.performance()
        .ifPresent(
            def ->
                settings.put(
                    "performance", hash(List.of("semantics " + SEMANTICS, def.definition()))));
    pack.alarms()
        .ifPresent(
            def -> settings.put("alarms", hash(List.of("semantics " + SEMANTICS, def.toString()))));
    return settings;
  }

  /** From where on a shift is notable. */
  SortedMap<String, String> stability() {
    SortedMap<String, String> settings = new TreeMap<>();
    settings.put("notable_shift", String.valueOf(pack.defaults().notableShift()));
    settings.put("shift_confidence", String.valueOf(pack.defaults().shiftConfidence()));
    return settings;
  }

  /** How quantities are spread, by scheme. */
  SortedMap<String, String> allocations() {
    SortedMap<String, String> allocations = new TreeMap<>();
    pack.allocations()
        .forEach(
            allocation ->
                allocations.put(allocation.scheme(), hash(List.of(allocation.definition()))));
    return allocations;
  }

  /** Who is on a list, in which order and with which money. */
  SortedMap<String, String> lists() {
    SortedMap<String, String> lists = new TreeMap<>();
    pack.lists()
        .forEach(
            list ->
                lists.put(list.code(), hash(List.of("semantics " + SEMANTICS, list.definition()))));
    return lists;
  }

  /** A hash by file of the pack, and one of the defaults, wherever they stand. */
  SortedMap<String, String> files() {
    SortedMap<String, String> files = new TreeMap<>(pack.files());
    files.put("defaults.yaml", hash(List.of(pack.defaults().toString())));
    return files;
  }

  private static String hash(List<String> texts) {
    return DigestUtils.sha256Hex(String.join("\n", texts)).substring(0, HASH_LETTERS);
  }
}
