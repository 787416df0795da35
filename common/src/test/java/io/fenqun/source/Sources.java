package io.fenqun.source;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Problems;

/** Definitions of sources for tests, written as a pack writes them. */
public final class Sources {
  private Sources() {}

  /** Refuses a faulty text; position, labels, kind, format and location may be left out. */
  public static SourceDef source(String name, String yaml) {
    StringBuilder whole = new StringBuilder(yaml);
    supply(whole, "zh", name);
    supply(whole, "en", name);
    supply(whole, "kind", "snapshot");
    supply(whole, "format", "csv");
    supply(whole, "location", name + ".csv");
    Problems problems = new Problems();
    SourceDef source =
        SourceDef.from(
            name,
            ConfNode.parse("sources/" + name + ".yaml", whole.toString(), problems),
            new SourceDefaults(1, 100, 1 << 20));
    problems.throwIfAny("Invalid test source");
    return source;
  }

  private static void supply(StringBuilder yaml, String key, String value) {
    if (!("\n" + yaml).contains("\n" + key + ":")) {
      yaml.append(key).append(": ").append(value).append('\n');
    }
  }
}
