package io.fenqun.store;

/**
 * A line of a text file, or the lines of one record with a line feed between them.
 *
 * @param number of the first line, from 1
 * @param bytes without line ends and the carriage returns before them
 */
record NumberedLine(long number, byte[] bytes) {}
