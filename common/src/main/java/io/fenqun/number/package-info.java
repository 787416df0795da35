/** Whole numbers beyond a long, exact. Pure arithmetic: no Spark. */
@NullMarked
package io.fenqun.number;

import org.jspecify.annotations.NullMarked;
