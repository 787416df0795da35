package io.fenqun.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fenqun.SparkTest;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are as Hadoop's own local file system makes them. */
class LocalDiskTest extends SparkTest {
  @TempDir Path folder;

  private Configuration hadoop;
  private FileSystem files;
  private FileContext context;

  @BeforeEach
  void open() throws Exception {
    LocalDisk.useIn(sc());
    hadoop = sc().hadoopConfiguration();
    files = new org.apache.hadoop.fs.Path(folder.toUri()).getFileSystem(hadoop);
    context = FileContext.getFileContext(folder.toUri(), hadoop);
  }

  @Test
  void everyWayToOpenAPathIsThisDisk() {
    assertInstanceOf(LocalDisk.class, files);
    assertInstanceOf(LocalDisk.OfContext.class, context.getDefaultFileSystem());
  }

  @Test
  void aFileHasItsRightsAndItsChecksum() throws Exception {
    write("a", "one");
    files.setPermission(path("a"), new FsPermission("640"));
    assertEquals(
        "rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(local("a"))));
    assertTrue(Files.exists(local(".a.crc")));
    Files.writeString(local("a"), "two");
    assertThrows(
        org.apache.hadoop.fs.ChecksumException.class,
        () -> {
          try (var in = files.open(path("a"))) {
            in.readAllBytes();
          }
        });
  }

  @Test
  void aNewFileHasTheRightsThatHadoopGives() throws Exception {
    write("a", "one");
    files.mkdirs(path("b"));
    String umask = "022";
    assertEquals(umask, hadoop.get("fs.permissions.umask-mode", umask));
    assertEquals(
        "rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(local("a"))));
    assertEquals(
        "rwxr-xr-x", PosixFilePermissions.toString(Files.getPosixFilePermissions(local("b"))));
  }

  @Test
  void aRenameDoesNotReplaceWhatIsThere() throws Exception {
    writeInContext("new", "later");
    writeInContext("old", "earlier");
    assertThrows(
        FileAlreadyExistsException.class,
        () -> context.rename(path("new"), path("old"), Options.Rename.NONE));
    assertEquals("earlier", Files.readString(local("old")));
    context.rename(path("new"), path("third"), Options.Rename.NONE);
    assertEquals("later", Files.readString(local("third")));
    assertFalse(Files.exists(local("new")));
    assertTrue(Files.exists(local(".third.crc")));
  }

  @Test
  void aSymbolicLinkSaysWhatItsTargetSays() throws Exception {
    write("a", "one");
    Files.createSymbolicLink(local("link"), local("a"));
    assertEquals(3, context.getFileLinkStatus(path("a")).getLen());
    assertFalse(context.getFileLinkStatus(path("a")).isSymlink());
    assertEquals(3, context.getFileStatus(path("link")).getLen());
  }

  private void write(String name, String text) throws Exception {
    try (OutputStream out = files.create(path(name))) {
      out.write(text.getBytes(UTF_8));
    }
  }

  private void writeInContext(String name, String text) throws Exception {
    try (OutputStream out = context.create(path(name), EnumSet.of(CreateFlag.CREATE))) {
      out.write(text.getBytes(UTF_8));
    }
  }

  private org.apache.hadoop.fs.Path path(String name) {
    return new org.apache.hadoop.fs.Path(local(name).toUri());
  }

  private Path local(String name) {
    return folder.resolve(name);
  }
}
