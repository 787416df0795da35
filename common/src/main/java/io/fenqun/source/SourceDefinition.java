package io.fenqun.source;

import io.fenqun.conf.DefinitionHash;
import io.fenqun.sql.SqlExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a source's file says that can change its clean rows, one fact a line. */
final class SourceDefinition {
  private SourceDefinition() {}

  static String of(SourceDef source) {
    List<String> facts = new ArrayList<>();
    facts.add("kind " + source.kind());
    facts.add("format " + source.format());
    facts.add("location " + source.location());
    facts.add("options " + sorted(source.options()));
    facts.add("encoding " + source.encoding());
    facts.add("multi_line " + (source.multiLine() ? source.maxRecordBytes() : "no"));
    facts.add("key " + source.key());
    facts.add("event_time " + source.eventTime().orElse(""));
    facts.add("customer " + source.customer().orElse(""));
    source.columns().forEach(column -> facts.add("column " + text(column)));
    for (SourceDef.JoinDef join : source.joins()) {
      String where = join.where().map(SqlExpression::text).orElse("");
      facts.add("join " + join.from() + " using " + join.using() + " where " + where);
      facts.add("takes " + sorted(join.columns()));
    }
    source.derive().forEach(column -> facts.add("derive " + text(column)));
    source.expect().forEach(expectation -> facts.add("expect " + expectation.check().text()));
    return DefinitionHash.of(String.join("\n", facts));
  }

  private static Map<String, String> sorted(Map<String, String> options) {
    return new TreeMap<>(options);
  }

  /** Of units only money matters: its columns are summed. */
  private static String text(SourceColumn column) {
    return String.join(
        " ",
        column.name(),
        column.type().sql(),
        column.expr().text(),
        column.unit().equals("money") ? "money" : "",
        column.pii() ? "pii" : "");
  }
}
