package io.fenqun.preview;

import java.math.BigDecimal;

/**
 * Customers who are in one segment before and in another, or the same, after.
 *
 * @param amount their money, unknown values counting 0
 */
public record Move(String from, String to, long customers, BigDecimal amount) {
  public boolean isStay() {
    return from.equals(to);
  }
}
