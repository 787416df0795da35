package io.fenqun.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFs;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FsConstants;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.spark.SparkContext;

/**
 * Hadoop's file system of the machine's own disk, which where Hadoop has no native library starts a
 * process ({@code chmod}, {@code readlink}) for every file that is made or renamed: some ten a
 * commit, hundreds a month. Here the JVM does it itself. Files are the same, with their checksums
 * beside them.
 */
public final class LocalDisk extends LocalFileSystem {
  private static final String IMPLEMENTATION = "fs.file.impl";

  /** Hadoop makes one by its name in the settings. */
  public LocalDisk() {
    super(new Raw());
  }

  /**
   * Every later use of {@code file:} by a Spark of one machine goes through this, unless its
   * settings name another file system.
   */
  public static void useIn(SparkContext spark) {
    Configuration hadoop = spark.hadoopConfiguration();
    if (!spark.isLocal() || hadoop.get(IMPLEMENTATION) != null) {
      return;
    }
    hadoop.setClass(IMPLEMENTATION, LocalDisk.class, FileSystem.class);
    hadoop.setClass(
        "fs.AbstractFileSystem.file.impl",
        OfContext.class,
        org.apache.hadoop.fs.AbstractFileSystem.class);
    try {
      FileSystem known = FileSystem.get(FsConstants.LOCAL_FS_URI, hadoop);
      if (!(known instanceof LocalDisk)) {
        known.close(); // forgotten, so that the next one is made by these settings
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Without checksums. */
  private static final class Raw extends RawLocalFileSystem {
    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      java.nio.file.Path file = pathToFile(path).toPath();
      if (permission.getStickyBit()
          || !file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        super.setPermission(path, permission);
        return;
      }
      String rights =
          permission.getUserAction().SYMBOL
              + permission.getGroupAction().SYMBOL
              + permission.getOtherAction().SYMBOL;
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
    }

    @Override
    public FileStatus getFileLinkStatus(Path path) throws IOException {
      return Files.isSymbolicLink(pathToFile(path).toPath())
          ? super.getFileLinkStatus(path)
          : getFileStatus(path);
    }
  }

  /** The same for Hadoop's other interface, FileContext. */
  public static final class OfContext extends ChecksumFs {
    /** Hadoop calls it by its parameters. */
    public OfContext(URI uri, Configuration hadoop) throws IOException, URISyntaxException {
      super(new OfRaw(hadoop));
    }
  }

  private static final class OfRaw extends DelegateToFileSystem {
    OfRaw(Configuration hadoop) throws IOException, URISyntaxException {
      super(
          FsConstants.LOCAL_FS_URI, new Raw(), hadoop, FsConstants.LOCAL_FS_URI.getScheme(), false);
    }

    @Override
    public int getUriDefaultPort() {
      return -1; // a local file has none
    }
  }
}
