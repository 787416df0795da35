package io.fenqun.scheme;

import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;

/**
 * What a method needs to know of the scheme that it serves.
 *
 * @param scheme for messages
 * @param grouping within which it ranks or normalises
 * @param reasons writes reasons within the limit
 * @param rankBucketRows about so many rows are ranked in one task
 * @param schemes all schemes of the pack by name
 * @param model by which the method assigns; empty where it needs none or there is none yet
 * @param isInPopulation true or false of every row; a member has more to fulfil
 */
public record MethodScope(
    String scheme,
    Grouping grouping,
    Reasons reasons,
    long rankBucketRows,
    Map<String, SchemeDef> schemes,
    Optional<SchemeModel> model,
    Column isInPopulation) {}
