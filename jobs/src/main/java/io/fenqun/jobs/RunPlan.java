package io.fenqun.jobs;

import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;

/**
 * Which months a run touches.
 *
 * @param requested months whose deliveries are read
 * @param computed months that are computed: the requested ones and every later month already
 *     present, because it reads them
 * @param firstCovered first month that was ever computed, this run included
 * @param isRerun true where a computed month was computed before
 */
record RunPlan(MonthRange requested, MonthRange computed, Month firstCovered, boolean isRerun) {}
