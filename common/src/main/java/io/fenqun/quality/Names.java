package io.fenqun.quality;

import static org.apache.spark.sql.functions.col;

import java.util.Collection;
import org.apache.spark.sql.Column;

/** Columns by their exact names, whatever characters these have. */
final class Names {
  private Names() {}

  static Column column(String name) {
    return col("`" + name.replace("`", "``") + "`");
  }

  static Column[] columns(Collection<String> names) {
    return names.stream().map(Names::column).toArray(Column[]::new);
  }
}
