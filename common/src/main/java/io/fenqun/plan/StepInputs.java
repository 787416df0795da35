package io.fenqun.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * What the rows of one step and month are made from: everything that could change them, by a name
 * of the form {@code kind.name}, each as a short text or a hash. Equal inputs give equal rows.
 *
 * @param of text or hash by name
 */
public record StepInputs(SortedMap<String, String> of) {
  /** What a month has that was never computed, or by a version that kept no inputs. */
  public static final StepInputs NONE = new StepInputs(new TreeMap<>());

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ID_LETTERS = 16;

  public StepInputs {
    of = Collections.unmodifiableSortedMap(new TreeMap<>(of));
  }

  /** As {@link #json} wrote it; {@link #NONE} for a text of another form. */
  public static StepInputs parse(String json) {
    if (!json.startsWith("{")) {
      return NONE;
    }
    try {
      SortedMap<String, String> of = new TreeMap<>();
      JSON.readTree(json).fields().forEachRemaining(e -> of.put(e.getKey(), e.getValue().asText()));
      return new StepInputs(of);
    } catch (JsonProcessingException e) {
      return NONE;
    }
  }

  public String json() {
    try {
      return JSON.writeValueAsString(of);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Equal for equal inputs; 64 bits of a SHA-256. */
  public String id() {
    StringBuilder text = new StringBuilder();
    of.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    return DigestUtils.sha256Hex(text.toString()).substring(0, ID_LETTERS);
  }

  /** Those whose name passes. */
  public StepInputs only(Predicate<String> name) {
    SortedMap<String, String> some = new TreeMap<>();
    of.entrySet().stream()
        .filter(entry -> name.test(entry.getKey()))
        .forEach(entry -> some.put(entry.getKey(), entry.getValue()));
    return new StepInputs(some);
  }

  /** Names that stand on one side only, or with another value. */
  public SortedSet<String> differences(StepInputs other) {
    SortedSet<String> names = new TreeSet<>(of.keySet());
    names.addAll(other.of.keySet());
    names.removeIf(name -> of.containsKey(name) && of.get(name).equals(other.of.get(name)));
    return names;
  }

  /** Collects inputs of several kinds. */
  static final class Builder {
    private final SortedMap<String, String> of = new TreeMap<>();

    Builder put(String kind, String name, String value) {
      of.put(kind + "." + name, value);
      return this;
    }

    Builder putAll(String kind, Map<String, String> values) {
      values.forEach((name, value) -> put(kind, name, value));
      return this;
    }

    Builder putAll(StepInputs others) {
      of.putAll(others.of());
      return this;
    }

    StepInputs build() {
      return new StepInputs(of);
    }
  }
}
