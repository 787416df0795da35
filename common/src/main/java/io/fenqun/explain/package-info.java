/**
 * Why one customer is in its segment of a month: everything behind it, computed again by the
 * schemes themselves and held against what is published. Reads tables that are given and writes
 * nothing; it makes no words, they are data elsewhere.
 */
@NullMarked
package io.fenqun.explain;

import org.jspecify.annotations.NullMarked;
