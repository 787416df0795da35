package io.fenqun.pack;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Suggestion;
import io.fenqun.report.IndicatorDef;
import io.fenqun.report.PerformanceDef;
import io.fenqun.report.PlaceFigures;
import io.fenqun.sql.Scope;
import io.fenqun.transition.AlarmDef;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads what pack.yaml says of performance and alarms, against all else that the pack has. */
record PerformanceChecks(
    PackSettings settings,
    Scope features,
    Set<String> schemes,
    List<IndicatorDef> indicators,
    Defaults defaults) {

  PerformanceDef performance(ConfNode node) {
    for (String scheme : node.texts("schemes")) {
      if (!schemes.contains(scheme)) {
        node.problem("schemes", "unknown scheme " + scheme + Suggestion.among(scheme, schemes));
      }
    }
    SettingsChecks.checkShown(
        node, "group_by", node.texts("group_by"), settings, features, schemes);
    List<String> owner = node.optionalText("owner").stream().toList();
    SettingsChecks.checkShown(node, "owner", owner, settings, features, schemes);
    node.texts("indicators").forEach(name -> checkIndicator(node, name));
    return PerformanceDef.from(
        node, List.copyOf(schemes), indicators, defaults.performanceIndicators());
  }

  private void checkIndicator(ConfNode node, String name) {
    Optional<IndicatorDef> indicator =
        indicators.stream().filter(known -> known.name().equals(name)).findFirst();
    if (indicator.isEmpty()) {
      List<String> names = indicators.stream().map(IndicatorDef::name).toList();
      node.problem("indicators", "unknown indicator " + name + Suggestion.among(name, names));
      return;
    }
    Set<String> unknown = new TreeSet<>(indicator.get().figures());
    unknown.removeAll(PlaceFigures.types().keySet());
    if (!unknown.isEmpty()) {
      node.problem(
          "indicators",
          name
              + " reads "
              + String.join(", ", unknown)
              + ", which segments within a group do not have; leave it out (known: "
              + String.join(", ", new TreeSet<>(PlaceFigures.types().keySet()))
              + ")");
    }
  }

  AlarmDef alarms(ConfNode node) {
    return AlarmDef.from(node, defaults.alarms(), schemes);
  }
}
