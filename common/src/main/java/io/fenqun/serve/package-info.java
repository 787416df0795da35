/**
 * Published tables as SQL: views over the versions that a publication names, with comments and
 * labels. Registers views in a session's catalogue; writes no table and knows no server.
 */
@NullMarked
package io.fenqun.serve;

import org.jspecify.annotations.NullMarked;
