package io.fenqun.store;

import java.io.FileNotFoundException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The local disk, which is full after so many bytes under one folder, or where nobody may create a
 * file there any more.
 */
public final class FaultyDisk extends LocalFileSystem {
  private static final AtomicReference<Optional<String>> FOLDER =
      new AtomicReference<>(Optional.empty());
  private static final AtomicLong LEFT = new AtomicLong();
  private static final AtomicLong FILES = new AtomicLong();

  /** As Hadoop makes it. */
  public FaultyDisk() {
    super(new Disk());
  }

  /** Does work on a disk with this many bytes left for what lies in a folder. */
  public static void full(
      Configuration hadoop, java.nio.file.Path folder, long bytes, Runnable work) {
    during(hadoop, folder, bytes, Long.MAX_VALUE, work);
  }

  /** Does work on a disk that denies every file in a folder after so many. */
  public static void denied(
      Configuration hadoop, java.nio.file.Path folder, long files, Runnable work) {
    during(hadoop, folder, Long.MAX_VALUE, files, work);
  }

  private static void during(
      Configuration hadoop, java.nio.file.Path folder, long bytes, long files, Runnable work) {
    LEFT.set(bytes);
    FILES.set(files);
    FOLDER.set(Optional.of(folder.toString()));
    hadoop.set("fs.file.impl", FaultyDisk.class.getName());
    hadoop.setBoolean("fs.file.impl.disable.cache", true);
    try {
      work.run();
    } finally {
      FOLDER.set(Optional.empty());
      hadoop.unset("fs.file.impl");
      hadoop.unset("fs.file.impl.disable.cache");
    }
  }

  private static final class Disk extends RawLocalFileSystem {
    @Override
    protected OutputStream createOutputStream(Path path, boolean append) throws IOException {
      return watched(path, super.createOutputStream(allowed(path), append));
    }

    @Override
    protected OutputStream createOutputStreamWithMode(
        Path path, boolean append, FsPermission permission) throws IOException {
      return watched(path, super.createOutputStreamWithMode(allowed(path), append, permission));
    }

    private static Path allowed(Path path) throws FileNotFoundException {
      if (isWatched(path) && FILES.decrementAndGet() < 0) {
        throw new FileNotFoundException(path + " (Permission denied)");
      }
      return path;
    }

    private static OutputStream watched(Path path, OutputStream stream) {
      return isWatched(path) ? new Counted(stream) : stream;
    }

    private static boolean isWatched(Path path) {
      return FOLDER.get().filter(path.toUri().getPath()::startsWith).isPresent();
    }
  }

  private static final class Counted extends FilterOutputStream {
    Counted(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      require(1);
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      require(length);
      out.write(bytes, offset, length);
    }

    private static void require(int bytes) throws IOException {
      if (LEFT.addAndGet(-bytes) < 0) {
        throw new IOException("No space left on device");
      }
    }
  }
}
