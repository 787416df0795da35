/** The kinds of failure and their exit codes. Knows nothing of Spark, files or configuration. */
@NullMarked
package io.fenqun.error;

import org.jspecify.annotations.NullMarked;
