/**
 * The only room that reads and writes storage: raw files of sources and the Delta tables of a pack.
 */
@NullMarked
package io.fenqun.store;

import org.jspecify.annotations.NullMarked;
