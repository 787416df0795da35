package io.fenqun.store;

import java.util.Map;

/**
 * A partition of a table that has rows.
 *
 * @param values by partition column; a column that is null there is left out
 * @param rows as the log of the table counts them
 * @param bytes of its files
 */
public record StoredPartition(Map<String, String> values, long rows, long bytes) {
  public StoredPartition {
    values = Map.copyOf(values);
  }
}
