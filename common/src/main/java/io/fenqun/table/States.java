package io.fenqun.table;

/** Codes that stand in segment, level and group columns beside a scheme's own segments. */
public final class States {
  /** In the base, but outside the scheme's population or not yet evaluated. */
  public static final String OUTSIDE = "OUTSIDE";

  /** Everyone in the population of a scheme that gives points and no segments. */
  public static final String SCORED = "SCORED";

  /** From-state of a customer who was never seen before. */
  public static final String ENTERED = "ENTERED";

  /**
   * From-state of a customer who was seen before but was not in the base of the month moved from.
   */
  public static final String RETURNED = "RETURNED";

  /** To-state of a customer who is no longer in the base. */
  public static final String LEFT = "LEFT";

  /** The sum over all levels or groups. */
  public static final String ALL = "ALL";

  private States() {}
}
