package io.fenqun.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fenqun.error.FenqunException;
import io.fenqun.source.SourceDef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The files of the sources of a pack, by name only; nothing is read. Names that begin with {@code
 * _} or {@code .} are no data.
 */
final class SourceFolder {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path root;
  private final Configuration hadoop;

  SourceFolder(String uri, Configuration hadoop) {
    this.hadoop = hadoop;
    this.root =
        StorageFaults.translated(
            "Cannot open the source folder", () -> qualified(new Path(uri), hadoop));
  }

  private static Path qualified(Path path, Configuration hadoop) {
    try {
      return path.getFileSystem(hadoop).makeQualified(path);
    } catch (IOException e) {
      throw StorageFaults.translate("Cannot open the source folder", e);
    }
  }

  Path root() {
    return root;
  }

  /** In the order of their names. A delivery without a file is refused with kind NOT_READY. */
  List<InputFile> files(SourceDef source, String delivery) {
    LocationPattern pattern = new LocationPattern(source);
    List<InputFile> files = list(source, pattern.glob(delivery));
    if (files.isEmpty()) {
      String month = source.isMonthly() ? " " + delivery : "";
      throw FenqunException.notReady(
          source.name()
              + month
              + ": no file matches "
              + pattern.glob(delivery)
              + " in the source folder; deliver it, or correct location in "
              + source.position().file());
    }
    return files;
  }

  /** The deliveries that have a file, in order; {@code all} for a location without {month}. */
  SortedSet<String> deliveries(SourceDef source) {
    SortedSet<String> deliveries = new TreeSet<>();
    list(source, new LocationPattern(source).glob())
        .forEach(file -> deliveries.add(file.delivery()));
    return deliveries;
  }

  /** Name, length and modification time of each file of a delivery, as JSON. */
  String fingerprint(SourceDef source, String delivery) {
    List<Map<String, Object>> files = new ArrayList<>();
    for (InputFile file : list(source, new LocationPattern(source).glob(delivery))) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("file", file.name());
      facts.put("bytes", file.length());
      facts.put("modified", file.modified());
      files.add(facts);
    }
    try {
      return JSON.writeValueAsString(files);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The delivery of a source that a path is a file of, if it is one. */
  Optional<String> delivery(SourceDef source, String path) {
    String name = root.toUri().relativize(new Path(path).toUri()).getPath();
    LocationPattern pattern = new LocationPattern(source);
    return pattern.matches(name) ? Optional.of(pattern.delivery(name)) : Optional.empty();
  }

  private List<InputFile> list(SourceDef source, String glob) {
    LocationPattern pattern = new LocationPattern(source);
    List<InputFile> files = new ArrayList<>();
    try {
      FileSystem fileSystem = root.getFileSystem(hadoop);
      FileStatus[] matches = fileSystem.globStatus(new Path(root, glob));
      for (FileStatus match : matches == null ? new FileStatus[0] : matches) {
        for (FileStatus file : data(fileSystem, match)) {
          String name = root.toUri().relativize(file.getPath().toUri()).getPath();
          files.add(
              new InputFile(
                  pattern.delivery(name),
                  file.getPath().toString(),
                  name,
                  file.getLen(),
                  file.getModificationTime()));
        }
      }
    } catch (IOException e) {
      throw StorageFaults.translate("Cannot list the files of source " + source.name(), e);
    }
    files.sort(Comparator.comparing(InputFile::name));
    return files;
  }

  private static List<FileStatus> data(FileSystem fileSystem, FileStatus match) throws IOException {
    if (!match.isDirectory()) {
      return List.of(match);
    }
    List<FileStatus> files = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> inside = fileSystem.listFiles(match.getPath(), true);
    while (inside.hasNext()) {
      LocatedFileStatus file = inside.next();
      String below = match.getPath().toUri().relativize(file.getPath().toUri()).getPath();
      if (!("/" + below).contains("/_") && !("/" + below).contains("/.")) {
        files.add(file);
      }
    }
    return files;
  }
}
