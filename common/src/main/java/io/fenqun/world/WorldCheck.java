package io.fenqun.world;

import io.fenqun.conf.Labels;
import io.fenqun.sql.SqlExpression;

/**
 * What must hold of a base computed from the world.
 *
 * @param query SQL over the pack's published tables, by their names, and over {@code truth_<table>}
 * @param expect true where it holds, over the columns of the query's one row
 */
public record WorldCheck(Labels labels, SqlExpression query, SqlExpression expect) {}
