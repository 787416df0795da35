package io.fenqun.source;

/**
 * What holds where a source's file says nothing.
 *
 * @param maxAgeMonths of a snapshot
 * @param expectLimit percent of rows that may fail an expectation
 * @param maxRecordBytes of a record over several lines
 */
public record SourceDefaults(int maxAgeMonths, double expectLimit, int maxRecordBytes) {}
