package io.fenqun.transition;

import io.fenqun.table.States;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * A Markov chain whose steps are a month, estimated from counted moves. LEFT is absorbing. Of a
 * segment that nobody was seen to move from, and that was not seen to be kept either, the next step
 * is not known: its customers go to a place of their own, the last one of the matrix, and stay.
 */
final class Chain {
  private final List<String> states;
  private final RealMatrix step;
  private final double[] movesFrom;

  private Chain(List<String> states, RealMatrix step, double[] movesFrom) {
    this.states = states;
    this.step = step;
    this.movesFrom = movesFrom;
  }

  /**
   * @param moves of those who were in the base before; rate of a step = customers ÷ customers of
   *     the row
   * @param present segments that have a place even where no move names them
   */
  static Chain of(MoveCounts moves, SortedSet<String> present) {
    SortedSet<String> segments = moves.states();
    segments.addAll(present);
    segments.remove(States.LEFT);
    List<String> states = new ArrayList<>(segments);
    states.add(States.LEFT);
    int unknown = states.size();
    double[] movesFrom = new double[unknown + 1];
    RealMatrix step = MatrixUtils.createRealIdentityMatrix(unknown + 1);
    for (int from = 0; from < segments.size(); from++) {
      String code = states.get(from);
      movesFrom[from] = moves.customersFrom(code);
      step.setEntry(from, from, 0);
      if (movesFrom[from] == 0) {
        step.setEntry(from, unknown, 1);
      }
      for (var cell : moves.row(code).entrySet()) {
        step.setEntry(from, states.indexOf(cell.getKey()), cell.getValue() / movesFrom[from]);
      }
    }
    return new Chain(states, step, movesFrom);
  }

  /** Segments by code, then LEFT. */
  List<String> states() {
    return states;
  }

  /**
   * Where a closed cohort will be, by state, 1 to so many months on. Nobody enters it.
   *
   * <p>The variance of a share has two parts. Customers move by chance: Σ n q (1 − q) ÷ N² over
   * where they start. And the rates are estimates, the row of a state that of a multinomial sample
   * of its moves; their errors are carried to the share by its derivatives (delta method). Both are
   * multiplied by the dispersion where that is above 1: months that differ by more than chance make
   * the next ones as uncertain (quasi-likelihood: P. McCullagh and J. A. Nelder, Generalized Linear
   * Models, 2nd edition, 1989, section 4.5).
   *
   * <p>What was never seen may happen: one more move in all the moves of the window is allowed for.
   * A share of 0 or 1 has no other variance, and rests on all these moves as if they were of one
   * state.
   *
   * @param cohort customers by segment; some
   */
  List<Outlook> outlook(SortedMap<String, Long> cohort, int months, double dispersion) {
    double customers = cohort.values().stream().mapToDouble(Long::doubleValue).sum();
    double[] start = new double[movesFrom.length];
    cohort.forEach((segment, n) -> start[states.indexOf(segment)] = n / customers);
    List<RealMatrix> powers = powers(months);
    List<double[]> shares = powers.stream().map(power -> power.preMultiply(start)).toList();
    double excess = Math.max(1, dispersion);
    List<Outlook> outlook = new ArrayList<>();
    for (int month = 1; month <= months; month++) {
      double unknown = shares.get(month)[states.size()];
      for (int state = 0; state < states.size(); state++) {
        double share = Math.min(1, shares.get(month)[state]);
        double unseen = month / allMoves();
        double variance =
            byChance(start, powers.get(month), state) / customers
                + byEstimate(shares, powers, month, state)
                + unseen * (1 / customers + unseen);
        double number =
            share > 0 && share < 1 ? share * (1 - share) / variance : 1 / (1 / customers + unseen);
        outlook.add(new Outlook(month, states.get(state), share, number / excess, unknown));
      }
    }
    return outlook;
  }

  private List<RealMatrix> powers(int months) {
    List<RealMatrix> powers = new ArrayList<>();
    powers.add(MatrixUtils.createRealIdentityMatrix(movesFrom.length));
    for (int month = 1; month <= months; month++) {
      powers.add(powers.get(month - 1).multiply(step));
    }
    return powers;
  }

  private double allMoves() {
    double all = 0;
    for (double moves : movesFrom) {
      all += moves;
    }
    return all;
  }

  private static double byChance(double[] start, RealMatrix power, int state) {
    double variance = 0;
    for (int from = 0; from < start.length; from++) {
      double rate = power.getEntry(from, state);
      variance += start[from] * rate * (1 - rate);
    }
    return variance;
  }

  /**
   * The derivative of the share by the rate from → to is Σ over the months m before: share in from
   * after m months × rate from to into the state in the months left.
   */
  private double byEstimate(List<double[]> shares, List<RealMatrix> powers, int month, int state) {
    double variance = 0;
    for (int from = 0; from < states.size(); from++) {
      if (movesFrom[from] == 0) {
        continue;
      }
      double mean = 0;
      double square = 0;
      for (int to = 0; to < states.size(); to++) {
        double rate = step.getEntry(from, to);
        double derivative = 0;
        for (int before = 0; before < month && rate > 0; before++) {
          derivative +=
              shares.get(before)[from] * powers.get(month - 1 - before).getEntry(to, state);
        }
        mean += rate * derivative;
        square += rate * derivative * derivative;
      }
      variance += Math.max(0, square - mean * mean) / movesFrom[from];
    }
    return variance;
  }

  /**
   * A share of a cohort.
   *
   * @param share of those of whom it is known
   * @param number of independent customers on which limits of the share rest; 0 where nothing is
   *     known of anyone
   * @param unknown share of the cohort of whose way nothing is known
   */
  record Outlook(int months, String state, double share, double number, double unknown) {}
}
