package io.fenqun.pack;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Suggestion;
import io.fenqun.source.SourceDef;
import io.fenqun.sql.Scope;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.types.DataType;

/**
 * The columns of one clean table while they are found.
 *
 * @param inDoubt the form of the source is at fault, so that no name in it can be called unknown
 * @param types by name, in order; void where a fault leaves the type open
 */
record CleanColumns(Declared<SourceDef> source, boolean inDoubt, Map<String, DataType> types) {

  CleanColumns(Declared<SourceDef> source, boolean inDoubt) {
    this(source, inDoubt, new LinkedHashMap<>());
  }

  void add(String name, DataType type, ConfNode place, String key) {
    ReservedNames.refusalOfSourceColumn(name, source.def().customer())
        .ifPresent(refusal -> place.problem(key, refusal));
    if (types.put(name, type) != null) {
      place.problem(key, "column " + name + " stands twice; keep one");
    }
  }

  /** Reports a name that is not among the known ones. */
  void require(String name, Map<String, DataType> known, String what, ConfNode place, String key) {
    if (!known.containsKey(name) && !inDoubt) {
      place.problem(key, name + " is not " + what + Suggestion.among(name, known.keySet()));
    }
  }

  Scope scope() {
    return Scope.of(types).doubting(name -> inDoubt);
  }
}
