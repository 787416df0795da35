/**
 * How stable segments and features are from month to month: who stays, who goes and comes back, and
 * how far shares have shifted. Measures; what to do about it is for others.
 */
@NullMarked
package io.fenqun.stability;

import org.jspecify.annotations.NullMarked;
