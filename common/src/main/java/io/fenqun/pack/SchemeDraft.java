package io.fenqun.pack;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Problems;
import io.fenqun.error.FenqunException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * A scheme that a pack is loaded with in place of its own of that name, or beside its own.
 *
 * @param form gives the YAML anew for each load, with the faults of its text; what it says is
 *     checked with the pack
 */
public record SchemeDraft(String name, Function<Problems, ConfNode> form) {
  private static final String YAML = ".yaml";

  /**
   * A file anywhere; its name is the scheme's.
   *
   * @throws FenqunException of kind CONFIG where there is no such file, or it is not named like one
   *     of a pack
   */
  public static SchemeDraft of(Path file) {
    if (!Files.isRegularFile(file)) {
      throw FenqunException.config(
          "Cannot read scheme " + file + ": no such file; give --scheme the YAML file of a scheme");
    }
    String fileName = String.valueOf(file.getFileName());
    String name = fileName.replaceFirst("\\.yaml$", "");
    if (!fileName.endsWith(YAML) || !PackFolder.NAME.matcher(name).matches()) {
      throw FenqunException.config(
          "Cannot read scheme "
              + file
              + ": the file's name is the scheme's; name it <scheme>.yaml, lower case letters, digits and _");
    }
    return new SchemeDraft(name, problems -> PackFolder.parse(file, problems));
  }

  /** The file of that name in the pack's folder. */
  public static SchemeDraft in(Path packFolder, String name) {
    return of(packFolder.resolve(PackFolder.SCHEMES).resolve(name + YAML));
  }
}
