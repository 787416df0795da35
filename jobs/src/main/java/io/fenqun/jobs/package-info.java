/**
 * The application: commands, steps, the run ledger. Decides what to run and writes it; what is
 * computed stands in common.
 */
@NullMarked
package io.fenqun.jobs;

import org.jspecify.annotations.NullMarked;
