/**
 * What customers who buy now and then will still buy: models of purchases and of their amounts.
 * Knows counts and times, no packs or tables; fitted to counted histories, never to rows of
 * customers.
 */
@NullMarked
package io.fenqun.lifetime;

import org.jspecify.annotations.NullMarked;
