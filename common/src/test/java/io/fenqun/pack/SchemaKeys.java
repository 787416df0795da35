package io.fenqun.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;

/**
 * The keys that a JSON Schema of conf/schema names, as paths such as {@code segments[].floor}, with
 * their schemas.
 */
final class SchemaKeys {
  private static final String FOLDER = "/io/fenqun/conf/schema/";

  private final JsonNode document;
  private final Map<String, JsonNode> keys = new TreeMap<>();

  private SchemaKeys(JsonNode document) {
    this.document = document;
  }

  static Map<String, JsonNode> of(String schema) throws IOException {
    SchemaKeys found = new SchemaKeys(document(schema + ".json"));
    found.walk("", found.document);
    return found.keys;
  }

  private static JsonNode document(String name) throws IOException {
    try (InputStream stream = SchemaKeys.class.getResourceAsStream(FOLDER + name)) {
      return new ObjectMapper().readTree(stream);
    }
  }

  private void walk(String prefix, JsonNode schema) throws IOException {
    if (schema.isMissingNode()) {
      return;
    }
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      String path = prefix + property.getKey();
      // true: declared at another place
      if (property.getValue().isObject()) {
        keys.put(path, property.getValue());
        into(path, property.getValue());
      }
    }
    for (String part : new String[] {"then", "else"}) {
      walk(prefix, schema.path(part));
    }
    for (JsonNode part : schema.path("allOf")) {
      walk(prefix, part);
    }
    String reference = schema.path("$ref").asText();
    if (reference.startsWith("#")) {
      walk(prefix, document.at(reference.substring(1)));
    }
  }

  /** Labels and what is shared are one key each. */
  private void into(String path, JsonNode schema) throws IOException {
    walk(path + ".", schema);
    walk(path + "[].", schema.path("items"));
  }
}
