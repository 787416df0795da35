package io.fenqun.feature;

import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the features of a range of months are computed from. {@link FeatureReads} says which months
 * of each.
 *
 * @param base of the same range
 * @param tiles of {@link Tiles}, by source
 * @param states of {@link States}, by source: the month before the range alone; a source is absent
 *     where the range begins with the first covered month
 * @param snapshots by source: customer_id, month and every column; {@code month} is the month that
 *     the row is true of (see {@link SnapshotMonths}) and is of no meaning for a source without
 *     history, whose rows are true of every month
 * @param earlier published feature rows before the range, for lag; empty where there are none
 */
public record FeatureInputs(
    MonthRange range,
    Month firstCovered,
    BaseInputs base,
    Map<String, Dataset<Row>> tiles,
    Map<String, Dataset<Row>> states,
    Map<String, Dataset<Row>> snapshots,
    Optional<Dataset<Row>> earlier) {}
