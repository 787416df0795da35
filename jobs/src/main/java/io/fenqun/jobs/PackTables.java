package io.fenqun.jobs;

import io.fenqun.feature.FeatureTables;
import io.fenqun.pack.Pack;
import io.fenqun.scheme.CustomerMonth;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.table.ColumnDef;
import io.fenqun.table.PackTableList;
import io.fenqun.table.SchemeValue;
import io.fenqun.table.TableDef;
import io.fenqun.table.Tables;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The published tables with the columns that a pack adds to them. */
final class PackTables {
  private PackTables() {}

  static TableDef featureMonth(Pack pack) {
    return FeatureTables.featureMonth(pack.features(), pack.featureTypes());
  }

  static CustomerMonth customerMonth(Pack pack) {
    Map<String, ColumnDef> features =
        featureMonth(pack).columns().stream()
            .collect(Collectors.toMap(ColumnDef::name, Function.identity()));
    List<ColumnDef> shown =
        CustomerMonth.featureNames(
                pack.settings().value(), pack.settings().keyFeatures(), pack.schemes())
            .stream()
            .map(features::get)
            .toList();
    return new CustomerMonth(pack.settings().value(), shown, pack.schemes());
  }

  /** The pack's own value stands in the column of that name, another one in its feature's. */
  static SchemeValue schemeValue(Pack pack, SchemeDef scheme) {
    return new SchemeValue(
        scheme.name(), scheme.value().equals(pack.settings().value()) ? "value" : scheme.value());
  }

  /** Every table of {@link PackTableList#ALL}, widened where the pack widens it. */
  static List<TableDef> of(Pack pack) {
    return PackTableList.ALL.stream().map(table -> widened(table, pack)).toList();
  }

  private static TableDef widened(TableDef table, Pack pack) {
    if (table.equals(Tables.FEATURE_MONTH)) {
      return featureMonth(pack);
    }
    return table.equals(Tables.CUSTOMER_MONTH) ? customerMonth(pack).table() : table;
  }
}
