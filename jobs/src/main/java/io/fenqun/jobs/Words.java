package io.fenqun.jobs;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Labels;
import io.fenqun.conf.Problems;
import io.fenqun.error.FenqunException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The words of an explanation by key, in one language; they stand as {@code explain-words.yaml}
 * beside this class. Words with holes are formats.
 */
record Words(Map<String, Labels> labels, Language language) {
  private static final String FILE = "explain-words.yaml";

  static Words in(Language language) {
    Problems problems = new Problems();
    ConfNode file = ConfNode.parse(FILE, text(), problems);
    Map<String, Labels> labels = new HashMap<>();
    for (String key : file.keys()) {
      file.child(key).ifPresent(word -> labels.put(key, word.labels()));
    }
    problems.throwIfAny("Cannot read words");
    return new Words(Map.copyOf(labels), language);
  }

  private static String text() {
    try (InputStream stream = Words.class.getResourceAsStream(FILE)) {
      if (stream == null) {
        throw FenqunException.internal("Cannot find " + FILE + " on the class path");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Optional<String> find(String key) {
    return Optional.ofNullable(labels.get(key)).map(language::of);
  }

  /** The word, or the key itself where nobody has found words for it yet. */
  String of(String key) {
    return find(key).orElse(key);
  }

  /** The word with its holes filled. */
  String of(String key, Object... fillings) {
    return String.format(Locale.ROOT, of(key), fillings);
  }
}
