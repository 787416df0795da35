package io.fenqun.world;

import io.fenqun.conf.ConfNode;
import io.fenqun.sql.Draws;
import io.fenqun.sql.WeightedList;
import io.fenqun.time.Month;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The world of a pack ({@code world.yaml}): what the generator makes up. Shape and numbers are all
 * in the file; this engine knows customers, months, chance and records, nothing of a business.
 *
 * @param firstMonth month 0; whoever is there before it begins with its start values
 * @param noise how much chance there is beside the pattern, where the caller names nothing
 * @param lists drawn from by {@code pick}
 * @param customer values drawn once a customer, in order; among them customer_id and opened
 * @param month values of each month of a customer's path, in order
 * @param tables records, each table for the source of its name
 * @param truth what the world knows and no source tells
 * @param checks what must hold of a base computed from it
 * @param demo how large it is in a demonstration; empty: it is not shown
 */
public record World(
    Month firstMonth,
    double noise,
    Map<String, WeightedList> lists,
    List<WorldValue> customer,
    List<WorldValue> month,
    List<WorldTable> tables,
    List<WorldTable> truth,
    List<WorldCheck> checks,
    Optional<DemoSize> demo) {

  /**
   * @param option the option of the demo that changes the number
   * @param customers how many there ever are
   */
  public record DemoSize(String option, long customers) {}

  /** The customer's id: text. */
  public static final String CUSTOMER_ID = "customer_id";

  /** The number of the month in which the customer's path begins; below 0 before the world. */
  public static final String OPENED = "opened";

  /** The customer's number, from 1. */
  static final String NUMBER = "n";

  /** The number of the month, from 0. */
  static final String TIME = "t";

  static final String NOISE = "noise";
  static final String MONTH_START = "month_start";
  static final String DAYS = "days";

  /** The values of the month before, or the start values. */
  static final String BEFORE = "before";

  static final String PART = "part";
  static final String ROW = "row";
  static final String ROWS = "rows";

  /** Reads a file whose form is checked; names and types are checked by {@link WorldChecks}. */
  public static World from(ConfNode file) {
    return new WorldFile(file).read();
  }

  Draws customerDraws(long seed) {
    return new Draws(seed + "/customer", List.of(NUMBER), List.of(), lists);
  }

  Draws monthDraws(long seed) {
    return new Draws(seed + "/month", List.of(NUMBER, TIME), List.of(TIME), lists);
  }

  /** For how many records there are: drawn once a month, or once a customer. */
  Draws countDraws(long seed, WorldTable table) {
    List<String> keys =
        table.grain() == WorldTable.Grain.MONTH ? List.of(NUMBER, TIME) : List.of(NUMBER);
    return new Draws(seed + "/" + table.name() + "/rows", keys, List.of(), lists);
  }

  Draws rowDraws(long seed, WorldTable table) {
    List<String> keys =
        table.grain() == WorldTable.Grain.MONTH
            ? List.of(NUMBER, TIME, PART, ROW)
            : List.of(NUMBER, PART, ROW);
    return new Draws(
        seed + "/" + table.name(),
        keys,
        table.grain().isMonthly() ? List.of(TIME) : List.of(),
        lists);
  }
}
