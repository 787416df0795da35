package io.fenqun.pack;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Suggestion;
import io.fenqun.scheme.DecisionSource;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.source.SourceDef;
import io.fenqun.sql.Scope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StringType;

/**
 * Checks the sources that schemes take decisions from.
 *
 * @param cleanColumns columns of each clean table
 */
record DecisionChecks(Map<String, Declared<SourceDef>> sources, Map<String, Scope> cleanColumns) {
  private static final String KEY = "decisions";

  /** By scheme, of those that name one. */
  Map<String, DecisionSource> check(Map<String, Declared<SchemeDef>> schemes) {
    Map<String, DecisionSource> found = new LinkedHashMap<>();
    schemes.forEach(
        (name, scheme) -> check(scheme).ifPresent(decisions -> found.put(name, decisions)));
    return found;
  }

  private Optional<DecisionSource> check(Declared<SchemeDef> scheme) {
    ConfNode yaml = scheme.yaml();
    Optional<String> name = yaml.optionalText(KEY);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    if (!scheme.def().needsApproval() && !yaml.problems().at(yaml.position("approval"))) {
      yaml.problem(KEY, "nothing here awaits a decision; add approval: required, or remove it");
    }
    Declared<SourceDef> source = sources.get(name.get());
    if (source == null) {
      yaml.problem(
          KEY, "unknown source " + name.get() + Suggestion.among(name.get(), sources.keySet()));
      return Optional.empty();
    }
    SourceDef def = source.def();
    if (!def.isTransactions() || def.customer().isEmpty()) {
      yaml.problem(
          KEY,
          "source "
              + def.name()
              + " must be transactions with a customer: a decision has a day and somebody whom it"
              + " is about");
      return Optional.empty();
    }
    checkColumns(yaml, def);
    return def.eventTime()
        .map(
            day ->
                new DecisionSource(scheme.def().name(), scheme.def().evaluate(), def.name(), day));
  }

  private void checkColumns(ConfNode yaml, SourceDef source) {
    Scope columns = cleanColumns.getOrDefault(source.name(), Scope.of(Map.of()));
    List<String> missing =
        DecisionSource.REQUIRED.stream()
            .filter(name -> !columns.types().containsKey(name) && !columns.doubts().test(name))
            .toList();
    if (!missing.isEmpty()) {
      yaml.problem(
          KEY,
          "source "
              + source.name()
              + " lacks "
              + String.join(", ", missing)
              + "; a source of decisions has these columns");
    }
    Stream.concat(DecisionSource.REQUIRED.stream(), DecisionSource.OPTIONAL.stream())
        .filter(columns.types()::containsKey)
        .filter(column -> !isText(Objects.requireNonNull(columns.types().get(column))))
        .forEach(
            column ->
                yaml.problem(
                    KEY,
                    "column "
                        + column
                        + " of source "
                        + source.name()
                        + " must be a string; change its type"));
  }

  /** A type that a fault leaves open may be one. */
  private static boolean isText(DataType type) {
    return type instanceof StringType || type instanceof NullType;
  }
}
