package io.fenqun.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fenqun.table.ColumnDef;
import io.fenqun.table.TableDef;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The partials that a month's tiles and running state were made with. The ledger keeps them,
 * because the columns of a table do not tell: an aggregate that was taken out of the pack for a
 * while leaves its column behind, empty in those months.
 */
record StoredPartials(SortedSet<String> tile, SortedSet<String> state) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static StoredPartials of(TableDef tile, Optional<TableDef> state) {
    return new StoredPartials(
        names(tile), state.map(StoredPartials::names).orElse(new TreeSet<>()));
  }

  private static SortedSet<String> names(TableDef table) {
    return new TreeSet<>(table.columns().stream().map(ColumnDef::name).toList());
  }

  /** As {@link #json} gave it; nothing where the ledger has no such text. */
  static StoredPartials parse(String json) {
    try {
      return json.isEmpty()
          ? new StoredPartials(new TreeSet<>(), new TreeSet<>())
          : JSON.readValue(json, StoredPartials.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The ledger holds no partials but " + json, e);
    }
  }

  String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean hasAllOf(StoredPartials needed) {
    return tile.containsAll(needed.tile) && state.containsAll(needed.state);
  }

  /** For {@link StepResult}: every month of a step was made with these. */
  List<StepResult> noted(List<StepResult> results) {
    return results.stream().map(result -> result.withInputs(json())).toList();
  }
}
