package io.fenqun.pack;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Labels;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is done for the customers of a segment.
 *
 * @param attributes the free columns of the treatment, in file order, for example visits_per_month
 */
public record TreatmentDef(
    String code, Labels labels, Optional<String> channel, Map<String, String> attributes) {
  private static final Set<String> FIXED = Set.of("code", "zh", "en", "channel");

  /** The treatments of a file; a code that stands twice is a fault. */
  static List<TreatmentDef> list(ConfNode file) {
    List<TreatmentDef> treatments = new ArrayList<>();
    Set<String> codes = new HashSet<>();
    for (ConfNode node : file.children("treatments")) {
      TreatmentDef treatment = from(node);
      if (!codes.add(treatment.code())) {
        node.problem("code", treatment.code() + " stands twice; keep one");
      }
      treatments.add(treatment);
    }
    return List.copyOf(treatments);
  }

  private static TreatmentDef from(ConfNode node) {
    Map<String, String> attributes = new LinkedHashMap<>();
    node.keys().stream()
        .filter(key -> !FIXED.contains(key))
        .forEach(key -> attributes.put(key, node.text(key)));
    return new TreatmentDef(
        node.text("code"), node.labels(), node.optionalText("channel"), attributes);
  }
}
