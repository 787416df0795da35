package io.fenqun.store;

import io.fenqun.conf.Suggestion;
import io.fenqun.error.FenqunException;
import io.fenqun.source.RawColumns;
import io.fenqun.source.SourceColumn;
import io.fenqun.source.SourceDef;
import io.fenqun.sql.ColumnNames;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DatetimeType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/**
 * Whether a source's mapping can be worked out over the raw columns that a file has; what cannot is
 * refused with kind DATA.
 */
final class HeaderCheck {
  private final SparkSession spark;
  private final SourceDef source;

  HeaderCheck(SparkSession spark, SourceDef source) {
    this.spark = spark;
    this.source = source;
  }

  /**
   * @param file as named in the message
   * @param raw the raw columns of it
   */
  void check(String file, StructType raw) {
    Dataset<Row> none = spark.createDataFrame(List.of(), raw);
    List<String> header = List.of(raw.fieldNames());
    for (SourceColumn column : source.columns()) {
      for (String name : ColumnNames.in(column.expr())) {
        checkName(file, column, name, header);
      }
      checkType(file, column, none);
    }
  }

  private void checkName(String file, SourceColumn column, String name, List<String> header) {
    List<String> same =
        header.stream()
            .filter(h -> h.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
            .toList();
    if (same.isEmpty()) {
      List<String> known = header.stream().filter(h -> !RawColumns.isTechnical(h)).toList();
      throw fault(
          file, column, "column " + name + " is not in its header" + Suggestion.among(name, known));
    }
    if (same.size() > 1) {
      throw fault(
          file,
          column,
          "column "
              + name
              + " stands "
              + same.size()
              + " times in its header; deliver it with one of each name");
    }
  }

  private void checkType(String file, SourceColumn column, Dataset<Row> none) {
    DataType found;
    try {
      found = none.select(column.expr().column()).schema().fields()[0].dataType();
    } catch (Exception e) { // Scala code throws a checked exception that it does not declare
      if (e instanceof AnalysisException analysis) {
        throw fault(
            file,
            column,
            "'"
                + column.expr().text()
                + "' does not fit its columns: "
                + analysis.getSimpleMessage());
      }
      throw e;
    }
    if (!canBecome(found, column.type())) {
      throw fault(
          file,
          column,
          "column "
              + column.name()
              + " is "
              + found.sql()
              + " there, which cannot become "
              + column.type().sql()
              + "; map it with expr");
    }
  }

  /**
   * As the SQL standard casts: Spark's own habit would make dates of truth values, and seconds of
   * any number where a time is wanted, whatever unit it was meant in.
   */
  private static boolean canBecome(DataType found, DataType declared) {
    boolean isMoment = declared instanceof DatetimeType;
    return Cast.canAnsiCast(found, declared) && !(found instanceof NumericType && isMoment);
  }

  private FenqunException fault(String file, SourceColumn column, String what) {
    return FenqunException.data(
        "Cannot read source "
            + source.name()
            + ": "
            + file
            + ": "
            + column.expr().position()
            + ": "
            + what);
  }
}
