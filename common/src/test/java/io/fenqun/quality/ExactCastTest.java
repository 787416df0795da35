package io.fenqun.quality;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.SparkTest;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExactCastTest extends SparkTest {
  private static final long serialVersionUID = 1L;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "3000000000L          | int           | true", // wraps to -1294967296
        "2147483647L          | int           | false",
        "'3.7'                | int           | true",
        "'3.0'                | int           | false",
        "'many'               | int           | false", // null: another reason
        "3.7D                 | bigint        | true",
        "3.0D                 | bigint        | false",
        "3.7BD                | int           | true",
        "300                  | tinyint       | true",
        "'12.345'             | decimal(18,2) | true",
        "'12.340'             | decimal(18,2) | false",
        "'-0.004'             | decimal(18,2) | true",
        "12.345BD             | decimal(18,2) | false", // computed: the type rounds it
        "0.1D + 0.2D          | decimal(18,2) | false",
        "'.'                  | int           | true", // some tools' missing value, 0 for Spark
        "' 12.50 '            | decimal(18,2) | false",
        "'-7'                 | int           | false",
        "'12345678901234567890123' | decimal(38,0) | false",
        "12345678901234567890123BD | bigint    | true", // wraps
        "cast(null as string) | int           | false",
        "'2024-01-05'         | date          | false",
        "7                    | string        | false"
      })
  void aNumberThatIsAnotherOneAfterTheCastIsSeen(String value, String declared, boolean changes) {
    Dataset<Row> one = spark().range(1).selectExpr(value + " as value");
    DataType found = one.schema().apply("value").dataType();
    Row seen =
        one.select(ExactCast.changes(col("value"), found, DataType.fromDDL(declared))).first();
    assertThat(seen.getBoolean(0)).isEqualTo(changes);
  }
}
