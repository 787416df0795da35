/**
 * Reading YAML with positions and collecting every fault before one refusal. Knows no Spark and no
 * meaning of a key.
 */
@NullMarked
package io.fenqun.conf;

import org.jspecify.annotations.NullMarked;
