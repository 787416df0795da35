/**
 * Movement between months: transition matrices, roll rates, observation windows. Reads and writes
 * no storage.
 */
@NullMarked
package io.fenqun.transition;

import org.jspecify.annotations.NullMarked;
