package io.fenqun.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.decode;
import static org.apache.spark.sql.functions.from_csv;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.when;

import io.fenqun.source.RawColumns;
import io.fenqun.source.SourceDef;
import io.fenqun.sql.ColumnNames;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Text files with a separator: one line is one record, or several where the source says so. Lines
 * are found, counted and judged by {@link LineRecords}; the values of those that are well formed
 * are Spark's own reading of the line (an unquoted empty field is null, {@code ""} is empty text).
 * Files with the same header are read together; a raw column that only other files have is null.
 */
final class CsvFormat implements RawFormat {
  private static final String BYTES = "__bytes";
  private static final String PARSED = "__parsed";
  private static final StructType LINES =
      StructType.fromDDL(
          RawColumns.DELIVERY
              + " string, "
              + RawColumns.FILE
              + " string, "
              + RawColumns.RECORD_NO
              + " bigint, "
              + BYTES
              + " binary, "
              + RawColumns.FAULT
              + " string");

  /** Options of Spark's file reader that would make a record something else than a line. */
  private static final Set<String> OF_FILES =
      Set.of(
          "header",
          "multiLine",
          "lineSep",
          "encoding",
          "charset",
          "mode",
          "columnNameOfCorruptRecord");

  /** Stands for null between Spark's parser and its cast; no file has it as text. */
  private static final String NO_TEXT = "\u0000null\u0000";

  private final SparkSession spark;
  private final Configuration hadoop;

  CsvFormat(SparkSession spark) {
    this.spark = spark;
    this.hadoop = spark.sessionState().newHadoopConf();
  }

  @Override
  public Dataset<Row> read(SourceDef source, List<InputFile> files) {
    CsvGrammar grammar = CsvGrammar.of(source);
    boolean named = source.options().getOrDefault("header", "false").equals("true");
    CsvHeader headers = new CsvHeader(source, grammar, named, hadoop);
    HeaderCheck mapping = new HeaderCheck(spark, source);

    Map<List<String>, List<InputFile>> filesByHeader = new LinkedHashMap<>();
    for (InputFile file : files) {
      headers
          .names(file)
          .ifPresent(
              header -> {
                if (!filesByHeader.containsKey(header)) {
                  mapping.check(file.name(), RawColumns.texts(header));
                }
                filesByHeader.computeIfAbsent(header, h -> new ArrayList<>()).add(file);
              });
    }
    return filesByHeader.entrySet().stream()
        .map(same -> records(source, grammar, named, same.getKey(), same.getValue()))
        .reduce((left, right) -> left.unionByName(right, true))
        .orElseGet(() -> none(source));
  }

  private Dataset<Row> records(
      SourceDef source,
      CsvGrammar grammar,
      boolean named,
      List<String> header,
      List<InputFile> files) {
    Map<String, InputFile> byPath =
        files.stream().collect(Collectors.toMap(InputFile::path, Function.identity()));
    TextLines text;
    try {
      text =
          new TextLines(
              new JavaSparkContext(spark.sparkContext()), hadoop, files, source.multiLine());
    } catch (IOException e) {
      throw StorageFaults.translate("Cannot read source " + source.name(), e);
    }
    LineRecords records =
        new LineRecords(
            source.name(),
            byPath,
            text.firstLines(),
            named,
            header.size(),
            grammar,
            source.encoding(),
            source.multiLine() ? source.maxRecordBytes() : 0);
    Dataset<Row> lines =
        spark.createDataFrame(text.rdd().mapPartitionsWithInputSplit(records, true), LINES);

    boolean isUtf8 = Charset.forName(source.encoding()).equals(StandardCharsets.UTF_8);
    Column content = isUtf8 ? col(BYTES).cast("string") : decode(col(BYTES), source.encoding());
    Column wellFormed = when(col(RawColumns.FAULT).isNull(), content);
    StructType fields = RawColumns.texts(unambiguous(header));
    return lines
        .withColumn(RawColumns.RECORD_HASH, sha2(col(BYTES), 256))
        .withColumn(RawColumns.CONTENT, content)
        .withColumn(PARSED, from_csv(wellFormed, lit(fields.toDDL()), valueOptions(source)))
        .select(columns(fields));
  }

  private static Column[] columns(StructType fields) {
    List<Column> columns = new ArrayList<>();
    RawColumns.all().forEach(name -> columns.add(col(name)));
    for (String name : fields.fieldNames()) {
      columns.add(col(PARSED + ".`" + name.replace("`", "``") + "`").as(name));
    }
    return columns.toArray(Column[]::new);
  }

  /** As Spark does: a name that stands twice gets its position; the mapping uses none of these. */
  private static List<String> unambiguous(List<String> header) {
    Map<String, Long> times =
        header.stream()
            .collect(Collectors.groupingBy(h -> h.toLowerCase(Locale.ROOT), Collectors.counting()));
    List<String> names = new ArrayList<>();
    for (String name : header) {
      boolean twice = name.isEmpty() || times.getOrDefault(name.toLowerCase(Locale.ROOT), 0L) > 1;
      names.add(twice ? (name.isEmpty() ? "_c" : name) + names.size() : name);
    }
    return names;
  }

  /**
   * Without a null value of the pack's own, Spark would take its default, empty text, and with it
   * {@code ""}, for null.
   */
  private static Map<String, String> valueOptions(SourceDef source) {
    Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    options.put("nullValue", NO_TEXT);
    options.putAll(source.options());
    OF_FILES.forEach(options::remove);
    options.put("multiLine", String.valueOf(source.multiLine()));
    return options;
  }

  /** No record, with the raw columns that the mapping names. */
  private Dataset<Row> none(SourceDef source) {
    StructType schema =
        StructType.fromDDL(
            LINES.toDDL()
                + ", "
                + RawColumns.RECORD_HASH
                + " string, "
                + RawColumns.CONTENT
                + " string");
    for (String name :
        source.columns().stream()
            .flatMap(column -> ColumnNames.in(column.expr()).stream())
            .distinct()
            .toList()) {
      schema = schema.add(name, "string");
    }
    return spark.createDataFrame(List.of(), schema).drop(BYTES);
  }
}
