/**
 * Which steps of which months are stale, and why: what the ledger says that each was made from,
 * held against what the pack and the sources say now. Reads no rows of customers.
 */
@NullMarked
package io.fenqun.plan;

import org.jspecify.annotations.NullMarked;
