package io.fenqun.world;

import io.fenqun.sql.RowFrame;
import io.fenqun.sql.RowProgram;
import io.fenqun.sql.RowProgram.Assignment;
import io.fenqun.sql.RowValue;
import io.fenqun.sql.Scope;
import io.fenqun.time.MonthRange;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;

/**
 * The path of one customer, replayed month by month from its opening (or the world's first month)
 * to the last month that is asked for. Runs in a task, one customer after another; what it gives
 * depends on the seed and the customer's number alone, so month 7 alone is month 7 of the whole.
 * Values that no one asks for are not computed.
 */
final class Replay implements Serializable {
  private static final long serialVersionUID = 1L;

  private final RowProgram customer;
  private final RowProgram starts;
  private final RowProgram month;

  /** Pairs of places: a value before, and the same value now. */
  private final int[][] carried;

  private final Calendar calendar;
  private final Fixed fixed;

  /** Places that the replay fills itself, and the noise. */
  private record Fixed(int number, int noise, int opened, int time, double noiseSize)
      implements Serializable {}

  /** Days since 1970, and the months asked for, counted from the world's first. */
  private record Calendar(int firstDay, int[] lastDays, int from, int to) implements Serializable {
    static Calendar of(World world, MonthRange months) {
      int to = months.to().index() - world.firstMonth().index();
      int[] lastDays = new int[to + 1];
      for (int t = 0; t <= to; t++) {
        lastDays[t] = Math.toIntExact(world.firstMonth().plus(t).lastDay().toEpochDay());
      }
      return new Calendar(
          Math.toIntExact(world.firstMonth().firstDay().toEpochDay()),
          lastDays,
          months.from().index() - world.firstMonth().index(),
          to);
    }

    void fill(GenericInternalRow row, int place, int t) {
      int monthStart = t == 0 ? firstDay : lastDays[t - 1] + 1;
      row.update(place, t);
      row.update(place + 1, monthStart);
      row.update(place + 2, lastDays[t]);
      row.update(place + 3, lastDays[t] - monthStart + 1);
    }
  }

  /** The names of a world's customers and months, and what they are computed with. */
  static final class Plan {
    private final RowFrame frame = new RowFrame();
    private final List<Assignment> customer = new ArrayList<>();
    private final List<Assignment> starts = new ArrayList<>();
    private final List<Assignment> month = new ArrayList<>();
    private final Map<Integer, Integer> before = new LinkedHashMap<>();
    private final Fixed fixed;

    Plan(World world, long seed, double noise) {
      int number = frame.add(World.NUMBER, DataTypes.LongType);
      int noisePlace = frame.add(World.NOISE, DataTypes.DoubleType);
      for (WorldValue value : world.customer()) {
        RowValue computed = frame.value(value.expr(), world.customerDraws(seed), value.type());
        customer.add(new Assignment(frame.add(value.name(), computed.type()), computed));
      }
      int time = frame.add(World.TIME, DataTypes.IntegerType);
      frame.add(World.MONTH_START, DataTypes.DateType);
      frame.add(Scope.MONTH_END, DataTypes.DateType);
      frame.add(World.DAYS, DataTypes.IntegerType);
      for (WorldValue value : world.month()) {
        value
            .start()
            .ifPresent(
                start -> {
                  RowValue computed = frame.value(start, world.customerDraws(seed), value.type());
                  String name = World.BEFORE + "." + value.name();
                  starts.add(new Assignment(frame.add(name, computed.type()), computed));
                });
      }
      for (WorldValue value : world.month()) {
        RowValue computed = frame.value(value.expr(), world.monthDraws(seed), value.type());
        int place = frame.add(value.name(), computed.type());
        month.add(new Assignment(place, computed));
        if (value.start().isPresent()) {
          before.put(frame.place(World.BEFORE + "." + value.name()), place);
        }
      }
      this.fixed = new Fixed(number, noisePlace, frame.place(World.OPENED), time, noise);
    }

    /** The names of customers and months, to be added to. */
    RowFrame frame() {
      return frame.copy();
    }

    /**
     * @param wanted places that the caller reads
     * @param months asked for; none of them before the world's first
     */
    Replay replay(World world, Set<Integer> wanted, MonthRange months) {
      Set<Integer> needed = new HashSet<>(wanted);
      List<Assignment> kept;
      int known;
      do { // what is needed before is needed now, for the month after
        known = needed.size();
        kept = RowProgram.neededFor(needed, month);
        kept.forEach(assignment -> needed.addAll(assignment.value().reads()));
        before.forEach(
            (past, now) -> {
              if (needed.contains(past)) {
                needed.add(now);
              }
            });
      } while (needed.size() > known);
      List<Assignment> keptStarts = RowProgram.neededFor(needed, starts);
      keptStarts.forEach(assignment -> needed.addAll(assignment.value().reads()));
      needed.add(fixed.opened());
      return new Replay(
          this,
          RowProgram.neededFor(needed, customer),
          keptStarts,
          kept,
          needed,
          Calendar.of(world, months));
    }
  }

  private Replay(
      Plan plan,
      List<Assignment> customer,
      List<Assignment> starts,
      List<Assignment> month,
      Set<Integer> needed,
      Calendar calendar) {
    this.customer = new RowProgram(customer);
    this.starts = new RowProgram(starts);
    this.month = new RowProgram(month);
    this.carried =
        plan.before.entrySet().stream()
            .filter(pair -> needed.contains(pair.getKey()))
            .map(pair -> new int[] {pair.getKey(), pair.getValue()})
            .toArray(int[][]::new);
    this.fixed = plan.fixed;
    this.calendar = calendar;
  }

  /** The values of a customer alone, in a row of so many places. */
  GenericInternalRow customer(long number, int places) {
    GenericInternalRow row = new GenericInternalRow(new Object[places]);
    row.update(fixed.number(), number);
    row.update(fixed.noise(), fixed.noiseSize());
    customer.run(row);
    return row;
  }

  /** Each month of the path that is asked for, in order; the row is used again. */
  void months(long number, int places, Consumer<GenericInternalRow> out) {
    GenericInternalRow row = customer(number, places);
    if (row.isNullAt(fixed.opened()) || row.getInt(fixed.opened()) > calendar.to()) {
      return;
    }
    starts.run(row);
    for (int t = Math.max(row.getInt(fixed.opened()), 0); t <= calendar.to(); t++) {
      calendar.fill(row, fixed.time(), t);
      month.run(row);
      if (t >= calendar.from()) {
        out.accept(row);
      }
      for (int[] pair : carried) {
        row.update(pair[0], row.genericGet(pair[1]));
      }
    }
  }
}
