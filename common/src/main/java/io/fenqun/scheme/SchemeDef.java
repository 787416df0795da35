package io.fenqun.scheme;

import io.fenqun.conf.ConfJson;
import io.fenqun.conf.ConfNode;
import io.fenqun.conf.DefinitionHash;
import io.fenqun.conf.Labels;
import io.fenqun.conf.Position;
import io.fenqun.sql.SqlExpression;
import io.fenqun.time.EvaluationCycle;
import io.fenqun.time.Month;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;

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
 * @param needsApproval a new segment takes effect only when it is approved
 * @param definition hash of what can change an assignment
 * @param text what the file says, JSON
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
    boolean needsApproval,
    String definition,
    String text) {

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
    boolean needsApproval = needsApproval(file, method);
    if (method.countsMonths() && evaluate != EvaluationCycle.MONTHLY) {
      file.problem(
          "evaluate", "must be monthly: " + method.name() + " counts here from month to month");
    }
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
        needsApproval,
        definition(population, within, evaluate, method, reads, needsApproval),
        ConfJson.text(file));
  }

  private static boolean needsApproval(ConfNode file, SchemeMethod method) {
    boolean isNeeded =
        file.choice("approval", Approval.class, Approval.NONE).equals(Approval.REQUIRED);
    if (isNeeded && method.remembers()) {
      file.problem(
          "approval", "is not supported where a month hangs on the one before; approve its input");
    }
    if (isNeeded && !file.has("segments")) {
      file.problem("approval", "a score has no segments to approve; remove it");
    }
    return isNeeded;
  }

  /** The same where what it proposes takes effect at once. */
  public SchemeDef withoutApproval() {
    return new SchemeDef(
        name,
        labels,
        position,
        population,
        within,
        evaluate,
        value,
        segments,
        method,
        reads,
        false,
        definition,
        text);
  }

  /** True where a month of the scheme hangs on an earlier one, {@link #startsFrom}. */
  public boolean remembers() {
    return needsApproval || method.remembers();
  }

  /**
   * The month whose segments a month of a scheme that remembers starts from: the one before, or,
   * where only evaluations hang on each other, that of the evaluation before.
   */
  public Month startsFrom(Month month) {
    Month before = month.minus(1);
    return needsApproval ? before : evaluate.lastEvaluation(before);
  }

  /**
   * True where every month is evaluated from its own row alone: all such schemes of a pack are
   * columns of one pass.
   */
  public boolean isRowWise() {
    return method.isLocal() && !remembers() && evaluate == EvaluationCycle.MONTHLY;
  }

  /** Hash of what can change a model of the method; labels, segments and limits do not. */
  public String fitDefinition() {
    return DefinitionHash.of(
        String.join(
            "\n",
            method.name() + " " + method.semantics(),
            method.fitParameters(),
            population.map(SqlExpression::text).orElse("everyone")));
  }

  /** True where each change of segment is kept as history. */
  public boolean recordsChanges() {
    return needsApproval || method.recordsChanges();
  }

  /** The codes that exist in the row's group, an array in the order of the segments. */
  public Column existing() {
    return method.existing(segments.stream().map(SegmentDef::code).toList());
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
      List<String> reads,
      boolean needsApproval) {
    String approval = needsApproval ? "\napproval required" : "";
    String text =
        String.join(
            "\n",
            method.name() + " " + method.semantics(),
            method.parameters(),
            population.map(SqlExpression::text).orElse("everyone"),
            "within " + within,
            "evaluate " + evaluate,
            "reads " + reads);
    return DefinitionHash.of(text + approval);
  }

  private enum Approval {
    NONE,
    REQUIRED
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
