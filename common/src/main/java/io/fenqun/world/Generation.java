package io.fenqun.world;

import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * The records of a world: a function of (seed, customer, month), computed without moving a row. A
 * customer is made in one task; tasks share nothing, so time grows with the customers and memory
 * does not.
 */
public final class Generation {
  /** Column of the month, text yyyy-MM, the last of a monthly table. */
  public static final String MONTH = "month";

  private final World world;
  private final long seed;
  private final double dirty;
  private final Replay.Plan plan;

  /**
   * @param noise how much chance there is beside the world's pattern
   * @param dirty share of the records that are damaged, 0 to 1
   */
  public Generation(World world, long seed, double noise, double dirty) {
    this.world = world;
    this.seed = seed;
    this.dirty = dirty;
    this.plan = new Replay.Plan(world, seed, noise);
  }

  public World world() {
    return world;
  }

  public long seed() {
    return seed;
  }

  double dirty() {
    return dirty;
  }

  /**
   * The records of a table of customers.
   *
   * <p>Grain: what {@code table.parts} make of a customer and month (or of a customer). Columns:
   * those of the table that are not hidden, then {@link #MONTH} of a monthly table.
   *
   * @param customers numbers from 1; each stands once
   * @param months of a monthly table, none before the world's first
   */
  public Dataset<Row> records(WorldTable table, Dataset<Long> customers, MonthRange months) {
    Records records = new Records(table, this, plan, months);
    MapPartitionsFunction<Long, Row> work = numbers -> new RecordsOfMany(records, numbers);
    return customers.mapPartitions(work, Encoders.row(Records.schema(table)));
  }

  /** One customer's records are made at a time. */
  private static final class RecordsOfMany implements Iterator<Row> {
    private final Records records;
    private final Iterator<Long> numbers;
    private Iterator<Row> current = List.<Row>of().iterator();

    RecordsOfMany(Records records, Iterator<Long> numbers) {
      this.records = records;
      this.numbers = numbers;
    }

    @Override
    public boolean hasNext() {
      while (!current.hasNext() && numbers.hasNext()) {
        List<Row> rows = new ArrayList<>();
        records.of(numbers.next(), rows::add);
        current = rows.iterator();
      }
      return current.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException("no customer is left");
      }
      return current.next();
    }
  }
}
