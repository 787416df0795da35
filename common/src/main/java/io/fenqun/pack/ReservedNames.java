package io.fenqun.pack;

import io.fenqun.churn.ChurnDef;
import io.fenqun.report.KeyListDef;
import io.fenqun.sql.Scope;
import io.fenqun.table.ColumnDef;
import io.fenqun.table.PackTableList;
import io.fenqun.table.TableDef;
import io.fenqun.table.Tables;
import io.fenqun.transition.RollRateDef;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Names that the engine uses itself, so that no pack may give them to something of its own (design
 * section 8.8).
 */
final class ReservedNames {
  private static final String CUSTOMER_ID = "customer_id";
  private static final List<String> PREFIXES = List.of("feature_tile_", "displaced_");

  /** Two underscores part our own columns from a pack's. */
  private static final String OURS = "__";

  /** Tables of the catalogue that later work fills (design section 4). */
  private static final Set<String> LATER_TABLES =
      Set.of("propensity_month", "model_metric", "cluster_history");

  private static final Set<String> TABLES =
      Stream.concat(PackTableList.ALL.stream().map(TableDef::name), LATER_TABLES.stream())
          .collect(Collectors.toUnmodifiableSet());

  /**
   * Columns of the tables in which features and schemes become columns, and names that expressions
   * know.
   */
  private static final Set<String> COLUMNS =
      Stream.concat(
              Stream.of(Tables.FEATURE_MONTH, Tables.CUSTOMER_MONTH, Tables.SEGMENT_MONTH)
                  .flatMap(table -> table.columns().stream())
                  .map(ColumnDef::name),
              Stream.concat(
                  Stream.of(Scope.MONTH_END, RollRateDef.BASE_FLOOR, KeyListDef.LAST_MONTH),
                  ChurnDef.NAMES.stream()))
          .collect(Collectors.toUnmodifiableSet());

  private static final Set<String> CLEAN_COLUMNS = Set.of("delivery", "month");

  private ReservedNames() {}

  static Optional<String> refusalOfSource(String name) {
    return TABLES.contains(name) || PREFIXES.stream().anyMatch(name::startsWith)
        ? Optional.of("a source named " + name + " would be one of our tables; rename the file")
        : Optional.empty();
  }

  /** For features and schemes. */
  static Optional<String> refusalOfColumn(String name) {
    if (COLUMNS.contains(name)) {
      return Optional.of(name + " is a column of ours; choose another name");
    }
    return name.contains(OURS)
        ? Optional.of("two underscores mark columns of ours; choose another name than " + name)
        : Optional.empty();
  }

  /** For columns of a source whose customer stands in the given column. */
  static Optional<String> refusalOfSourceColumn(String name, Optional<String> customer) {
    if (CLEAN_COLUMNS.contains(name)) {
      return Optional.of(name + " is a column of ours; choose another name");
    }
    return name.equals(CUSTOMER_ID) && customer.isPresent() && !customer.get().equals(CUSTOMER_ID)
        ? Optional.of(
            "customer_id is the customer in every table, and here it is "
                + customer.get()
                + "; choose another name")
        : Optional.empty();
  }
}
