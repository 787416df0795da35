package io.fenqun.transition;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.SparkTest;
import io.fenqun.table.States;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/**
 * Forecasts of customers who do move by a chain come true as often as their limits promise: 10,000
 * customers, 24 months, 200 fixed seeds; forecast in the twelfth month, looked at 1, 3, 6 and 12
 * months later.
 */
class ForecastCoverageTest extends SparkTest {
  private static final long serialVersionUID = 1L;
  private static final int SEEDS = 200;
  private static final int CUSTOMERS = 10_000;
  private static final Month FIRST = Month.of(2022, 1);
  private static final Month MADE_IN = FIRST.plus(11);
  private static final String[] CODES = {"A", "B", "C", States.LEFT};
  private static final double[][] RATES = {
    {0.90, 0.06, 0.03, 0.01}, {0.10, 0.80, 0.08, 0.02}, {0.02, 0.10, 0.83, 0.05}, {0, 0, 0, 1}
  };

  private static MoveRows simulated() {
    MoveRows rows = new MoveRows();
    for (int seed = 1; seed <= SEEDS; seed++) {
      SimulatedChain chain = new SimulatedChain(seed, RATES);
      int[] before = new int[CUSTOMERS];
      for (int i = 0; i < CUSTOMERS; i++) {
        before[i] = i % 10 < 5 ? 0 : i % 10 < 8 ? 1 : 2;
      }
      int[] cohort = before;
      for (Month month = FIRST.plus(1); month.index() < FIRST.index() + 24; month = month.plus(1)) {
        int[] now = chain.next(before);
        boolean isHistory = month.compareTo(MADE_IN) <= 0;
        if (isHistory) {
          count(rows, "seed " + seed, month, 1, before, now);
          cohort = now;
        } else {
          int horizon = month.index() - MADE_IN.index();
          if (List.of(1, 3, 6, 12).contains(horizon)) {
            count(rows, "seed " + seed, month, horizon, cohort, now);
          }
        }
        before = now;
      }
    }
    return rows;
  }

  private static void count(
      MoveRows rows, String scheme, Month month, int horizon, int[] before, int[] now) {
    long[][] cells = new long[CODES.length][CODES.length];
    for (int i = 0; i < before.length; i++) {
      cells[before[i]][now[i]]++;
    }
    for (int from = 0; from < CODES.length - 1; from++) {
      for (int to = 0; to < CODES.length; to++) {
        if (cells[from][to] > 0) {
          rows.move(
              scheme,
              month.toString(),
              horizon,
              States.ALL,
              States.ALL,
              CODES[from],
              CODES[to],
              cells[from][to]);
        }
      }
    }
  }

  @Test
  void limitsHoldAsOftenAsTheySay() {
    Dataset<Row> transitions = rows(MoveRows.SCHEMA, simulated().rows()).persist();
    Dataset<Row> forecasts =
        TransitionForecast.of(
            transitions, new ForecastDef(12, 12, List.of()), MonthRange.of(MADE_IN), 0.95);
    Dataset<Row> backtest =
        ForecastBacktest.of(
                forecasts, transitions, new MonthRange(MADE_IN.plus(1), MADE_IN.plus(12)))
            .where("expected >= 30")
            .persist();
    for (Row horizon :
        backtest
            .groupBy("horizon_months")
            .agg(
                org.apache.spark.sql.functions.expr("avg(cast(is_within as int))"),
                org.apache.spark.sql.functions.expr("count(*)"))
            .collectAsList()) {
      assertThat(horizon.getDouble(1)).as("coverage " + horizon).isBetween(0.93, 0.975);
      assertThat(horizon.getLong(2)).isEqualTo(SEEDS * CODES.length);
    }
    double all = backtest.selectExpr("avg(cast(is_within as int))").first().getDouble(0);
    assertThat(all).isBetween(0.94, 0.97);
    transitions.unpersist();
    backtest.unpersist();
  }
}
