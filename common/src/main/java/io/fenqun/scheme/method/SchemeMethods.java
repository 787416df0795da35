package io.fenqun.scheme.method;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Suggestion;
import io.fenqun.scheme.SchemeMethod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The register: the name of a method in a pack, and who reads its parameters. */
public final class SchemeMethods {
  private static final Map<String, Function<ConfNode, SchemeMethod>> METHODS =
      Map.of(
          RuleTable.NAME, RuleTable::from,
          Bands.NAME, Bands::from,
          RankShare.NAME, RankShare::from,
          WeightedScore.NAME, WeightedScore::from,
          Compose.NAME, Compose::from,
          Matrix.NAME, Matrix::from,
          Adjust.NAME, Adjust::from,
          KMeansClusters.NAME, KMeansClusters::from);

  /** Stands in for a method that cannot be read; its fault is reported. */
  private static final SchemeMethod NONE = new RuleTable(List.of(), Optional.empty());

  private SchemeMethods() {}

  /** The method of a scheme file; faults go to the file's problems. */
  public static SchemeMethod from(ConfNode file) {
    String name = file.text("method");
    Function<ConfNode, SchemeMethod> reader = METHODS.get(name);
    if (reader != null) {
      return reader.apply(file);
    }
    if (!name.isEmpty()) {
      file.problem(
          "method", "'" + name + "' is unknown" + Suggestion.among(name, METHODS.keySet()));
    }
    return NONE;
  }
}
