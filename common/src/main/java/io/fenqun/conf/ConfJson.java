package io.fenqun.conf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * YAML as JSON, for schemas. Plain scalars have the types of YAML 1.2's core schema: {@code true},
 * {@code 12}, {@code 0.5} and nothing at all; {@code on}, {@code NO} and {@code 1993-08} are text,
 * as in editors.
 */
public final class ConfJson {
  private static final Pattern WHOLE_NUMBER = Pattern.compile("[-+]?[0-9]+");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);

  private ConfJson() {}

  /** What a file says, which is YAML too: its values are read from it as from the file. */
  public static String text(ConfNode file) {
    return of(file.node()).toString();
  }

  /** An empty file is an empty map. */
  static JsonNode of(@Nullable Node yaml) {
    return yaml == null ? JSON.objectNode() : json(yaml);
  }

  /** As one line of YAML in flow style: {@code {code: A, floor: 10}}. */
  static String line(Node yaml) {
    if (yaml instanceof MappingNode mapping) {
      return mapping.getValue().stream()
          .map(tuple -> line(tuple.getKeyNode()) + ": " + line(tuple.getValueNode()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    if (yaml instanceof SequenceNode sequence) {
      return sequence.getValue().stream()
          .map(ConfJson::line)
          .collect(Collectors.joining(", ", "[", "]"));
    }
    return ((ScalarNode) yaml).getValue().strip().replaceAll("\\s+", " ");
  }

  private static JsonNode json(Node yaml) {
    if (yaml instanceof MappingNode mapping) {
      ObjectNode object = JSON.objectNode();
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode key) {
          object.replace(key.getValue(), json(tuple.getValueNode()));
        }
      }
      return object;
    }
    if (yaml instanceof SequenceNode sequence) {
      ArrayNode array = JSON.arrayNode();
      sequence.getValue().forEach(item -> array.add(json(item)));
      return array;
    }
    ScalarNode scalar = (ScalarNode) yaml;
    return scalar.getScalarStyle() == ScalarStyle.PLAIN
        ? plain(scalar.getValue())
        : JSON.textNode(scalar.getValue());
  }

  private static JsonNode plain(String text) {
    if (text.isEmpty() || text.equals("~") || text.equals("null")) {
      return JSON.nullNode();
    }
    if (text.equals("true") || text.equals("false")) {
      return JSON.booleanNode(text.equals("true"));
    }
    if (WHOLE_NUMBER.matcher(text).matches()) {
      return JSON.numberNode(new BigInteger(text));
    }
    return NUMBER.matcher(text).matches()
        ? JSON.numberNode(new BigDecimal(text))
        : JSON.textNode(text);
  }
}
