/** A pack: one folder of configuration, parsed, checked whole and ready to run. Touches no data. */
@NullMarked
package io.fenqun.pack;

import org.jspecify.annotations.NullMarked;
