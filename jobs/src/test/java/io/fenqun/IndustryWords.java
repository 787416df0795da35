package io.fenqun;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds words of one industry in text; main code, comments included, must have none. */
final class IndustryWords {
  private IndustryWords() {}

  private static final Pattern INDUSTRY =
      Pattern.compile(
          "(?<![\\p{IsLatin}\\d])(banks?|banking|tobacco|cigarettes?|cigars?|liquors?|spirits|wine|beer|alcohol|yuan|rmb|koruna"
              + "|mortgages?|loans?|deposits?|retailers?|iowa|berka)(?![\\p{IsLatin}\\d])"
              + "|银行|烟草|卷烟|香烟|分公司|支行|零售户|白酒|酒类|贷款|存款|信用卡",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /** One entry {@code file:line: word} for each find in the main code of both modules. */
  static List<String> inMainCode() throws IOException {
    List<String> found = new ArrayList<>();
    for (String module : List.of("common", "jobs")) {
      for (Path file : textFiles(projectFolder().resolve(module).resolve("src/main"))) {
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
          for (String word : in(lines.get(i))) {
            found.add(projectFolder().relativize(file) + ":" + (i + 1) + ": " + word);
          }
        }
      }
    }
    return found;
  }

  /** Whole words, parts of a camelCase or snake_case name being words. */
  static List<String> in(String line) {
    String words = line.replaceAll("(?<=[a-z\\d])(?=[A-Z])", " ").replace('_', ' ');
    List<String> found = new ArrayList<>();
    for (Matcher matcher = INDUSTRY.matcher(words); matcher.find(); ) {
      found.add(matcher.group());
    }
    return found;
  }

  private static List<Path> textFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().matches(".*\\.(java|properties|yaml|json|sql|ftl|txt)"))
          .sorted()
          .toList();
    }
  }

  /**
   * The repository's top folder; given by the build, else looked for upwards (a run from an IDE).
   */
  private static Path projectFolder() {
    String given = System.getProperty("fenqun.root");
    Path folder = Path.of(given == null ? "" : given).toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("common/src/main"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("Cannot find the project folder; set -Dfenqun.root");
      }
    }
    return folder;
  }
}
