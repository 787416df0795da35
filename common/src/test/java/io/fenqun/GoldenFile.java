package io.fenqun;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * A CSV file of rows worked by hand: a header, lines, and notes in lines that begin with #. An
 * unquoted empty cell is null.
 */
public record GoldenFile(Path path) {

  /** The rows, typed; a column without a type is refused. */
  public Dataset<Row> rows(SparkSession spark, Map<String, DataType> types) throws IOException {
    List<String> lines =
        Files.readAllLines(path).stream().filter(line -> !line.startsWith("#")).toList();
    StructType schema = new StructType();
    for (String column : lines.get(0).split(",", -1)) {
      assertThat(types).as("columns of %s", path).containsKey(column);
      schema = schema.add(column, types.get(column));
    }
    return spark
        .read()
        .schema(schema)
        .option("mode", "FAILFAST")
        .csv(spark.createDataset(lines.subList(1, lines.size()), Encoders.STRING()));
  }

  /** Rows as texts in order, to compare tables as multisets. */
  public static List<String> texts(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::toString).sorted().toList();
  }
}
