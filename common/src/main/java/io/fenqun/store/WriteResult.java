package io.fenqun.store;

/**
 * What one commit did.
 *
 * @param version of the table after it
 * @param rowsWritten rows in the new files
 */
public record WriteResult(long version, long rowsWritten) {}
