/**
 * SQL expressions of a pack: parsing, the names they use, and resolving them without data. No table
 * is read here.
 */
@NullMarked
package io.fenqun.sql;

import org.jspecify.annotations.NullMarked;
