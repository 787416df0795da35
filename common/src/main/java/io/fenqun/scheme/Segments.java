package io.fenqun.scheme;

import io.fenqun.table.States;

/** The states every scheme has beside its own segments. */
public final class Segments {
  /** Outside the population, or not yet evaluated. */
  public static final String OUTSIDE = States.OUTSIDE;

  /** Everyone in the population of a scheme that gives points and no segments. */
  public static final String SCORED = States.SCORED;

  private Segments() {}
}
