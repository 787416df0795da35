package io.fenqun.scheme;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.DefinitionHash;
import io.fenqun.conf.Labels;
import io.fenqun.conf.Position;
import io.fenqun.sql.SqlExpression;
import io.fenqun.time.EvaluationCycle;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One segmentation scheme of a pack.
 *
 * @param population who is segmented; the others are {@link Segments#OUTSIDE}
 * @param within features or schemes whose values form the groups of a ranking or of maxima; null is
 *     a group
 * @param value the feature behind the scheme's money columns
 * @param segments in file order
 * @param method the method with its own parameters
 * @param reads features and schemes that any of its expressions or its groups name, sorted
 * @param definition hash of what can change an assignment
 */
public record SchemeDef(
    String name,
    Labels labels,
    Position position,
    Optional<SqlExpression> population,
    List<String> within,
    EvaluationCycle evaluate,
    String value,
    List<SegmentDef> segments,
    SchemeMethod method,
    List<String> reads,
    String definition) {

  /**
   * Reads a scheme file; faults go to the file's problems. Unknown keys and the names in SQL are
   * checked where the whole pack is known.
   *
   * @param method read from the same file
   */
  public static SchemeDef from(
      String name, ConfNode file, SchemeMethod method, SchemeContext context) {
    Optional<SqlExpression> population = SqlExpression.optional(file, "population");
    List<String> within = file.texts("within");
    EvaluationCycle evaluate =
        file.choice("evaluate", EvaluationCycle.class, EvaluationCycle.MONTHLY);
    refuse(file, List.of("approval", "capacity", "allocate", "margin"));
    List<String> reads = reads(population, within, method);
    return new SchemeDef(
        name,
        file.labels(),
        file.position(),
        population,
        within,
        evaluate,
        file.optionalText("value").orElse(context.packValue()),
        SegmentDef.list(file),
        method,
        reads,
        definition(population, within, evaluate, method, reads));
  }

  private static void refuse(ConfNode file, List<String> laterKeys) {
    laterKeys.stream()
        .filter(file::has)
        .forEach(key -> file.problem(key, "is not supported yet; remove it"));
  }

  private static List<String> reads(
      Optional<SqlExpression> population, List<String> within, SchemeMethod method) {
    Stream<String> named =
        Stream.concat(population.stream(), method.expressions().stream())
            .flatMap(expression -> expression.names().stream())
            .map(parts -> parts.get(0))
            .filter(name -> !name.equals(SchemeColumns.MONTH_END));
    return Stream.concat(named, within.stream()).distinct().sorted().toList();
  }

  private static String definition(
      Optional<SqlExpression> population,
      List<String> within,
      EvaluationCycle evaluate,
      SchemeMethod method,
      List<String> reads) {
    String text =
        String.join(
            "\n",
            method.name() + " " + method.semantics(),
            method.parameters(),
            population.map(SqlExpression::text).orElse("everyone"),
            "within " + within,
            "evaluate " + evaluate,
            "reads " + reads);
    return DefinitionHash.of(text);
  }

  /**
   * A segment's label and what BI needs of it; the condition that fills it belongs to the method.
   *
   * @param share expected share of customers in percent, where the method is by shares
   * @param valueShare expected share of value in percent
   */
  public record SegmentDef(
      String code,
      Labels labels,
      Optional<String> treatment,
      Optional<String> colour,
      Optional<BigDecimal> share,
      Optional<BigDecimal> valueShare) {

    private static SegmentDef from(ConfNode node) {
      return new SegmentDef(
          node.text("code"),
          node.labels(),
          node.optionalText("treatment"),
          node.optionalText("colour"),
          node.decimal("share"),
          node.decimal("value_share"));
    }

    private static List<SegmentDef> list(ConfNode file) {
      return file.children("segments").stream().map(SegmentDef::from).toList();
    }
  }
}
