package io.fenqun.conf;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.ValidationMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * What a schema's message means for the person who edits the file.
 *
 * @param path keys and list places from the file's root
 * @param meant the key beside it that a misspelt one stands for
 */
record FaultOfForm(List<Object> path, String rule, Optional<String> meant) {
  private static final Set<Object> LABELS = Set.of("zh", "en");
  private static final String FORM_OF_NAME = "lower case letters, digits and _";

  static FaultOfForm from(ValidationMessage message, Collection<String> known) {
    List<Object> path = path(message.getInstanceLocation());
    String property = message.getProperty();
    return switch (message.getType()) {
      case "additionalProperties" -> unknownKey(path, property, message.getInstanceNode(), known);
      case "required" -> fault(below(path, property), "is missing");
      case "dependentRequired" ->
          fault(below(path, message.getArguments()[0]), "is missing; " + property + " needs it");
      case "propertyNames" ->
          fault(below(path, property), "'" + property + "' is not a name: " + FORM_OF_NAME);
      default -> fault(path, rule(message));
    };
  }

  static boolean isLater(ValidationMessage message) {
    return message.getType().equals("not");
  }

  static boolean isUnknownKey(ValidationMessage message) {
    return message.getType().equals("additionalProperties");
  }

  private static FaultOfForm unknownKey(
      List<Object> path, String key, JsonNode mapping, Collection<String> known) {
    List<String> absent = known.stream().filter(name -> !mapping.has(name)).toList();
    return new FaultOfForm(
        below(path, key),
        "unknown key" + Suggestion.among(key, absent, known),
        Suggestion.nearest(key, absent));
  }

  private static FaultOfForm fault(List<Object> path, String rule) {
    return new FaultOfForm(path, rule, Optional.empty());
  }

  /** The lists whose sums and orders cannot be judged with this fault in one of their items. */
  List<List<Object>> listsAround() {
    boolean isLabel = LABELS.contains(path.get(path.size() - 1));
    return IntStream.range(0, isLabel ? 0 : path.size())
        .filter(i -> path.get(i) instanceof Integer)
        .mapToObj(i -> path.subList(0, i))
        .toList();
  }

  private static String rule(ValidationMessage message) {
    JsonNode found = message.getInstanceNode();
    JsonNode wanted = message.getSchemaNode();
    String value = "'" + found.asText() + "'";
    return switch (message.getType()) {
      case "not" -> value + " is not supported yet";
      case "type" -> wrongType(found, wanted);
      case "enum" -> value + " is unknown" + Suggestion.among(found.asText(), texts(wanted));
      case "const" -> value + " is unknown (known: " + wanted.asText() + ")";
      case "pattern" -> value + " is not of the form " + wanted.asText();
      case "minLength" -> "is empty";
      case "minItems", "minProperties" -> "is empty; name at least one";
      case "uniqueItems" -> "the same value stands twice";
      case "minimum" -> value + " is below " + wanted.asText();
      case "exclusiveMinimum" -> value + " is not above " + wanted.asText();
      case "maximum" -> value + " is above " + wanted.asText();
      case "exclusiveMaximum" -> value + " is not below " + wanted.asText();
      default -> message.getMessage();
    };
  }

  private static String wrongType(JsonNode found, JsonNode wanted) {
    if (found.isNull()) {
      return "is empty";
    }
    String type = wanted.isArray() ? "text" : wanted.asText();
    return switch (type) {
      case "object" -> "a map of keys is expected here";
      case "array" -> "a list is expected here";
      default ->
          found.isContainerNode()
              ? "a single value is expected here"
              : "'"
                  + found.asText()
                  + "' is "
                  + (type.equals("boolean") ? "neither true nor false" : "not a " + kind(type));
    };
  }

  private static String kind(String type) {
    return switch (type) {
      case "integer" -> "whole number";
      case "string" -> "text; quote it where a text is meant";
      default -> type.toLowerCase(Locale.ROOT);
    };
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static List<Object> path(JsonNodePath location) {
    List<Object> path = new ArrayList<>();
    for (int i = 0; i < location.getNameCount(); i++) {
      path.add(location.getElement(i));
    }
    return path;
  }

  private static List<Object> below(List<Object> path, Object key) {
    List<Object> below = new ArrayList<>(path);
    below.add(key);
    return below;
  }
}
