/**
 * Features: mergeable partials per month, windows over them, and one row per customer and month.
 * Reads and writes no storage.
 */
@NullMarked
package io.fenqun.feature;

import org.jspecify.annotations.NullMarked;
