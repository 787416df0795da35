package io.fenqun.lifetime;

/**
 * Customers with the same history of purchases, in one unit of time: what the model needs to know.
 *
 * @param repeats purchases after the first one
 * @param last time of the last purchase since the first; 0 without a repeat
 * @param age time since the first purchase, at least {@code last}
 * @param customers with this history
 */
public record History(long repeats, double last, double age, long customers)
    implements Comparable<History> {
  @Override
  public int compareTo(History other) {
    int byRepeats = Long.compare(repeats, other.repeats);
    int byLast = byRepeats == 0 ? Double.compare(last, other.last) : byRepeats;
    return byLast == 0 ? Double.compare(age, other.age) : byLast;
  }
}
