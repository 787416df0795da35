package io.fenqun.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fenqun.error.FenqunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A copy of packs/sample in which single places are changed. */
public final class EditedPack {
  private static final Path SAMPLE = Path.of("src/test/resources/packs/sample");

  private final Path folder;

  private EditedPack(Path folder) {
    this.folder = folder;
  }

  /** In {@code parent}/conf/examples/sample, so that folders above it are the test's own. */
  public static EditedPack in(Path parent) throws IOException {
    Path folder = parent.resolve("conf/examples/sample");
    try (Stream<Path> paths = Files.walk(SAMPLE)) {
      for (Path path : paths.toList()) {
        Path copy = folder.resolve(SAMPLE.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(path, copy);
        }
      }
    }
    return new EditedPack(folder);
  }

  public Path folder() {
    return folder;
  }

  /** Changes the first place where {@code from} stands. */
  public EditedPack replace(String file, String from, String to) throws IOException {
    Path path = folder.resolve(file);
    String text = Files.readString(path);
    assertThat(text).contains(from);
    int at = text.indexOf(from);
    Files.writeString(path, text.substring(0, at) + to + text.substring(at + from.length()));
    return this;
  }

  public EditedPack write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    return this;
  }

  public EditedPack delete(String file) throws IOException {
    Files.delete(folder.resolve(file));
    return this;
  }

  public Pack load() {
    return PackLoader.load(folder);
  }

  /** The faults for which it is refused, files named from the pack's folder on. */
  List<String> faults() {
    FenqunException refusal = catchThrowableOfType(FenqunException.class, this::load);
    assertThat(refusal).as("the pack loads").isNotNull();
    assertThat(refusal.kind()).isEqualTo(FenqunException.Kind.CONFIG);
    List<String> lines = refusal.getMessage().lines().toList();
    assertThat(lines.get(0)).startsWith("Cannot load pack " + folder + ": ");
    return lines.stream().skip(1).map(line -> line.replace(folder + "/", "")).toList();
  }

  /** What a pack says, whatever folder it was loaded from. */
  String content() {
    Pack pack = load();
    return pack.toString().replace(folder.toString(), "").replace(pack.fingerprint(), "");
  }
}
