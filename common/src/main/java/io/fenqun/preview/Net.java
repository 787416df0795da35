package io.fenqun.preview;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** What a segment gains, or loses where negative, in customers and money. */
public record Net(long customers, BigDecimal amount) {
  private static final Net NONE = new Net(0, BigDecimal.ZERO.setScale(2));

  Net plus(Net other) {
    return new Net(customers + other.customers, amount.add(other.amount));
  }

  private Net negated() {
    return new Net(-customers, amount.negate());
  }

  /**
   * By segment, for those that anyone came to or left: who came less who left. Always: over the
   * drift and the steps of a change the nets add up, segment by segment, to the net of the whole.
   */
  public static Map<String, Net> of(Collection<Move> moves) {
    Map<String, Net> nets = new TreeMap<>();
    for (Move move : moves) {
      if (!move.isStay()) {
        Net came = new Net(move.customers(), move.amount());
        nets.merge(move.to(), came, Net::plus);
        nets.merge(move.from(), came.negated(), Net::plus);
      }
    }
    return nets;
  }

  /** Of one segment among those of {@link #of}. */
  public static Net of(Map<String, Net> nets, String segment) {
    return nets.getOrDefault(segment, NONE);
  }
}
