package io.fenqun.scheme;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.fenqun.scheme.Reasons.Code;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Evaluates one scheme on every row of a frame: the method assigns the members, everyone else is
 * {@link Segments#OUTSIDE}. Outside is decided first, in this order: the population's predicate is
 * not true (POPULATION), a scheme that is composed is OUTSIDE (AXIS), the deciding quantity is null
 * (NULL); last, no condition of the method fits (NO_MATCH) or it has no model yet (NO_MODEL).
 *
 * @param schemes all schemes by name, to know them from features
 */
record SchemeEvaluation(Map<String, SchemeDef> schemes, SchemeContext context) {

  /** Of a scheme that needs no model. */
  Dataset<Row> evaluate(Dataset<Row> frame, SchemeDef scheme) {
    return evaluate(frame, scheme, Optional.empty());
  }

  /** The same rows with the columns of {@link SchemeColumns#of}; what the scheme reads is there. */
  Dataset<Row> evaluate(Dataset<Row> frame, SchemeDef scheme, Optional<SchemeModel> model) {
    MethodScope scope = scope(scheme, model);
    Reasons reasons = scope.reasons();
    Column isMember = isMember(scheme);
    Assignment assignment = scheme.method().assign(scope);
    Column segment = whenMember(isMember, assignment.segment());
    Column noMatch =
        scheme.method().isFitted() && model.isEmpty()
            ? reasons.of(Code.NO_MODEL)
            : reasons.of(Code.NO_MATCH, scheme.method().expressions());
    Column reason =
        coalesce(
            outsideReason(scheme, reasons),
            when(assignment.segment().isNull(), noMatch),
            assignment.reason());
    String name = scheme.name();
    Stream<Column> added =
        Stream.of(
            coalesce(segment, lit(Segments.OUTSIDE)).as(SchemeColumns.segment(name)),
            whenMember(isMember, assignment.score()).as(SchemeColumns.score(name)),
            whenMember(isMember, assignment.rank()).as(SchemeColumns.rank(name)),
            whenMember(isMember, assignment.percentile()).as(SchemeColumns.percentile(name)),
            reason.as(SchemeColumns.reason(name)),
            whenMember(isMember, assignment.distanceUp()).as(SchemeColumns.distanceUp(name)),
            whenMember(isMember, assignment.distanceDown()).as(SchemeColumns.distanceDown(name)),
            col(SchemeColumns.MONTH).as(SchemeColumns.evaluatedMonth(name)),
            lit(scheme.definition()).as(SchemeColumns.definition(name)),
            lit(null).cast("string").as(SchemeColumns.proposedSegment(name)),
            scheme.method().memory(isMember, scope).as(SchemeColumns.memory(name)));
    Stream<Column> kept = Stream.of(frame.columns()).map(SchemeColumns::named);
    return scheme
        .method()
        .prepare(frame, isMember, scope)
        .select(Stream.concat(kept, added).toArray(Column[]::new));
  }

  /** The same rows, all of an evaluation, with the distances that only all of them show. */
  Dataset<Row> measure(Dataset<Row> evaluated, SchemeDef scheme) {
    return scheme.method().measure(evaluated, scope(scheme, Optional.empty()));
  }

  /** What the scheme's method is told. */
  MethodScope scope(SchemeDef scheme, Optional<SchemeModel> model) {
    return new MethodScope(
        scheme.name(),
        Grouping.within(scheme.within()),
        new Reasons(context.reasonBytes()),
        context.rankBucketRows(),
        schemes,
        model,
        isInPopulation(scheme).orElse(lit(true)));
  }

  private static Column whenMember(Column isMember, Column value) {
    return when(isMember, value);
  }

  /** Never null. */
  Column isMember(SchemeDef scheme) {
    Stream<Column> conditions =
        Stream.of(
                isInPopulation(scheme).stream(),
                axes(scheme).map(axis -> not(isOutside(axis))),
                required(scheme).map(Column::isNotNull))
            .flatMap(stream -> stream);
    return conditions.reduce(Column::and).orElse(lit(true));
  }

  /** Null for a member. */
  private Column outsideReason(SchemeDef scheme, Reasons reasons) {
    Column inPopulation = isInPopulation(scheme).orElse(lit(true));
    Column onAxes =
        axes(scheme).map(axis -> not(isOutside(axis))).reduce(Column::and).orElse(lit(true));
    Column isKnown = required(scheme).map(Column::isNotNull).reduce(Column::and).orElse(lit(true));
    return when(
            not(inPopulation), reasons.of(Code.POPULATION, scheme.population().stream().toList()))
        .when(not(onAxes), reasons.of(Code.AXIS, scheme.method().axes()))
        .when(not(isKnown), reasons.of(Code.NULL, scheme.method().required()));
  }

  private static Optional<Column> isInPopulation(SchemeDef scheme) {
    return scheme
        .population()
        .map(predicate -> coalesce(SchemeColumns.column(predicate), lit(false)));
  }

  private static Stream<Column> required(SchemeDef scheme) {
    return scheme.method().required().stream().map(SchemeColumns::column);
  }

  /** Segments of the schemes that the method composes. */
  private Stream<Column> axes(SchemeDef scheme) {
    return scheme.method().requiredAxes().stream()
        .flatMap(expression -> expression.names().stream())
        .map(name -> name.get(0))
        .filter(schemes::containsKey)
        .distinct()
        .map(axis -> SchemeColumns.named(SchemeColumns.segment(axis)));
  }

  private static Column isOutside(Column segment) {
    return segment.equalTo(Segments.OUTSIDE);
  }
}
