package io.fenqun.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.SparkTest;
import io.fenqun.error.FenqunException;
import io.fenqun.table.TableDef;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A write that storage stops in its middle leaves nothing to see and says what to do. */
class FaultyDiskTest extends SparkTest {
  private static final MonthRange JANUARY = MonthRange.of(Month.of(2024, 1));

  private static final TableDef TABLE =
      Tables.table("visits", "拜访", "visits")
          .partitioned("month", "月份", "month")
          .key("customer_id", DataTypes.StringType, "客户号", "customer's id")
          .build();

  @TempDir Path warehouse;
  private DeltaTableStore store;

  @BeforeEach
  void writeTheMonthBefore() {
    store = new DeltaTableStore(spark(), warehouse.toString(), "pack");
    write("a");
  }

  private void write(String customer) {
    Row[] rows = {RowFactory.create("2024-01", customer)};
    store.replaceMonths(TABLE, JANUARY, rows("month string, customer_id string", rows));
  }

  private Configuration hadoop() {
    return spark().sparkContext().hadoopConfiguration();
  }

  /** From the first byte to those of the commit, until there is room for all. */
  @Test
  void onAFullDiskNothingIsWrittenWhereverItStops() {
    assertRefusedUntilThereIsRoom(
        room -> FaultyDisk.full(hadoop(), warehouse, room * 400, () -> write("b")),
        "No space left on device",
        "free space there or choose another --warehouse, then run again: nothing half written is visible");
  }

  @Test
  void withoutTheRightToWriteNothingIsWrittenWhereverItStops() {
    assertRefusedUntilThereIsRoom(
        files -> FaultyDisk.denied(hadoop(), warehouse, files, () -> write("b")),
        "Permission denied",
        "give this user the right to read and write there");
  }

  private void assertRefusedUntilThereIsRoom(LongConsumer write, String why, String remedy) {
    long refused = 0;
    while (store.version("visits") == 0) {
      long room = refused;
      try {
        write.accept(room);
      } catch (FenqunException failure) {
        assertThat(failure.kind()).isEqualTo(FenqunException.Kind.STORAGE);
        assertThat(failure).hasMessageStartingWith("Cannot write table visits: ");
        assertThat(failure).hasMessageContaining(why).hasMessageContaining(remedy);
        assertThat(store.version("visits")).isZero();
        assertThat(store.read("visits").select("customer_id").first().getString(0)).isEqualTo("a");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(1);
    assertThat(store.read("visits").select("customer_id").first().getString(0)).isEqualTo("b");
  }
}
