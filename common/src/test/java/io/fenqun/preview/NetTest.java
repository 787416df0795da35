package io.fenqun.preview;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.inline;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.SparkTest;
import io.fenqun.table.ExactSum;
import io.fenqun.table.NetMoves;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** A preview's nets and those of segment_change are the same arithmetic. */
class NetTest extends SparkTest {
  private static final long serialVersionUID = 1L;
  private static final long SEED = 7;

  @Test
  void theNetsOfAPreviewAreThoseOfTheMovesOfTables() {
    Random random = new Random(SEED);
    List<Move> moves = new ArrayList<>();
    List<Row> cells = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String from = "S" + random.nextInt(5);
      String to = "S" + random.nextInt(5);
      BigDecimal amount = BigDecimal.valueOf(random.nextInt(9999) - 2000, 2);
      long customers = 1 + random.nextInt(9);
      moves.add(new Move(from, to, customers, amount));
      cells.add(RowFactory.create(from, to, customers, amount));
    }
    Dataset<Row> rows =
        rows(
            "from_segment string, to_segment string, customers bigint, amount decimal(18,2)",
            cells);
    Map<String, Net> ofTables = new TreeMap<>();
    rows.select(
            inline(
                NetMoves.ends(
                    col("from_segment"),
                    col("to_segment"),
                    col("customers"),
                    ExactSum.cents(col("amount")),
                    ExactSum.cents(col("amount")))))
        .groupBy("segment")
        .agg(
            ExactSum.of(col("customers")).as("customers"),
            ExactSum.money(ExactSum.of(col("cents"))).as("amount"))
        .collectAsList()
        .forEach(row -> ofTables.put(row.getString(0), new Net(row.getLong(1), row.getDecimal(2))));
    assertThat(ofTables).as("seed %d", SEED).isEqualTo(Net.of(moves));
  }
}
