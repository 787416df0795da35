package io.fenqun.feature;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Labels;
import io.fenqun.conf.Suggestion;
import io.fenqun.feature.FeatureDef.Attribute;
import io.fenqun.feature.FeatureDef.Calculation;
import io.fenqun.feature.FeatureDef.Derived;
import io.fenqun.source.SourceDef;
import io.fenqun.sql.SqlExpression;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads one feature file of a pack: every entry gives one feature, or one for each of its windows.
 */
final class FeatureFile {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");
  private static final List<String> AGGREGATE_KEYS =
      List.of("where", "window", "windows", "balance");

  private final String group;
  private final FeatureContext context;

  FeatureFile(String group, FeatureContext context) {
    this.group = group;
    this.context = context;
  }

  List<FeatureDef> read(ConfNode file) {
    return file.children("features").stream().flatMap(entry -> features(entry).stream()).toList();
  }

  private List<FeatureDef> features(ConfNode entry) {
    String name = entry.text("name");
    if (!name.isEmpty() && !NAME.matcher(name).matches()) {
      entry.problem("name", "'" + name + "' is no name; use a to z, 0 to 9 and _, a letter first");
    }
    if (entry.has("agg")) {
      return aggregates(name, entry);
    }
    AGGREGATE_KEYS.stream()
        .filter(entry::has)
        .forEach(key -> entry.problem(key, "is for features with agg only"));
    return List.of(entry.has("from") ? attribute(name, entry) : derived(name, entry));
  }

  private List<FeatureDef> aggregates(String name, ConfNode entry) {
    if (entry.has("expr")) {
      entry.problem("expr", "agg and expr exclude each other; keep one");
    }
    Optional<AggregateCall> call = AggregateCall.parse(entry);
    Optional<SourceDef> source = source(entry);
    if (source.isEmpty() || call.isEmpty()) {
      return List.of();
    }
    AggregateEntry aggregate = new AggregateEntry(entry, source.get(), call.get(), context);
    boolean complete = aggregate.isComplete();
    Labels labels = entry.labels();
    return aggregate.windows().stream()
        .map(
            window -> {
              boolean named = entry.has("windows");
              String windowName = named ? name + "_" + window.suffix() : name;
              Labels windowLabels = named ? window.label(labels) : labels;
              return feature(windowName, windowLabels, entry, aggregate.over(window), complete);
            })
        .toList();
  }

  private FeatureDef attribute(String name, ConfNode entry) {
    if (entry.has("complete")) {
      entry.problem("complete", "is for windows and lag; an attribute has none");
    }
    source(entry)
        .filter(SourceDef::isTransactions)
        .ifPresent(
            source ->
                entry.problem(
                    "from",
                    source.name()
                        + " holds transactions and an attribute needs a snapshot; use agg"));
    Attribute attribute = new Attribute(entry.text("from"), SqlExpression.from(entry, "expr"));
    return feature(name, entry.labels(), entry, attribute, false);
  }

  private FeatureDef derived(String name, ConfNode entry) {
    Derived derived = new Derived(SqlExpression.from(entry, "expr"));
    return feature(
        name,
        entry.labels(),
        entry,
        derived,
        entry.flag("complete", looksBack(entry, derived.expr())));
  }

  private FeatureDef feature(
      String name, Labels labels, ConfNode entry, Calculation calculation, boolean complete) {
    String unit = entry.optionalText("unit").orElse("");
    return new FeatureDef(
        name,
        labels,
        group,
        unit,
        calculation,
        complete,
        entry.flag("sensitive", false),
        entry.position());
  }

  private Optional<SourceDef> source(ConfNode entry) {
    String name = entry.text("from");
    SourceDef source = context.sources().get(name);
    if (source == null && !name.isEmpty()) {
      entry.problem(
          "from",
          "'" + name + "' is no source" + Suggestion.among(name, context.sources().keySet()));
    }
    if (source != null && source.customer().isEmpty()) {
      entry.problem(
          "from", name + " names no customer: it can only be joined to a source that does");
    }
    return Optional.ofNullable(source);
  }

  /** False where it does not parse: that fault is reported where expressions are resolved. */
  private static boolean looksBack(ConfNode entry, SqlExpression expr) {
    Optional<DerivedExpression> found = DerivedExpression.find(expr);
    found
        .flatMap(DerivedExpression::malformed)
        .ifPresent(kind -> entry.problem("expr", kind.rule()));
    return found.map(DerivedExpression::looksBack).orElse(false);
  }
}
