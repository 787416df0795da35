/**
 * Movement between months: transition matrices, their forecasts and tests, roll rates, observation
 * windows. Reads and writes no storage.
 */
@NullMarked
package io.fenqun.transition;

import org.jspecify.annotations.NullMarked;
