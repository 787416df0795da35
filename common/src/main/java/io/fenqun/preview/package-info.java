/**
 * What a changed or a new scheme would do to a published month: who moves from which segment to
 * which, by which edit, and what its rules meet. Reads features that are given, computes none and
 * writes nothing.
 */
@NullMarked
package io.fenqun.preview;

import org.jspecify.annotations.NullMarked;
