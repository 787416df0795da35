/**
 * A made-up world of customers, for trials and demonstrations: declared values, paths from month to
 * month, and the records that they leave. Everything is a function of (seed, customer, month).
 * Reads and writes no storage; the pipeline never asks it.
 */
@NullMarked
package io.fenqun.world;

import org.jspecify.annotations.NullMarked;
