package io.fenqun.store;

import java.util.Map;

/**
 * What one commit did.
 *
 * @param version of the table after it
 * @param rowsWritten rows in the new files
 * @param rowsByMonth the same by month; empty for a table that is not partitioned by month, and
 *     without the months that got no rows
 */
public record WriteResult(long version, long rowsWritten, Map<String, Long> rowsByMonth) {
  public WriteResult {
    rowsByMonth = Map.copyOf(rowsByMonth);
  }
}
