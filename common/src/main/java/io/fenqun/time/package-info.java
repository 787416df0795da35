/** Months and the cycles inside them. Pure arithmetic: no clock, no time zone, no Spark. */
@NullMarked
package io.fenqun.time;

import org.jspecify.annotations.NullMarked;
