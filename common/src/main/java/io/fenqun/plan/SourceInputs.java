package io.fenqun.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fenqun.quality.MonthContent;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the ledger keeps of one delivery of a source: which files it was, what the pack made of
 * them, and what came out.
 *
 * @param files name, length and modification time of each, as {@code SourceReader.fingerprint}
 *     gives them: a JSON list; empty where nothing is known
 * @param definition of the source, as {@code SourceDef.definition} gives it
 * @param joined a hash of the content of each source that was joined, by its name
 * @param content of the clean rows by event month; {@code all} for rows without a month
 */
public record SourceInputs(
    String files,
    String definition,
    SortedMap<String, String> joined,
    SortedMap<String, MonthContent> content) {
  public static final SourceInputs NONE =
      new SourceInputs("", "", new TreeMap<>(), new TreeMap<>());

  private static final String STEP = "ingest.";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HexFormat HEX = HexFormat.of();

  public SourceInputs {
    joined = Collections.unmodifiableSortedMap(new TreeMap<>(joined));
    content = Collections.unmodifiableSortedMap(new TreeMap<>(content));
  }

  /** Under which the ledger keeps the deliveries of a source. */
  public static String step(String source) {
    return STEP + source;
  }

  /** As {@link #json} gave it; nothing of an empty text, or of one in another form. */
  public static SourceInputs parse(String json) {
    try {
      JsonNode root = JSON.readTree(json);
      if (!root.path("files").isArray()) {
        return NONE;
      }
      SortedMap<String, String> joined = new TreeMap<>();
      root.path("joined")
          .fields()
          .forEachRemaining(field -> joined.put(field.getKey(), field.getValue().asText()));
      SortedMap<String, MonthContent> content = new TreeMap<>();
      root.path("content")
          .fields()
          .forEachRemaining(field -> content.put(field.getKey(), content(field.getValue())));
      return new SourceInputs(
          root.path("files").toString(), root.path("definition").asText(), joined, content);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The ledger holds no inputs but " + json, e);
    }
  }

  private static MonthContent content(JsonNode node) {
    SortedMap<String, BigDecimal> money = new TreeMap<>();
    node.path("money")
        .fields()
        .forEachRemaining(sum -> money.put(sum.getKey(), new BigDecimal(sum.getValue().asText())));
    return new MonthContent(
        node.path("rows").asLong(),
        HexFormat.fromHexDigitsToLong(node.path("keys").asText()),
        HexFormat.fromHexDigitsToLong(node.path("values").asText()),
        money);
  }

  public String json() {
    try {
      ObjectNode root = JSON.createObjectNode();
      root.set("files", JSON.readTree(files.isEmpty() ? "[]" : files));
      root.put("definition", definition);
      ObjectNode others = root.putObject("joined");
      joined.forEach(others::put);
      ObjectNode months = root.putObject("content");
      content.forEach((month, of) -> months.set(month, node(of)));
      return JSON.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ObjectNode node(MonthContent content) {
    ObjectNode node = JSON.createObjectNode();
    node.put("rows", content.rows());
    node.put("keys", HEX.toHexDigits(content.keys()));
    node.put("values", HEX.toHexDigits(content.values()));
    ObjectNode money = node.putObject("money");
    for (Map.Entry<String, BigDecimal> sum : content.money().entrySet()) {
      money.put(sum.getKey(), sum.getValue().toPlainString());
    }
    return node;
  }

  /** True where these files were read as this definition says. */
  public boolean isOf(String readFiles, String readAs) {
    return files.equals(readFiles) && definition.equals(readAs);
  }

  /** The same files, of which other rows stay. */
  public SourceInputs withContent(Map<String, MonthContent> months) {
    return new SourceInputs(files, definition, joined, new TreeMap<>(months));
  }
}
