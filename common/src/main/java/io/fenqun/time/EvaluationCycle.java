package io.fenqun.time;

/**
 * How often a scheme is evaluated: at the close of the last month of each calendar period (domain
 * page section 2.2, design 3).
 */
public enum EvaluationCycle {
  MONTHLY(1),
  QUARTERLY(3),
  HALF_YEARLY(6);

  private final int months;

  EvaluationCycle(int months) {
    this.months = months;
  }

  /** From one evaluation to the next. */
  public int months() {
    return months;
  }

  public boolean evaluatesIn(Month month) {
    return month.number() % months == 0;
  }

  /** The first month after {@code month} in which the scheme is evaluated. */
  public Month nextEvaluation(Month month) {
    return lastEvaluation(month).plus(months);
  }

  /** The latest month at or before {@code month} in which the scheme is evaluated. */
  public Month lastEvaluation(Month month) {
    return month.minus(month.number() % months);
  }
}
