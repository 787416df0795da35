/**
 * How likely customers are to take a product: outcomes behind a gap in time, models of bounded
 * samples, calibration, and how good it is. Fitted in one task on rows in a fixed order; every
 * customer is scored in the tasks.
 */
@NullMarked
package io.fenqun.propensity;

import org.jspecify.annotations.NullMarked;
