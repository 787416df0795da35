package io.fenqun.serve;

import io.fenqun.error.FenqunException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The SQL of a view with holes: {@code {view}} its quoted name, {@code {month}} the last month
 * published as a literal, {@code {table:NAME}} a table at its published version, and of a table
 * {@code {columns:NAME}}, {@code {commented:NAME}}, {@code {comment:NAME}}, {@code
 * {dimensions:NAME}}. The templates stand as {@code <view>.sql} beside this class.
 */
record ViewTemplate(String name, String sql) {
  private static final Pattern HOLE = Pattern.compile("\\{(\\w+)(?::(\\w+))?}");

  static ViewTemplate load(String name) {
    try (InputStream stream = ViewTemplate.class.getResourceAsStream(name + ".sql")) {
      if (stream == null) {
        throw FenqunException.internal("Cannot find the SQL of view " + name);
      }
      return new ViewTemplate(
          name, new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tables that it reads. */
  Set<String> tables() {
    return HOLE.matcher(sql)
        .results()
        .map(hole -> hole.group(2))
        .filter(table -> table != null)
        .collect(Collectors.toSet());
  }

  /** The view, or empty when a table that it reads is not published. */
  Optional<ViewDef> filled(String database, PublishedTables published) {
    if (!published.names().containsAll(tables())) {
      return Optional.empty();
    }
    String view = PublishedTable.quoted(database) + "." + PublishedTable.quoted(name);
    String statement =
        HOLE.matcher(sql)
            .replaceAll(hole -> Matcher.quoteReplacement(filling(hole, view, published)));
    return Optional.of(new ViewDef(name, statement));
  }

  private String filling(MatchResult hole, String view, PublishedTables published) {
    String what = hole.group(1);
    if (hole.group(2) == null) {
      return switch (what) {
        case "view" -> view;
        case "month" -> PublishedTable.literal(published.month());
        default -> throw unknown(hole);
      };
    }
    PublishedTable table = published.table(hole.group(2));
    return switch (what) {
      case "table" -> table.relation();
      case "columns" -> table.columns();
      case "commented" -> table.commentedColumns();
      case "comment" -> PublishedTable.literal(table.comment());
      case "dimensions" -> stacked(table);
      default -> throw unknown(hole);
    };
  }

  /** Arguments of {@code stack}: their number, then name and column of each dimension. */
  private static String stacked(PublishedTable table) {
    String pairs =
        table.dimensions().stream()
            .map(name -> ", " + PublishedTable.literal(name) + ", " + PublishedTable.quoted(name))
            .collect(Collectors.joining());
    return (table.dimensions().size() + 1) + ", 'ALL', 'ALL'" + pairs;
  }

  private FenqunException unknown(MatchResult hole) {
    return FenqunException.internal("View " + name + " has an unknown hole " + hole.group());
  }
}
