package io.fenqun.scheme;

/**
 * What a method needs to know of the scheme that it serves.
 *
 * @param scheme for messages
 * @param grouping within which it ranks or normalises
 * @param reasons writes reasons within the limit
 * @param rankBucketRows about so many rows are ranked in one task
 */
public record MethodScope(String scheme, Grouping grouping, Reasons reasons, long rankBucketRows) {}
