package io.fenqun.report;

import io.fenqun.conf.ConfNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is told of the performance of the customer base (domain page section 4).
 *
 * @param schemes whose segments it is told of
 * @param groupBy columns of customer_month, every set of which makes groups
 * @param owner column of customer_month with who looks after a customer
 * @param indicators those of the pack that it names, then those that performance always has
 */
public record PerformanceDef(
    List<String> schemes,
    List<String> groupBy,
    Optional<String> owner,
    List<IndicatorDef> indicators) {
  public static final String KEY = "performance";

  public PerformanceDef {
    schemes = List.copyOf(schemes);
    groupBy = List.copyOf(groupBy);
    indicators = List.copyOf(indicators);
  }

  /**
   * Reads {@code performance} of a pack whose form and names are checked.
   *
   * @param allSchemes of the pack: used where it names none
   * @param known indicators of the pack
   * @param always indicators that performance has of every pack; those of owners only where there
   *     are any
   */
  public static PerformanceDef from(
      ConfNode node, List<String> allSchemes, List<IndicatorDef> known, List<IndicatorDef> always) {
    Optional<String> owner = node.optionalText("owner");
    List<String> named = node.texts("indicators");
    List<IndicatorDef> indicators = new ArrayList<>();
    named.forEach(
        name -> known.stream().filter(i -> i.name().equals(name)).forEach(indicators::add));
    always.stream()
        .filter(
            indicator ->
                owner.isPresent()
                    || !indicator.figures().stream().anyMatch(PlaceFigures.OF_OWNERS::contains))
        .forEach(indicators::add);
    List<String> schemes = node.texts("schemes");
    return new PerformanceDef(
        schemes.isEmpty() ? allSchemes : schemes, node.texts("group_by"), owner, indicators);
  }

  /** Features and schemes that the indicators read of customers. */
  public Set<String> reads() {
    Set<String> names = new TreeSet<>();
    indicators.forEach(indicator -> names.addAll(indicator.reads()));
    return names;
  }

  /** What can change a row: no labels. */
  public String definition() {
    List<String> texts = new ArrayList<>();
    texts.add(schemes + " by " + groupBy + " of " + owner.orElse(""));
    indicators.forEach(i -> texts.add(i.name() + " [" + i.unit() + "] " + i.expression()));
    return String.join("\n", texts);
  }
}
