/** Schemes: what puts every customer of the base into exactly one segment. Methods live in scheme.method. */
@NullMarked
package io.fenqun.scheme;

import org.jspecify.annotations.NullMarked;
