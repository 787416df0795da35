package io.fenqun.pack;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.ConfSchema;
import io.fenqun.conf.Position;
import io.fenqun.conf.Problems;
import io.fenqun.error.FenqunException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The files of a pack, by what they say. A file that would be overlooked is a fault; Markdown and
 * hidden files are the pack's own business.
 */
final class PackFolder {
  static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  static final String SCHEMES = "schemes";

  private static final String YAML = ".yaml";

  /** The made-up world of the pack; no part of what the pack computes. */
  static final String WORLD = "world.yaml";

  static final String CHURN = "churn.yaml";

  static final String LISTS = "lists.yaml";

  private static final Set<String> FILES =
      Set.of("pack.yaml", CHURN, LISTS, "treatments.yaml", WORLD, Defaults.FILE);
  private static final Set<String> FOLDERS = Set.of("sources", "features", SCHEMES);
  private static final Set<String> LATER = Set.of("propensity.yaml");
  private static final int FINGERPRINT_LETTERS = 16;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final Path folder;
  private final Problems problems;

  /** Refuses with kind CONFIG where there is no pack at all. */
  PackFolder(Path folder, Problems problems) {
    this.folder = folder;
    this.problems = problems;
    if (!Files.isDirectory(folder)) {
      throw FenqunException.config(
          "Cannot load pack "
              + folder
              + ": no such folder; give --pack the folder that holds pack.yaml");
    }
    if (!Files.isRegularFile(folder.resolve("pack.yaml"))) {
      throw FenqunException.config(
          "Cannot load pack " + folder + ": it holds no pack.yaml" + packsInside());
    }
  }

  private String packsInside() {
    List<String> packs =
        list(folder).stream()
            .filter(path -> Files.isRegularFile(path.resolve("pack.yaml")))
            .map(path -> path.getFileName().toString())
            .toList();
    return packs.isEmpty() ? "" : "; packs inside: " + String.join(", ", packs);
  }

  /** The name of the pack: its folder's. */
  String name() {
    Path last = folder.toAbsolutePath().normalize().getFileName();
    String name = last == null ? "" : last.toString();
    if (!NAME.matcher(name).matches()) {
      problems.add(
          place(folder),
          "'"
              + name
              + "' is not a pack's name: rename the folder; lower case letters, digits and _");
    }
    return name;
  }

  /** Reports files and folders that nothing reads. */
  void checkContents() {
    for (Path path : list(folder)) {
      String name = nameOf(path);
      if (Files.isDirectory(path)) {
        if (!FOLDERS.contains(name)) {
          problems.add(place(path), "unknown folder (known: features, schemes, sources)");
        }
      } else if (LATER.contains(name)) {
        problems.add(place(path), "not supported yet; remove it");
      } else if (!FILES.contains(name)) {
        problems.add(
            place(path),
            "unknown file (known: churn.yaml, defaults.yaml, lists.yaml, pack.yaml, treatments.yaml, world.yaml)");
      }
    }
  }

  /** One file of the pack, its form checked; empty where it is not there. */
  Optional<ConfNode> file(String name, ConfSchema schema) {
    Path path = folder.resolve(name);
    return Files.isRegularFile(path) ? Optional.of(read(path, schema, problems)) : Optional.empty();
  }

  /** The files of a folder of the pack by their names without .yaml, sorted, their form checked. */
  Map<String, ConfNode> files(String subfolder, ConfSchema schema) {
    return files(subfolder, schema, Map.of());
  }

  /**
   * The same with drafts in place of the files of their names, which are not read, or beside them.
   */
  Map<String, ConfNode> files(String subfolder, ConfSchema schema, Map<String, ConfNode> drafts) {
    Map<String, ConfNode> files = new TreeMap<>(drafts);
    drafts.values().forEach(schema::check);
    for (Path path : list(folder.resolve(subfolder))) {
      String name = nameOf(path).replaceFirst("\\.yaml$", "");
      if (!nameOf(path).endsWith(YAML) || Files.isDirectory(path)) {
        problems.add(place(path), "nothing reads this; a file here is named <name>.yaml");
      } else if (!NAME.matcher(name).matches()) {
        problems.add(
            place(path),
            "'" + name + "' is not a name: rename the file; lower case letters, digits and _");
      } else if (!drafts.containsKey(name)) {
        files.put(name, read(path, schema, problems));
      }
    }
    return files;
  }

  /** A hash of each file's content but the world's, by its name in the folder, in name order. */
  Map<String, String> hashes() {
    Map<String, String> hashes = new TreeMap<>();
    contents(folder).stream()
        .filter(path -> !path.equals(folder.resolve(WORLD)))
        .forEach(
            path ->
                hashes.put(
                    folder.relativize(path).toString(),
                    DigestUtils.sha256Hex(text(path, problems)).substring(0, FINGERPRINT_LETTERS)));
    return hashes;
  }

  /**
   * A hash over the names and contents of all files but the world's, and over {@code more}: what
   * the pack computes does not hang on made-up data.
   */
  String fingerprint(String more) {
    return DigestUtils.sha256Hex(more + hashes()).substring(0, FINGERPRINT_LETTERS);
  }

  private static List<Path> contents(Path folder) {
    List<Path> files = new ArrayList<>();
    for (Path path : list(folder)) {
      files.addAll(Files.isDirectory(path) ? contents(path) : List.of(path));
    }
    return files;
  }

  /** Reads a YAML file and checks its form. */
  static ConfNode read(Path path, ConfSchema schema, Problems problems) {
    ConfNode node = parse(path, problems);
    schema.check(node);
    return node;
  }

  /** Reads a YAML file; its form is not checked. */
  static ConfNode parse(Path path, Problems problems) {
    return ConfNode.parse(path.toString(), text(path, problems), problems);
  }

  private static String text(Path path, Problems problems) {
    try {
      String text = Files.readString(path, StandardCharsets.UTF_8);
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      problems.settle(place(path), "is not UTF-8; save it as UTF-8");
      return "";
    } catch (IOException e) {
      throw new FenqunException(
          FenqunException.Kind.STORAGE, "Cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  private static Position place(Path path) {
    return new Position(path.toString(), 1, "");
  }

  private static String nameOf(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static List<Path> list(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(folder)) {
      return paths
          .filter(path -> !nameOf(path).startsWith(".") && !nameOf(path).endsWith(".md"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new FenqunException(
          FenqunException.Kind.STORAGE, "Cannot list " + folder + ": " + e.getMessage(), e);
    }
  }
}
