package io.fenqun.scheme.method;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.fenqun.conf.ConfNode;
import io.fenqun.scheme.Assignment;
import io.fenqun.scheme.MethodScope;
import io.fenqun.scheme.Reasons.Code;
import io.fenqun.scheme.SchemeColumns;
import io.fenqun.scheme.SchemeMethod;
import io.fenqun.scheme.Scores;
import io.fenqun.scheme.Working;
import io.fenqun.sql.SqlExpression;
import io.fenqun.table.Rounding;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Shares of the customers of a group, best first. The quantity is ranked as decimal(18,6), the
 * largest first; a customer with rank r of n is in the first segment whose cumulative percent × n >
 * (r − 1) × 100, in integers. With {@code ties: key} that gives the cumulative head counts
 * ceil(cumulative percent × n / 100), with {@code ties: together} equal quantities share the better
 * segment (domain page, section 2.2). A null quantity is OUTSIDE and not counted in n.
 *
 * <p>Distances hold against this month's cuts, as {@link CutDistances} says.
 *
 * @param tieBreak ascending, before the customer's id
 * @param merges the first that fits the group renames segments after the cuts
 */
public record RankShare(
    SqlExpression by,
    Ties ties,
    List<SqlExpression> tieBreak,
    List<ShareOf> shares,
    List<GroupMerge> merges)
    implements SchemeMethod {
  static final String NAME = "share";

  /** decimal(18,6), null where nothing is ranked. */
  static final String VALUE = "share__value";

  private static final Pattern DIRECTION =
      Pattern.compile("\\s(asc|desc)\\s*$", Pattern.CASE_INSENSITIVE);

  static RankShare from(ConfNode file) {
    return new RankShare(
        SqlExpression.from(file, "by"),
        file.choice("ties", Ties.class, Ties.KEY),
        tieBreak(file),
        ShareOf.list(file),
        GroupMerge.list(file));
  }

  private static List<SqlExpression> tieBreak(ConfNode file) {
    List<SqlExpression> columns = new ArrayList<>();
    for (String text : file.texts("tie_break")) {
      if (DIRECTION.matcher(text).find()) {
        file.problem(
            "tie_break", "'" + text + "': the order is ascending; write -x for largest first");
      }
      columns.add(new SqlExpression(text, file.position("tie_break")));
    }
    return List.copyOf(columns);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int semantics() {
    return 1;
  }

  @Override
  public List<SqlExpression> expressions() {
    Stream<SqlExpression> groupConditions = merges.stream().flatMap(merge -> merge.when().stream());
    return Stream.of(Stream.of(by), tieBreak.stream(), groupConditions)
        .flatMap(expressions -> expressions)
        .toList();
  }

  @Override
  public List<SqlExpression> required() {
    return List.of(by);
  }

  @Override
  public String parameters() {
    return String.join(
        "\n",
        "by " + by.text(),
        "ties " + ties,
        "tie_break " + tieBreak.stream().map(SqlExpression::text).toList(),
        "shares " + shares.stream().map(ShareOf::canonical).toList(),
        "merge " + merges.stream().map(GroupMerge::canonical).toList());
  }

  @Override
  public boolean isLocal() {
    return false;
  }

  /** Members come back with {@code share__value} and their rank, the others with nulls there. */
  @Override
  public Dataset<Row> prepare(Dataset<Row> frame, Column isMember, MethodScope scope) {
    Dataset<Row> members =
        frame
            .filter(isMember)
            .withColumn(VALUE, Scores.of(SchemeColumns.column(by), scope.scheme()));
    List<Column> tieColumns = tieBreak.stream().map(SchemeColumns::column).toList();
    Dataset<Row> ranked =
        new ExactRank(scope.grouping(), scope.rankBucketRows())
            .ranked(members, col(VALUE), tieColumns, ties);
    return ranked.unionByName(frame.filter(isMember.unary_$bang()), true);
  }

  @Override
  public Assignment assign(MethodScope scope) {
    Column rank = col(ExactRank.RANK);
    Column groupRows = col(ExactRank.GROUP_ROWS);
    Column cut = cut(rank, groupRows);
    return new Assignment(
        merged(cut),
        col(VALUE),
        rank,
        percentile(rank, groupRows),
        scope.reasons().of(Code.SHARE, List.of(by), groupRows.as("n"), cut.as("cut")));
  }

  @Override
  public Dataset<Row> measure(Dataset<Row> evaluated, MethodScope scope) {
    return new CutDistances(scope, rankedSegments()).added(evaluated);
  }

  @Override
  public List<String> rankedSegments() {
    return shares.stream().map(ShareOf::code).toList();
  }

  static Column percentile(Column rank, Column groupRows) {
    return Rounding.significant(
        groupRows.minus(rank).plus(1).cast("double").divide(groupRows.cast("double")));
  }

  @Override
  public boolean comparesCustomers() {
    return true;
  }

  @Override
  public Dataset<Row> compared(Dataset<Row> customer, Dataset<Row> members, MethodScope scope) {
    return new ShareWorkings(this).compared(customer, members);
  }

  @Override
  public List<Working> workings(MethodScope scope) {
    return new ShareWorkings(this).workings(scope.grouping());
  }

  /** The segment before merging. */
  Column cut(Column rank, Column groupRows) {
    return coalesce(
        shares.stream()
            .map(share -> when(share.reaches(rank, groupRows), lit(share.code())))
            .toArray(Column[]::new));
  }

  /** Without those that the first merge that fits the group does without. */
  @Override
  public Column existing(List<String> codes) {
    return byGroup(merge -> array(literals(merge.remaining(codes))), array(literals(codes)));
  }

  private static Column[] literals(List<String> codes) {
    return codes.stream().map(functions::lit).toArray(Column[]::new);
  }

  Column merged(Column cut) {
    return byGroup(merge -> merge.apply(cut), cut);
  }

  /** What the first merge that fits the group gives, else the other. */
  private Column byGroup(Function<GroupMerge, Column> of, Column otherwise) {
    List<Column> cases = new ArrayList<>();
    for (GroupMerge merge : merges) {
      cases.add(when(merge.fits(), of.apply(merge)));
    }
    cases.add(otherwise);
    return coalesce(cases.toArray(Column[]::new));
  }
}
