/**
 * Schemes: what puts every customer of the base into exactly one segment. Methods live in
 * scheme.method and are known here by their contract only; nothing here reads or writes storage.
 */
@NullMarked
package io.fenqun.scheme;

import org.jspecify.annotations.NullMarked;
