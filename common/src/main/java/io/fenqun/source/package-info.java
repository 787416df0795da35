/**
 * What a pack says about a source of records: definitions only; reading is in store, checking rows
 * in quality.
 */
@NullMarked
package io.fenqun.source;

import org.jspecify.annotations.NullMarked;
