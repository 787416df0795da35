/**
 * Customers who are lost: what loss is (churn.yaml), its cause, degree and destination, and when it
 * is made good; who shows signs before, and what such warnings were worth. Reads and writes no
 * storage.
 */
@NullMarked
package io.fenqun.churn;

import org.jspecify.annotations.NullMarked;
