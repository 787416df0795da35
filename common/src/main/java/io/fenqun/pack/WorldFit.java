package io.fenqun.pack;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Problems;
import io.fenqun.conf.Suggestion;
import io.fenqun.source.SourceColumn;
import io.fenqun.source.SourceDef;
import io.fenqun.sql.ColumnNames;
import io.fenqun.sql.ExpressionChecker;
import io.fenqun.world.World;
import io.fenqun.world.WorldChecks;
import io.fenqun.world.WorldTable;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks that the sources of a pack can read what its world makes: a table is named like a source,
 * lies where the source looks, and holds the raw columns that the source asks for.
 */
final class WorldFit {
  private final Problems problems;
  private final Map<String, Declared<SourceDef>> sources;

  private WorldFit(Problems problems, Map<String, Declared<SourceDef>> sources) {
    this.problems = problems;
    this.sources = sources;
  }

  /** Reads and checks world.yaml against itself and against the sources. */
  static World read(
      ConfNode file, ExpressionChecker expressions, Map<String, Declared<SourceDef>> sources) {
    // names are not looked for where a key is missing or misspelt: only consequences would follow
    boolean isWellFormed = !file.problems().at(file.position());
    World world = World.from(file);
    if (isWellFormed) {
      new WorldChecks(world, expressions, file.problems()).check(file.position());
    }
    WorldFit fit = new WorldFit(file.problems(), sources);
    fit.checkNames(world.tables());
    fit.checkNames(world.truth());
    world.tables().forEach(fit::checkSource);
    return world;
  }

  private void checkNames(List<WorldTable> tables) {
    Set<String> names = new HashSet<>();
    for (WorldTable table : tables) {
      if (!names.add(table.name())) {
        problems.add(table.position(), "table " + table.name() + " stands twice; keep one");
      }
    }
  }

  private void checkSource(WorldTable table) {
    Declared<SourceDef> declared = sources.get(table.name());
    if (declared == null) {
      problems.add(
          table.position(),
          "no source is called " + table.name() + Suggestion.among(table.name(), sources.keySet()));
      return;
    }
    SourceDef source = declared.def();
    if (source.isTable()) {
      problems.add(
          declared.yaml().position("format"),
          "a world writes files, and this source is a table; take it out of world.yaml");
      return;
    }
    String folder = folder(table);
    if (!source.location().startsWith(folder)
        || source.location().indexOf('/', folder.length()) >= 0) {
      problems.add(
          declared.yaml().position("location"),
          "'"
              + source.location()
              + "' is not where the world writes; write for example "
              + folder
              + "*."
              + source.format());
    }
    for (SourceColumn column : source.columns()) {
      for (String raw : ColumnNames.in(column.expr())) {
        if (!table.written().contains(raw)) {
          problems.add(
              table.position(),
              "source "
                  + source.name()
                  + " reads column "
                  + raw
                  + ", which is not written"
                  + Suggestion.among(raw, table.written()));
        }
      }
    }
  }

  private static String folder(WorldTable table) {
    return table.name() + (table.grain().isMonthly() ? "/month=" + SourceDef.MONTH + "/" : "/");
  }
}
