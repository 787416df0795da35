package io.fenqun.jobs;

import java.util.List;

/**
 * One step of a run: reads tables, calls pure functions, commits its own tables. What it reads and
 * writes is declared for order and lineage.
 */
interface Step {
  StepName name();

  /**
   * Computes every month of the plan at once and commits; a failure leaves the tables of this step
   * as they were.
   */
  List<StepResult> run(JobContext context, RunPlan plan);
}
