package io.fenqun.conf;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The form of one kind of pack file: which keys there are, of what type, which are required. The
 * JSON Schemas of {@code conf/schema} are the only place that says so; editors read the same files.
 */
public final class ConfSchema {
  private static final String FOLDER = "classpath:io/fenqun/conf/schema/";
  private static final SchemaValidatorsConfig CONFIG =
      SchemaValidatorsConfig.builder().pathType(PathType.JSON_POINTER).build();

  private final JsonSchemaFactory factory = JsonSchemaFactory.getInstance(VersionFlag.V202012);
  private final JsonSchema schema;

  private ConfSchema(String name) {
    schema = factory.getSchema(SchemaLocation.of(FOLDER + name + ".json"), CONFIG);
  }

  /** {@code conf/schema/<name>.json}. */
  public static ConfSchema named(String name) {
    return new ConfSchema(name);
  }

  /**
   * Reports every fault of form in the file, each place once: a key of a later release first, then
   * a misspelt key, then the rest.
   */
  public void check(ConfNode file) {
    List<ValidationMessage> messages = new ArrayList<>(schema.validate(ConfJson.of(file.node())));
    messages.sort(
        Comparator.comparing(
            message ->
                FaultOfForm.isLater(message) ? 0 : FaultOfForm.isUnknownKey(message) ? 1 : 2));
    List<FaultOfForm> faults =
        messages.stream().map(message -> FaultOfForm.from(message, knownKeys(message))).toList();
    for (FaultOfForm fault : faults) {
      Position place = file.position(fault.path());
      file.problems().settle(place, fault.rule());
      // The key that was meant is not missing
      fault.meant().map(place::beside).ifPresent(file.problems()::settle);
    }
    faults.stream()
        .flatMap(fault -> fault.listsAround().stream())
        .forEach(list -> file.problems().settleList(file.position(list)));
  }

  private static boolean isLater(JsonNode property) {
    return property.path("$ref").asText().endsWith("/later");
  }

  /** The keys that the mapping of an unknown key may have. */
  private List<String> knownKeys(ValidationMessage message) {
    List<String> keys = new ArrayList<>();
    if (FaultOfForm.isUnknownKey(message)) {
      SchemaLocation keyword = message.getSchemaLocation();
      SchemaLocation mapping =
          new SchemaLocation(keyword.getAbsoluteIri(), keyword.getFragment().getParent());
      JsonNode properties = factory.getSchema(mapping, CONFIG).getSchemaNode().path("properties");
      properties
          .fields()
          .forEachRemaining(
              key -> keys.addAll(isLater(key.getValue()) ? List.of() : List.of(key.getKey())));
    }
    return keys;
  }
}
