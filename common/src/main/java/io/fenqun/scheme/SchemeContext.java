package io.fenqun.scheme;

/**
 * What a pack says once for all its schemes.
 *
 * @param packValue the feature behind the money columns of a scheme that names none
 * @param reasonBytes a reason is at most so many bytes of UTF-8
 * @param rankBucketRows about so many rows are ranked in one task
 */
public record SchemeContext(String packValue, int reasonBytes, long rankBucketRows) {}
