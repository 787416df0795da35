package io.fenqun.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The files of a pack's lock. Every tenure, the time that one process holds the pack, has a number,
 * its token, and a file {@code <token>.owner} that is created or found to be there in one act; the
 * highest token is the present tenure. A tenure that ended has a file {@code .released} or {@code
 * .abandoned} beside it; while it lasts, {@code .beat} changes.
 *
 * <p>The files of the highest token always stay, so that tokens never fall.
 */
final class LockFiles {
  private static final String FOLDER = "_lock";
  private static final String OWNER = ".owner";
  private static final String BEAT = ".beat";

  /** How a tenure ended. */
  enum Ending {
    /** Nothing of it is under way. */
    RELEASED,
    /** Something of it may still be under way: who comes next must shut it out. */
    ABANDONED;

    String suffix() {
      return "." + name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param token 0 before the first tenure
   */
  record Tenure(long token, Optional<Ending> ending) {}

  private final FileSystem files;
  private final Path folder;

  LockFiles(Path packFolder, Configuration configuration) {
    try {
      FileSystem found = packFolder.getFileSystem(configuration);
      // The local one would keep a second file of checksums beside each, which is not changed with
      // it in one act
      this.files =
          found instanceof ChecksumFileSystem checksums ? checksums.getRawFileSystem() : found;
      this.folder = files.makeQualified(new Path(packFolder, FOLDER));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The present tenure, or the last one. */
  Tenure last() {
    List<String> names = names();
    long token =
        names.stream()
            .filter(name -> name.endsWith(OWNER))
            .mapToLong(LockFiles::token)
            .max()
            .orElse(0);
    return new Tenure(
        token,
        Arrays.stream(Ending.values())
            .filter(ending -> names.contains(name(token, ending.suffix())))
            .findFirst());
  }

  /** Begins a tenure; false where another process did. */
  boolean begin(long token, LockOwner owner) {
    Path path = path(token, OWNER);
    try (OutputStream stream = create(path)) {
      fill(path, stream, owner.json());
      return true;
    } catch (FileAlreadyExistsException | java.nio.file.FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private OutputStream create(Path path) throws IOException {
    if (!"file".equals(files.getUri().getScheme())) {
      return files.create(path, false);
    }
    // Hadoop's own looks first and creates then, so that two processes may both succeed
    if (!files.mkdirs(folder)) {
      throw new IOException("Mkdirs failed to create " + folder);
    }
    return Files.newOutputStream(
        java.nio.file.Path.of(path.toUri()),
        StandardOpenOption.CREATE_NEW,
        StandardOpenOption.WRITE);
  }

  /** A file without a name in it would make others wait: on a full disk it is taken back. */
  private void fill(Path path, OutputStream stream, String content) throws IOException {
    try {
      stream.write(content.getBytes(StandardCharsets.UTF_8));
      stream.flush();
    } catch (IOException e) {
      files.delete(path, false);
      throw e;
    }
  }

  /** Empty where the file is not filled, or gone. */
  Optional<LockOwner> owner(long token) {
    return LockOwner.parse(read(path(token, OWNER)));
  }

  void beat(long token, String text) {
    try {
      write(path(token, BEAT), true, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the last beat wrote, or a part of it; empty before the first. */
  String beat(long token) {
    return read(path(token, BEAT));
  }

  void end(long token, Ending ending) {
    try {
      write(path(token, ending.suffix()), true, new byte[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes back a tenure that began too late: a higher one was there. */
  void withdraw(long token) {
    delete(name(token, OWNER));
  }

  void removeBefore(long token) {
    names().stream().filter(name -> token(name) < token).forEach(this::delete);
  }

  private void delete(String name) {
    try {
      files.delete(new Path(folder, name), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> names() {
    try {
      return Arrays.stream(files.listStatus(folder))
          .filter(FileStatus::isFile)
          .map(status -> status.getPath().getName())
          .filter(name -> name.matches("\\d{20}\\..*"))
          .toList();
    } catch (FileNotFoundException none) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String read(Path path) {
    try {
      FileStatus status = files.getFileStatus(path);
      byte[] content = new byte[(int) status.getLen()];
      try (var stream = files.open(path)) {
        stream.readFully(0, content);
      }
      return new String(content, StandardCharsets.UTF_8);
    } catch (FileNotFoundException | java.io.EOFException beingWritten) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Path path, boolean overwrite, byte[] content) throws IOException {
    try (OutputStream stream = files.create(path, overwrite)) {
      stream.write(content);
    }
  }

  private Path path(long token, String suffix) {
    return new Path(folder, name(token, suffix));
  }

  private static String name(long token, String suffix) {
    return String.format(Locale.ROOT, "%020d%s", token, suffix);
  }

  private static long token(String name) {
    return Long.parseLong(name.substring(0, name.indexOf('.')));
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
