/** Sums and indices of numbers. Pure arithmetic: no Spark, no tables. */
@NullMarked
package io.fenqun.number;

import org.jspecify.annotations.NullMarked;
