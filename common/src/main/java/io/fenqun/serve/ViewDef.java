package io.fenqun.serve;

/**
 * A view, ready to be made.
 *
 * @param name without the database
 * @param statement the whole {@code create or replace view}
 */
public record ViewDef(String name, String statement) {}
