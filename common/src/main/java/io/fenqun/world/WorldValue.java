package io.fenqun.world;

import io.fenqun.sql.SqlExpression;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;

/**
 * A named value of a customer or of a month of its path.
 *
 * @param type it is cast to; empty where the expression's own is kept
 * @param start the value before the path's first month; only what has one is seen as {@code
 *     before.name} in the next month
 */
public record WorldValue(
    String name, Optional<DataType> type, Optional<SqlExpression> start, SqlExpression expr) {}
