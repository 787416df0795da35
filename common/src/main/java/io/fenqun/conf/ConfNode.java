package io.fenqun.conf;

import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A cursor over one YAML mapping that knows file, line and path. A missing or wrongly typed value
 * is reported to {@link Problems} and answered with a harmless stand-in, so that reading goes on
 * and every fault is found. Scalars are read as they are written: {@code NO}, {@code 1} and {@code
 * on} are text where text is asked for.
 */
public final class ConfNode {
  private final String file;
  private final String path;
  private final int line;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new LinkedHashMap<>();
  private final @Nullable Node node;
  private final Problems problems;

  private ConfNode(String file, String path, @Nullable Node node, Problems problems) {
    this.file = file;
    this.path = path;
    this.node = node;
    this.problems = problems;
    this.line = node == null ? 1 : node.getStartMark().getLine() + 1;
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
        int keyLine = tuple.getKeyNode().getStartMark().getLine() + 1;
        if (values.put(key, tuple.getValueNode()) != null) {
          problems.add(new Position(file, keyLine, pathOf(key)), "the key stands twice; keep one");
        }
        lines.put(key, keyLine);
      }
    } else if (node != null) {
      problems.settle(new Position(file, line, path), "a map of keys is expected here");
    }
  }

  /** The root mapping of a YAML text; {@code file} is how messages name it. */
  public static ConfNode parse(String file, String yaml, Problems problems) {
    Node root = null;
    try {
      root = new Yaml(new LoaderOptions()).compose(new StringReader(yaml));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      problems.settle(new Position(file, line, ""), "not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      problems.settle(new Position(file, 1, ""), "not YAML: " + e.getMessage());
    }
    return new ConfNode(file, "", root, problems);
  }

  /** The root mapping that a YAML node is, whose marks are places in {@code file}. */
  static ConfNode of(String file, @Nullable Node root, Problems problems) {
    return new ConfNode(file, "", root, problems);
  }

  /** The YAML behind this cursor; null for an empty file. */
  @Nullable Node node() {
    return node;
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  public Position position() {
    return new Position(file, line, path);
  }

  /**
   * Of what stands at a path of keys (text) and list places (number) below this mapping; the line
   * is that of the last part that is there.
   */
  Position position(List<Object> steps) {
    String below = path;
    int lastLine = line;
    Node here = node;
    for (Object step : steps) {
      below =
          step instanceof Integer
              ? below + "[" + step + "]"
              : below.isEmpty() ? step.toString() : below + "." + step;
      Optional<Step> next = Step.from(here, step);
      lastLine = next.map(Step::line).orElse(lastLine);
      here = next.map(Step::value).orElse(null);
    }
    return new Position(file, lastLine, below);
  }

  private record Step(int line, Node value) {
    static Optional<Step> from(@Nullable Node node, Object step) {
      if (node instanceof SequenceNode sequence
          && step instanceof Integer place
          && place < sequence.getValue().size()) {
        Node item = sequence.getValue().get(place);
        return Optional.of(new Step(item.getStartMark().getLine() + 1, item));
      }
      if (node instanceof MappingNode mapping) {
        return mapping.getValue().stream()
            .filter(
                tuple ->
                    tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(step))
            .map(
                tuple ->
                    new Step(tuple.getKeyNode().getStartMark().getLine() + 1, tuple.getValueNode()))
            .findFirst();
      }
      return Optional.empty();
    }
  }

  /** Of the key where it stands, else of this mapping. */
  public Position position(String key) {
    return new Position(file, lines.getOrDefault(key, line), pathOf(key));
  }

  public Problems problems() {
    return problems;
  }

  /** Reports a fault at a key of this mapping. */
  public void problem(String key, String rule) {
    problems.add(position(key), rule);
  }

  public List<String> keys() {
    return List.copyOf(values.keySet());
  }

  public boolean has(String key) {
    return values.containsKey(key);
  }

  /** Required text; empty text stands in for a missing one. */
  public String text(String key) {
    return optionalText(key)
        .orElseGet(
            () -> {
              if (!has(key)) {
                problem(key, "is missing");
              }
              return "";
            });
  }

  public Optional<String> optionalText(String key) {
    Node node = values.get(key);
    if (node == null) {
      return Optional.empty();
    }
    if (node instanceof ScalarNode scalar) {
      return Optional.of(scalar.getValue());
    }
    problem(key, "a single value is expected here");
    return Optional.empty();
  }

  public int integer(String key, int absent) {
    return optionalText(key)
        .map(
            text -> {
              try {
                return Integer.parseInt(text);
              } catch (NumberFormatException e) {
                problem(key, "'" + text + "' is not a whole number");
                return absent;
              }
            })
        .orElse(absent);
  }

  public Optional<BigDecimal> decimal(String key) {
    return optionalText(key)
        .flatMap(
            text -> {
              try {
                return Optional.of(new BigDecimal(text));
              } catch (NumberFormatException e) {
                problem(key, "'" + text + "' is not a number");
                return Optional.empty();
              }
            });
  }

  /** {@code true} or {@code false} only. */
  public boolean flag(String key, boolean absent) {
    return optionalText(key)
        .map(
            text -> {
              if (!text.equals("true") && !text.equals("false")) {
                problem(key, "'" + text + "' is neither true nor false");
              }
              return text.equals("true");
            })
        .orElse(absent);
  }

  /**
   * One of an enum's constants, written in lower case; the nearest stands in for a misspelt one.
   */
  public <E extends Enum<E>> E choice(String key, Class<E> type, E absent) {
    return optionalText(key)
        .map(
            text -> {
              Map<String, E> constants = new LinkedHashMap<>();
              for (E constant : type.getEnumConstants()) {
                constants.put(constant.name().toLowerCase(Locale.ROOT), constant);
              }
              E found = constants.get(text);
              if (found != null) {
                return found;
              }
              problem(
                  key, "'" + text + "' is unknown" + Suggestion.among(text, constants.keySet()));
              return Suggestion.nearest(text, constants.keySet())
                  .map(constants::get)
                  .orElse(absent);
            })
        .orElse(absent);
  }

  public Optional<ConfNode> child(String key) {
    return has(key)
        ? Optional.of(new ConfNode(file, pathOf(key), values.get(key), problems))
        : Optional.empty();
  }

  /** The mappings of a list; empty when the key is absent. */
  public List<ConfNode> children(String key) {
    List<ConfNode> children = new ArrayList<>();
    for (Node item : items(key)) {
      children.add(new ConfNode(file, pathOf(key) + "[" + children.size() + "]", item, problems));
    }
    return children;
  }

  /** The single values of a list; empty when the key is absent. */
  public List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (Node item : items(key)) {
      if (item instanceof ScalarNode scalar) {
        texts.add(scalar.getValue());
      } else {
        problem(key, "a list of single values is expected here");
      }
    }
    return texts;
  }

  /** True where the key holds a list (not a map or a single value). */
  public boolean isList(String key) {
    return values.get(key) instanceof SequenceNode;
  }

  private List<Node> items(String key) {
    Node node = values.get(key);
    if (node == null) {
      return List.of();
    }
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    problem(key, "a list is expected here");
    return List.of();
  }

  /** A map of single values in file order; empty when the key is absent. */
  public Map<String, String> textMap(String key) {
    Map<String, String> map = new LinkedHashMap<>();
    child(key).ifPresent(node -> node.keys().forEach(name -> map.put(name, node.text(name))));
    return map;
  }

  /** The labels zh and en, both required. */
  public Labels labels() {
    return new Labels(text("zh"), text("en"));
  }
}
