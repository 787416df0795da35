package io.fenqun.sql;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.functions;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Chance that is a function of its place: calls in an expression that stand for a number drawn from
 * the hash of a seed, a tag and the values of the key columns. The same seed, tag and key give the
 * same number on every machine, in every order and for every number of partitions.
 *
 * <ul>
 *   <li>{@code draw('tag')}: uniform, from 0 to below 1, 53 bits
 *   <li>{@code bell('tag')}: mean 0, standard deviation 1, within ±3.47: the sum of four uniforms,
 *       so that no logarithm or cosine is asked for
 *   <li>{@code pick(list, 'tag')}: one entry of a declared list, with its weight as probability
 *   <li>{@code shared_draw('tag')}, {@code shared_bell('tag')}: the same for everyone of the month
 * </ul>
 */
public final class Draws {
  public static final String RULE =
      "draw, bell, shared_draw and shared_bell take one quoted tag, for example draw('size');"
          + " pick takes the name of a list and a quoted tag, for example pick(sizes, 'size')";

  private static final String PICK = "pick";
  private static final Set<String> OWN = Set.of("draw", "bell");
  private static final Set<String> SHARED = Set.of("shared_draw", "shared_bell");

  /** 2^-53: the distance of two doubles in [0.5, 1). */
  private static final String UNIT = "1.1102230246251565E-16D";

  /** Four uniforms of 16 bits have variance 4/12: the square root of 3 makes it 1. */
  private static final String SPREAD = "1.7320508075688772D";

  private final String salt;
  private final List<String> keys;
  private final List<String> sharedKeys;
  private final Map<String, WeightedList> lists;

  /**
   * @param salt of all draws: a seed and the place that the expressions stand in
   * @param keys columns whose values tell one draw from another
   * @param sharedKeys the same for what everyone shares; empty where nothing is shared
   */
  public Draws(
      String salt, List<String> keys, List<String> sharedKeys, Map<String, WeightedList> lists) {
    this.salt = salt;
    this.keys = List.copyOf(keys);
    this.sharedKeys = List.copyOf(sharedKeys);
    this.lists = Map.copyOf(lists);
  }

  /** Whether a call of ours is not of the form of {@link #RULE}. */
  boolean hasFault(Expression tree) {
    return SqlTree.all(tree).stream()
        .anyMatch(
            part ->
                part instanceof UnresolvedFunction call
                    && isOurs(call)
                    && replacement(call).isEmpty());
  }

  Expression expand(Expression tree) {
    return SqlTree.replace(
        tree,
        part -> part instanceof UnresolvedFunction call ? replacement(call) : Optional.empty());
  }

  private static boolean isOurs(UnresolvedFunction call) {
    String name = SqlTree.dotted(call.nameParts());
    return name.equals(PICK) || OWN.contains(name) || SHARED.contains(name);
  }

  private Optional<Expression> replacement(UnresolvedFunction call) {
    String name = SqlTree.dotted(call.nameParts());
    int arguments = call.arguments().size();
    if (name.equals(PICK) && arguments == 2) {
      return tag(call.arguments().apply(1))
          .flatMap(
              tag ->
                  Optional.ofNullable(lists.get(nameOf(call.arguments().apply(0))))
                      .map(list -> list.entryAt(parsed(uniform(tag, keys)))));
    }
    if (arguments == 1 && (OWN.contains(name) || SHARED.contains(name))) {
      List<String> hashed = OWN.contains(name) ? keys : sharedKeys;
      return tag(call.arguments().apply(0))
          .filter(tag -> !hashed.isEmpty())
          .map(tag -> parsed(name.endsWith("draw") ? uniform(tag, hashed) : bell(tag, hashed)));
    }
    return Optional.empty();
  }

  private static String nameOf(Expression argument) {
    return argument instanceof UnresolvedAttribute attribute
        ? SqlTree.dotted(attribute.nameParts())
        : "";
  }

  private static Optional<String> tag(Expression argument) {
    return argument instanceof Literal literal && literal.value() instanceof UTF8String text
        ? Optional.of(text.toString())
        : Optional.empty();
  }

  private static Expression parsed(String text) {
    return functions.expr(text).expr();
  }

  private String uniform(String tag, List<String> hashed) {
    return "cast(shiftrightunsigned(" + hash(tag, hashed) + ", 11) as double) * " + UNIT;
  }

  private String bell(String tag, List<String> hashed) {
    String hash = hash(tag, hashed);
    StringBuilder sum = new StringBuilder();
    for (int shift = 0; shift < Long.SIZE; shift += Short.SIZE) {
      sum.append(sum.isEmpty() ? "" : " + ")
          .append("(shiftrightunsigned(")
          .append(hash)
          .append(", ")
          .append(shift)
          .append(") & 65535L)");
    }
    return "(cast(" + sum + " - 131070L as double) / 65536.0D * " + SPREAD + ")";
  }

  private String hash(String tag, List<String> hashed) {
    byte[] digest = DigestUtils.sha256(salt + "/" + tag);
    return "xxhash64("
        + ByteBuffer.wrap(digest).getLong()
        + "L, "
        + String.join(", ", hashed)
        + ")";
  }
}
