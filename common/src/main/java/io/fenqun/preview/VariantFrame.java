package io.fenqun.preview;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.get_json_object;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.fenqun.scheme.Reasons;
import io.fenqun.scheme.SchemeColumns;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.SchemeModel;
import io.fenqun.scheme.SchemeModels;
import io.fenqun.scheme.SegmentBuilder;
import io.fenqun.scheme.Segments;
import io.fenqun.scheme.Staging;
import io.fenqun.scheme.method.RuleTable;
import io.fenqun.table.Memory;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Evaluates all variants of a scheme on the published features of one month: row-wise variants are
 * columns of one frame and cost one pass together, each ranking costs its own. Schemes that they
 * read are computed with them, or carried from their published evaluation before the months read.
 *
 * @param month of the preview
 * @param firstPublished no features are there of earlier months
 */
public record VariantFrame(SchemeChange change, Month month, Month firstPublished) {
  static final String VALUE = "value";

  /** The segment that was published of the month; what was proposed, where approval is needed. */
  static final String PUBLISHED = "published";

  /** Why the last variant leaves the customer outside; null for whoever is in a segment. */
  static final String OUTSIDE = "outside";

  /** Codes of the last variant's rules whose predicate holds, whichever came first. */
  static final String HELD = "held";

  /** The segment under a variant. */
  static String segment(int variant) {
    return "segment_" + variant;
  }

  /** Months whose features are read: from the evaluation that serves the month on. */
  public MonthRange months() {
    Month from =
        change.variants().stream()
            .map(variant -> variant.scheme().evaluate().lastEvaluation(month))
            .min(Comparator.naturalOrder())
            .orElse(month);
    return new MonthRange(from.compareTo(firstPublished) < 0 ? firstPublished : from, month);
  }

  /** Months of published segments that the first of these months hang on. */
  public List<Month> earlierMonths() {
    return builder(List.of()).monthsBefore(months()).values().stream()
        .flatMap(Set::stream)
        .distinct()
        .sorted()
        .toList();
  }

  /** The columns of feature_month that are read. */
  public List<String> features() {
    SegmentBuilder builder = builder(List.of());
    List<String> schemes = builder.schemes().stream().map(SchemeDef::name).toList();
    Stream<String> read = builder.schemes().stream().flatMap(scheme -> scheme.reads().stream());
    return Stream.concat(read, Stream.of(change.scheme().value()))
        .filter(name -> !schemes.contains(name))
        .distinct()
        .sorted()
        .toList();
  }

  /** The month in which the last variant was evaluated; empty where that is before all features. */
  public Optional<Month> evaluated() {
    return Optional.of(change.after().scheme().evaluate().lastEvaluation(month))
        .filter(evaluation -> evaluation.compareTo(firstPublished) >= 0);
  }

  private SegmentBuilder builder(List<SchemeModel> models) {
    List<String> read =
        change.variants().stream().flatMap(v -> v.scheme().reads().stream()).distinct().toList();
    List<SchemeDef> schemes = new ArrayList<>(change.pack().schemesFor(read));
    change.variants().forEach(variant -> schemes.add(variant.scheme()));
    return new SegmentBuilder(
        schemes, change.pack().schemeContext(), Staging.LOCAL, new SchemeModels(models));
  }

  /** The wide frame of {@link SegmentBuilder#wide} with the columns of every variant. */
  Dataset<Row> wide(PublishedRows published) {
    return builder(forVariants(published.models()))
        .wide(
            published.features(),
            months(),
            published.earlier().map(this::underVariants),
            published.approvals());
  }

  /** The models of the scheme are those of each variant that it does not make useless. */
  private List<SchemeModel> forVariants(List<SchemeModel> models) {
    List<SchemeModel> all = new ArrayList<>(models);
    for (SchemeModel model : models) {
      if (model.scheme().equals(change.name())) {
        change.variants().forEach(variant -> all.add(model.of(variant.scheme().name())));
      }
    }
    return all;
  }

  /** What was published of the scheme is where each of its variants starts. */
  private Dataset<Row> underVariants(Dataset<Row> earlier) {
    Column[] names =
        change.variants().stream().map(v -> lit(v.scheme().name())).toArray(Column[]::new);
    Dataset<Row> own = earlier.where(col("scheme").equalTo(change.name()));
    return earlier.unionByName(own.withColumn("scheme", explode(array(names))));
  }

  /**
   * One row per customer of the base in a month of the wide frame: customer_id, {@link #VALUE}
   * (money of the scheme, null where unknown), {@link #PUBLISHED}, {@link #segment} of each
   * variant, {@link #OUTSIDE}, {@link #HELD} (empty for whoever is no member, and for methods other
   * than rules).
   *
   * @param published rows of segment_month of the scheme and month; whoever has none there is taken
   *     to be where the first variant puts him
   */
  Dataset<Row> rows(Dataset<Row> wide, Month of, Optional<Dataset<Row>> published) {
    List<Column> columns = new ArrayList<>();
    columns.add(col(SchemeColumns.CUSTOMER_ID));
    columns.add(SchemeColumns.named(change.scheme().value()).cast(Tables.MONEY).as(VALUE));
    for (int i = 0; i < change.variants().size(); i++) {
      String name = change.variants().get(i).scheme().name();
      columns.add(SchemeColumns.named(SchemeColumns.segment(name)).as(segment(i)));
    }
    columns.add(outside().as(OUTSIDE));
    columns.add(held().as(HELD));
    Dataset<Row> rows =
        wide.where(col(SchemeColumns.MONTH).equalTo(of.toString()))
            .select(columns.toArray(Column[]::new));
    return published
        .map(
            segments ->
                rows.join(
                    segments
                        .select(Tables.SEGMENT_MONTH.selection(List.of(segments.columns())))
                        .select(col(SchemeColumns.CUSTOMER_ID), given().as(PUBLISHED)),
                    new String[] {SchemeColumns.CUSTOMER_ID},
                    "left"))
        .orElse(rows.withColumn(PUBLISHED, col(segment(0))))
        .withColumn(PUBLISHED, coalesce(col(PUBLISHED), col(segment(0))));
  }

  private static Column given() {
    Column proposal = col("memory").getField(Memory.PROPOSAL);
    return coalesce(proposal.getField("segment"), col("segment"));
  }

  private Column isOutside() {
    String name = change.after().scheme().name();
    return SchemeColumns.named(SchemeColumns.segment(name)).equalTo(Segments.OUTSIDE);
  }

  private Column outside() {
    Column reason = SchemeColumns.named(SchemeColumns.reason(change.after().scheme().name()));
    return when(isOutside(), get_json_object(reason, "$.code"));
  }

  private Column held() {
    Column isMember = isOutside().unary_$bang().or(outside().equalTo(Reasons.Code.NO_MATCH.name()));
    Column[] holding =
        rules().stream()
            .flatMap(
                rule ->
                    rule.when().stream()
                        .map(SchemeColumns::column)
                        .map(holds -> when(isMember.and(holds), lit(rule.code()))))
            .toArray(Column[]::new);
    return holding.length == 0 ? array().cast("array<string>") : array_compact(array(holding));
  }

  /** The rules of the last variant in file order; none where it has another method. */
  public List<RuleTable.Rule> rules() {
    return change.after().scheme().method() instanceof RuleTable table ? table.rules() : List.of();
  }
}
