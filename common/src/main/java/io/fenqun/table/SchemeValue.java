package io.fenqun.table;

import java.io.Serializable;

/**
 * The columns of customer_month that belong to one scheme.
 *
 * @param scheme the scheme's name, and the column that holds the customer's segment
 * @param valueColumn the money column behind the scheme's amounts
 */
public record SchemeValue(String scheme, String valueColumn) implements Serializable {}
