package io.fenqun.source;

import io.fenqun.conf.Labels;
import io.fenqun.sql.SqlExpression;
import org.apache.spark.sql.types.DataType;

/**
 * A column of a cleaned source.
 *
 * @param expr over raw columns (mapping) or clean columns (derive); the raw column of the same name
 *     where the pack says nothing
 * @param type the value of {@code expr} is cast to it; a value that does not cast sends the row to
 *     quarantine
 * @param unit empty where the pack names none; {@code money} for amounts
 * @param pii true: replaced by a keyed hash, masked in quarantine
 */
public record SourceColumn(
    String name, DataType type, SqlExpression expr, String unit, boolean pii, Labels labels) {}
