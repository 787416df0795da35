package io.fenqun.source;

import io.fenqun.conf.ConfNode;
import io.fenqun.sql.SqlExpression;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;

/** The YAML of one source, value by value. */
final class SourceFile {
  private static final Pattern MAX_AGE = Pattern.compile("(\\d+)( months?)?");
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private final ConfNode file;
  private final SourceDefaults defaults;

  SourceFile(ConfNode file, SourceDefaults defaults) {
    this.file = file;
    this.defaults = defaults;
  }

  SourceDef read(String name) {
    if (!file.has("kind")) {
      file.problem("kind", "is missing; it is transactions or snapshot");
    }
    SourceDef source =
        new SourceDef(
            name,
            file.labels(),
            file.position(),
            file.choice("kind", SourceDef.Kind.class, SourceDef.Kind.SNAPSHOT),
            file.flag("history", true),
            maxAge(),
            file.text("format"),
            file.text("location"),
            file.textMap("options"),
            encoding(),
            file.flag("allow_empty", false),
            file.flag("multi_line", false),
            file.integer("max_record_bytes", defaults.maxRecordBytes()),
            file.child("budget").map(this::budget),
            file.optionalText("changed_by"),
            file.texts("key"),
            file.optionalText("event_time"),
            file.optionalText("customer"),
            file.children("columns").stream().map(SourceFile::mapped).toList(),
            file.children("join").stream().map(SourceFile::join).toList(),
            file.children("derive").stream().map(SourceFile::derived).toList(),
            file.children("expect").stream().map(this::expectation).toList());
    check(source);
    return source;
  }

  private void check(SourceDef source) {
    if (source.key().isEmpty()) {
      file.problem("key", "name the columns that tell one record from another, for example [id]");
    }
    if (source.columns().isEmpty()) {
      file.problem("columns", "a source needs at least one column");
    }
    if (source.isTransactions() && source.eventTime().isEmpty()) {
      file.problem("event_time", "is missing; transactions need the column that dates them");
    }
    if (source.isTransactions() && !source.history()) {
      file.problem("history", "false is for snapshots; transactions have their own dates");
    }
    if (source.multiLine() && !source.format().equals("csv")) {
      file.problem("multi_line", "is for csv; records of other formats have no lines");
    }
    if (file.has("max_record_bytes") && !source.multiLine()) {
      file.problem("max_record_bytes", "is for multi_line: true; say so, or remove it");
    }
    if (source.isTable()) {
      checkTable(source);
    } else if (file.has("changed_by")) {
      file.problem(
          "changed_by", "is for format table or jdbc; files tell themselves if they changed");
    }
    if (source.isMonthly() && !source.history()) {
      file.problem(
          "history", "false is for an undated snapshot; this location has " + SourceDef.MONTH);
    }
  }

  private void checkTable(SourceDef source) {
    if (source.isMonthly()) {
      file.problem(
          "location",
          "a table is one delivery and has no "
              + SourceDef.MONTH
              + "; name the table, or a query in brackets");
    }
    if (file.has("encoding")) {
      file.problem("encoding", "is for csv; a table knows its own");
    }
    if (source.format().equals("jdbc") && !source.options().containsKey("url")) {
      file.problem(
          "options", "need the url of the database, for example jdbc:postgresql://host/db");
    }
  }

  private int maxAge() {
    Optional<String> text = file.optionalText("max_age");
    if (text.isEmpty()) {
      return defaults.maxAgeMonths();
    }
    Matcher matcher = MAX_AGE.matcher(text.get());
    if (!matcher.matches()) {
      file.problem(
          "max_age", "'" + text.get() + "' is not a number of months, for example 2 months");
      return defaults.maxAgeMonths();
    }
    return Integer.parseInt(matcher.group(1));
  }

  private String encoding() {
    String encoding = file.optionalText("encoding").orElse(StandardCharsets.UTF_8.name());
    if (!isSupported(encoding)) {
      file.problem(
          "encoding",
          "'" + encoding + "' is not a known encoding; write for example UTF-8, GBK, GB18030");
    } else if (Charset.forName(encoding).name().toUpperCase(Locale.ROOT).startsWith("UTF-16")
        || Charset.forName(encoding).name().toUpperCase(Locale.ROOT).startsWith("UTF-32")) {
      file.problem(
          "encoding", encoding + " cannot be read line by line; convert the file to UTF-8");
    } else {
      return encoding;
    }
    return StandardCharsets.UTF_8.name();
  }

  private static boolean isSupported(String encoding) {
    try {
      return Charset.isSupported(encoding);
    } catch (IllegalCharsetNameException e) {
      return false;
    }
  }

  private static SourceColumn mapped(ConfNode node) {
    String name = node.text("name");
    SqlExpression rawColumn = new SqlExpression("`" + name + "`", node.position("name"));
    return column(node, name, SqlExpression.optional(node, "expr").orElse(rawColumn));
  }

  private static SourceColumn derived(ConfNode node) {
    return column(node, node.text("name"), SqlExpression.from(node, "expr"));
  }

  private static SourceColumn column(ConfNode node, String name, SqlExpression expr) {
    String unit = node.optionalText("unit").orElse("");
    return new SourceColumn(name, type(node), expr, unit, node.flag("pii", false), node.labels());
  }

  private static DataType type(ConfNode node) {
    String text = node.text("type");
    try {
      DataType type = text.isEmpty() ? DataTypes.StringType : DataType.fromDDL(text);
      if (!(type instanceof StructType) && !(type instanceof TimestampNTZType)) {
        return type;
      }
    } catch (Exception e) { // Scala code throws a checked exception that it does not declare
      if (!(e instanceof AnalysisException)) {
        throw e;
      }
    }
    node.problem(
        "type",
        "'"
            + text
            + "' is not a type; write for example string, bigint, decimal(18,2), date, timestamp, boolean");
    return DataTypes.StringType;
  }

  private static SourceDef.JoinDef join(ConfNode node) {
    if (node.texts("using").isEmpty()) {
      node.problem("using", "name the columns that both sides share, for example [id]");
    }
    return new SourceDef.JoinDef(
        node.text("from"),
        node.texts("using"),
        SqlExpression.optional(node, "where"),
        joinedColumns(node),
        node.position());
  }

  private static Map<String, String> joinedColumns(ConfNode node) {
    if (!node.isList("columns")) {
      return node.textMap("columns");
    }
    Map<String, String> sameNames = new LinkedHashMap<>();
    node.texts("columns").forEach(name -> sameNames.put(name, name));
    return sameNames;
  }

  private SourceDef.Expectation expectation(ConfNode node) {
    return new SourceDef.Expectation(
        SqlExpression.from(node, "check"), percent(node, "limit").orElse(defaults.expectLimit()));
  }

  private SourceDef.Budget budget(ConfNode node) {
    Optional<Long> count = node.decimal("count").map(BigDecimal::longValue);
    if (!node.has("share") && count.isEmpty()) {
      node.problem("share", "a budget has a share in percent, a count of records, or both");
    }
    return new SourceDef.Budget(
        percent(node, "share").orElse(HUNDRED.doubleValue()), count, node.position());
  }

  private static Optional<Double> percent(ConfNode node, String key) {
    Optional<BigDecimal> percent = node.decimal(key);
    if (percent.isPresent()
        && (percent.get().signum() < 0 || percent.get().compareTo(HUNDRED) > 0)) {
      node.problem(key, percent.get() + " is not a percentage from 0 to 100");
    }
    return percent.map(BigDecimal::doubleValue);
  }
}
