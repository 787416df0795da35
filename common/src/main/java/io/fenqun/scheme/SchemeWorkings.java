package io.fenqun.scheme;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.fenqun.sql.SqlExpression;
import io.fenqun.time.Month;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * How one customer came to its segment in one month: the scheme's method goes its way once more and
 * shows it. A method that compares customers is given the customer's whole group, any other the
 * customer alone; what comes to the driver is the customer's own row.
 *
 * @param builder that made the wide frame; its staging keeps the group, so that it is ranked once
 * @param wide rows of {@link SegmentBuilder#wide} of the month
 * @param own the customer's row of them, kept; no row where it is not in the month's base
 * @param month in which the scheme is evaluated
 * @param customer whose id it is
 */
public record SchemeWorkings(
    SegmentBuilder builder, Dataset<Row> wide, Dataset<Row> own, Month month, String customer) {
  private static final String IS_MEMBER = "is_member";

  /**
   * The population's predicate where there is one, then, of a member, the parts of the method in
   * its order. Empty where the customer has no row in the month.
   *
   * @param earlier rows of segment_month, at least of the scheme in the month that it starts from
   *     where it remembers
   */
  public List<WorkedPart> of(SchemeDef scheme, Optional<Dataset<Row>> earlier) {
    Map<String, SchemeDef> schemes = new LinkedHashMap<>();
    builder.schemes().forEach(known -> schemes.put(known.name(), known));
    SchemeEvaluation evaluation = new SchemeEvaluation(schemes, builder.context());
    MethodScope scope = evaluation.scope(scheme, builder.models().inEffect(scheme, month));
    SchemeMethod method = scheme.method();
    Column isMember = evaluation.isMember(scheme);
    Column isCustomer = col(SchemeColumns.CUSTOMER_ID).equalTo(customer);

    Column[] inputs = SchemeFrames.inputs(scheme, schemes);
    Dataset<Row> ofCustomer = own.select(inputs);
    Dataset<Row> group =
        method.comparesCustomers()
            ? scope.grouping().only(wide.select(inputs), ofCustomer)
            : ofCustomer;
    Dataset<Row> prepared =
        builder.staging().keep(method.prepare(withBefore(group, scheme, earlier), isMember, scope));
    Dataset<Row> compared =
        method.compared(prepared.where(isCustomer), prepared.where(isMember), scope);

    List<Working> workings = new ArrayList<>();
    scheme.population().ifPresent(predicate -> workings.add(population(predicate)));
    workings.addAll(method.workings(scope));
    List<Column> cells = new ArrayList<>();
    cells.add(isMember.as(IS_MEMBER));
    for (Working working : workings) {
      for (List<Column> line : working.lines()) {
        line.forEach(cell -> cells.add(cell.as("cell_" + cells.size())));
      }
    }
    return compared.select(cells.toArray(Column[]::new)).collectAsList().stream()
        .findFirst()
        .map(row -> worked(workings, row, scheme.population().isPresent() ? 1 : 0))
        .orElse(List.of());
  }

  private Dataset<Row> withBefore(
      Dataset<Row> rows, SchemeDef scheme, Optional<Dataset<Row>> earlier) {
    return scheme.method().remembers()
        ? Before.join(
            rows,
            earlier.map(before -> EarlierSegments.of(before, scheme, scheme.startsFrom(month))),
            scheme.name())
        : rows;
  }

  private static Working population(SqlExpression predicate) {
    Map<String, Column> facts = new LinkedHashMap<>();
    facts.put("condition", lit(predicate.text()));
    facts.put("values", Working.values(List.of(predicate)));
    facts.put("met", coalesce(SchemeColumns.column(predicate), lit(false)));
    return Working.ofFacts("population", facts);
  }

  /**
   * The row's cells, which follow each other as the lines do.
   *
   * @param ofEveryone so many workings concern whoever is no member too
   */
  private static List<WorkedPart> worked(List<Working> workings, Row row, int ofEveryone) {
    List<WorkedPart> parts = new ArrayList<>();
    int cell = 1;
    for (Working working : workings) {
      List<List<@Nullable Object>> lines = new ArrayList<>();
      for (List<Column> line : working.lines()) {
        List<@Nullable Object> cells = new ArrayList<>();
        for (int i = 0; i < line.size(); i++) {
          cells.add(row.get(cell++));
        }
        lines.add(cells);
      }
      if (row.<Boolean>getAs(IS_MEMBER) || parts.size() < ofEveryone) {
        parts.add(new WorkedPart(working.name(), working.headings(), lines, working.isList()));
      }
    }
    return parts;
  }
}
