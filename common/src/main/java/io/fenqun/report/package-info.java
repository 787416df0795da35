/**
 * What analysts read: profiles of segments, their indicators and overlaps, and the dimension
 * tables. Reads and writes no storage.
 */
@NullMarked
package io.fenqun.report;

import org.jspecify.annotations.NullMarked;
