/**
 * The methods of schemes, one record each, and their register. Row-wise work is Spark expressions;
 * no UDF, and no window over a whole group.
 */
@NullMarked
package io.fenqun.scheme.method;

import org.jspecify.annotations.NullMarked;
