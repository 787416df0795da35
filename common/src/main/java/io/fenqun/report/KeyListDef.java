package io.fenqun.report;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Labels;
import io.fenqun.sql.SqlExpression;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A list of customers who somebody must look at in a month (domain page sections 3 and 4: win-back,
 * large-unprofitable, fallers, visits due).
 *
 * @param where who is on it; where it is null the customer is not
 * @param by ranks the list, largest first; a customer without it stands last
 * @param value money at stake; empty: the pack's value
 * @param owner the feature that says whose business the customer is
 * @param reasons in file order
 */
public record KeyListDef(
    String code,
    Labels labels,
    SqlExpression where,
    SqlExpression by,
    Optional<SqlExpression> value,
    Optional<String> treatment,
    Optional<String> owner,
    List<Reason> reasons) {
  /** Whether the customer departed in the month; whose {@code where} does not ask, has none. */
  public static final String IS_DEPARTED = "is_departed";

  /** {@code last_month.SCHEME} is the segment of the month before, null where there was none. */
  public static final String LAST_MONTH = "last_month";

  public KeyListDef {
    reasons = List.copyOf(reasons);
  }

  /** Why a customer is on the list. */
  public record Reason(String code, Labels labels, SqlExpression when) {}

  /** The lists of a file, in file order. */
  public static List<KeyListDef> list(ConfNode file) {
    return file.children("lists").stream().map(KeyListDef::from).toList();
  }

  private static KeyListDef from(ConfNode node) {
    return new KeyListDef(
        node.text("code"),
        node.labels(),
        SqlExpression.from(node, "where"),
        SqlExpression.from(node, "by"),
        SqlExpression.optional(node, "value"),
        node.optionalText("treatment"),
        node.optionalText("owner"),
        node.children("reasons").stream()
            .map(
                reason ->
                    new Reason(
                        reason.text("code"), reason.labels(), SqlExpression.from(reason, "when")))
            .toList());
  }

  /** Those who departed are on it only where it asks for them. */
  boolean asksForDeparted() {
    return where.names().contains(List.of(IS_DEPARTED));
  }

  private Stream<SqlExpression> expressions() {
    return Stream.of(
            Stream.of(where, by), value.stream(), reasons.stream().map(reason -> reason.when()))
        .flatMap(expressions -> expressions);
  }

  /** The names that its expressions use, each as the list of its parts, and its owner. */
  public Set<List<String>> names() {
    Set<List<String>> names =
        expressions()
            .flatMap(expression -> expression.names().stream())
            .collect(Collectors.toCollection(() -> new TreeSet<>(KeyListDef::compare)));
    owner.ifPresent(feature -> names.add(List.of(feature)));
    return names;
  }

  private static int compare(List<String> a, List<String> b) {
    return String.join(".", a).compareTo(String.join(".", b));
  }

  /** What its rows hang on: no labels. */
  public String definition() {
    return expressions().map(SqlExpression::text).collect(Collectors.joining("\n"))
        + reasons.stream().map(Reason::code).toList()
        + value.isPresent()
        + treatment
        + owner;
  }
}
