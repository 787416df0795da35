/**
 * The catalogue of our own tables: names, columns, types, units, keys, partitions, labels. Column
 * names are a contract.
 */
@NullMarked
package io.fenqun.table;

import org.jspecify.annotations.NullMarked;
