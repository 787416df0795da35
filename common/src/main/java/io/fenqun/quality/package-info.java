/**
 * From raw records to clean rows: mapping, joins, expectations, duplicates; what is refused and
 * why. Reads and writes no storage.
 */
@NullMarked
package io.fenqun.quality;

import org.jspecify.annotations.NullMarked;
