package io.fenqun.source;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns that stand beside the raw columns of a record as read. One row is one record of a
 * file, whether it could be split into fields or not.
 */
public final class RawColumns {
  private static final String PREFIX = "__";

  /** The month of the location, or {@link SourceDef#ALL}. */
  public static final String DELIVERY = "__delivery";

  /** The file, relative to the source folder; the location where a record has no file. */
  public static final String FILE = "__file";

  /**
   * Line number from 1 with the header as line 1 (csv; of a record over several lines the first),
   * row index from 0 (Parquet), null elsewhere.
   */
  public static final String RECORD_NO = "__record_no";

  /**
   * SHA-256 of the line without its line end (of several lines, with a line feed between them), or
   * of all raw columns, as hexadecimal text.
   */
  public static final String RECORD_HASH = "__record_hash";

  /**
   * Null, or the reason why the record has no fields: {@link #ENCODING}, {@link #SHAPE} or {@link
   * #TOO_LONG}; its raw columns are null then.
   */
  public static final String FAULT = "__fault";

  /** The line as text, or all raw columns as JSON; personal data are not masked here. */
  public static final String CONTENT = "__content";

  /** Bytes that are no text in the declared encoding. */
  public static final String ENCODING = "ENCODING";

  /** An open quote, or another number of fields than the header has. */
  public static final String SHAPE = "SHAPE";

  /** More bytes than a record over several lines may have. */
  public static final String TOO_LONG = "TOO_LONG";

  private static final List<String> ALL =
      List.of(DELIVERY, FILE, RECORD_NO, RECORD_HASH, FAULT, CONTENT);

  private RawColumns() {}

  public static List<String> all() {
    return ALL;
  }

  public static boolean isTechnical(String column) {
    return column.startsWith(PREFIX);
  }

  /** The raw columns alone. */
  public static StructType data(StructType raw) {
    return new StructType(
        Arrays.stream(raw.fields())
            .filter(f -> !isTechnical(f.name()))
            .toArray(StructField[]::new));
  }

  /** Raw columns that are all text. */
  public static StructType texts(List<String> names) {
    StructType schema = new StructType();
    for (String name : names) {
      schema = schema.add(name, DataTypes.StringType, true);
    }
    return schema;
  }
}
