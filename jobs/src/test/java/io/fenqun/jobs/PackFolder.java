package io.fenqun.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A copy of one of the test packs that a test may edit. */
record PackFolder(Path folder) {

  /** Copies the pack {@code src/test/resources/e2e/<name>} into a folder of that name. */
  static PackFolder copy(String name, Path into) {
    URL resource =
        Objects.requireNonNull(PackFolder.class.getResource("/e2e/" + name), "no pack " + name);
    try {
      return copy(Path.of(resource.toURI()), into.resolve(name));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PackFolder copy(Path from, Path to) {
    try {
      Folders.copy(from, to);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return new PackFolder(to);
  }

  /** Replaces a text that must stand in the file exactly once. */
  PackFolder edit(String file, String found, String replacement) throws IOException {
    Path path = folder.resolve(file);
    String text = Files.readString(path);
    assertThat(text.split(java.util.regex.Pattern.quote(found), -1))
        .as(file + " has " + found)
        .hasSize(2);
    Files.writeString(path, text.replace(found, replacement));
    return this;
  }

  PackFolder write(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
    return this;
  }

  PackFolder delete(String file) throws IOException {
    Files.delete(folder.resolve(file));
    return this;
  }

  /** The names of the files of one kind, without their ending. */
  List<String> names(String kind) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(kind))) {
      return files
          .map(file -> file.getFileName().toString().replace(".yaml", ""))
          .sorted()
          .toList();
    }
  }

  String name() {
    return folder.getFileName().toString();
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
