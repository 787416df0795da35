package io.fenqun.store;

import java.io.Serializable;

/**
 * A file that a source's location names.
 *
 * @param delivery the month of the location, or {@code all}
 * @param path fully qualified
 * @param name relative to the source folder
 * @param length in bytes
 * @param modified milliseconds, as the file system says
 */
record InputFile(String delivery, String path, String name, long length, long modified)
    implements Serializable {}
