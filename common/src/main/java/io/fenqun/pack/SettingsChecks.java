package io.fenqun.pack;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Suggestion;
import io.fenqun.source.SourceDef;
import io.fenqun.sql.Expected;
import io.fenqun.sql.ExpressionChecker;
import io.fenqun.sql.Scope;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Checks pack.yaml against the sources and features that it names. */
record SettingsChecks(ConfNode yaml, PackSettings settings) {

  /**
   * The settings with the sources in which customers are seen filled in.
   *
   * @param decisionSources sources of decisions on customers: nobody is seen in them unless the
   *     pack says so
   */
  PackSettings check(
      ExpressionChecker expressions,
      Map<String, Declared<SourceDef>> sources,
      Scope features,
      Set<String> schemes,
      Set<String> decisionSources) {
    ValueFeature.check(yaml, features);
    settings
        .departed()
        .ifPresent(
            departed -> expressions.check(departed, features.withMonthEnd(), Expected.CONDITION));
    for (String name : settings.keyFeatures()) {
      if (!features.types().containsKey(name) && !features.doubts().test(name)) {
        yaml.problem(
            "key_features",
            "unknown feature " + name + Suggestion.among(name, features.types().keySet()));
      }
    }
    yaml.child("transitions").ifPresent(node -> checkGroups(node, features, schemes));
    return settings.withSeenIn(seenIn(sources, decisionSources));
  }

  /** Moves are grouped by what customer_month shows. */
  private void checkGroups(ConfNode transitions, Scope features, Set<String> schemes) {
    checkShown(transitions, "group_by", transitions.texts("group_by"), settings, features, schemes);
  }

  /** Names of key features and schemes. */
  static void checkShown(
      ConfNode node,
      String key,
      List<String> names,
      PackSettings settings,
      Scope features,
      Set<String> schemes) {
    Set<String> shown = new TreeSet<>(schemes);
    shown.addAll(settings.keyFeatures());
    for (String name : names) {
      if (!shown.contains(name)) {
        node.problem(
            key,
            features.types().containsKey(name)
                ? "feature " + name + " is not shown in customer_month; add it to key_features"
                : "unknown name " + name + Suggestion.among(name, shown));
      }
    }
  }

  private List<String> seenIn(
      Map<String, Declared<SourceDef>> sources, Set<String> decisionSources) {
    if (!yaml.has("seen_in")) {
      return transactionsOfCustomers(sources, decisionSources);
    }
    for (String name : settings.seenIn()) {
      Declared<SourceDef> source = sources.get(name);
      if (source == null) {
        yaml.problem(
            "seen_in", "unknown source " + name + Suggestion.among(name, sources.keySet()));
      } else if (!source.def().isTransactions()) {
        yaml.problem(
            "seen_in", "source " + name + " is a snapshot; customers are seen in transactions");
      } else if (source.def().customer().isEmpty()) {
        yaml.problem("seen_in", "source " + name + " has no customer; name sources that have");
      }
    }
    return settings.seenIn();
  }

  private List<String> transactionsOfCustomers(
      Map<String, Declared<SourceDef>> sources, Set<String> decisionSources) {
    List<String> found =
        sources.values().stream()
            .map(Declared::def)
            .filter(source -> source.isTransactions() && source.customer().isPresent())
            .map(SourceDef::name)
            .filter(name -> !decisionSources.contains(name))
            .toList();
    if (found.isEmpty()) {
      yaml.problem(
          "seen_in",
          "is missing, and no transactions source names a customer; say where customers are seen");
    }
    return found;
  }
}
