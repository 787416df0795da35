package io.fenqun.sql;

import java.math.BigDecimal;
import java.util.BitSet;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The values of one column, cut into cells at the literals that conditions compare it with: what
 * lies below the first literal, the literal itself, what lies up to the next … and null. A
 * condition holds on a whole cell or nowhere in it.
 */
public final class ColumnCells {
  /**
   * A literal: a number (dates count days, false and true are 0 and 1) or a text; a column has one
   * kind.
   */
  record Value(BigDecimal number, String text) implements Comparable<Value> {
    static Value of(BigDecimal number) {
      return new Value(number.stripTrailingZeros(), "");
    }

    static Value of(String text) {
      return new Value(BigDecimal.ZERO, text);
    }

    @Override
    public int compareTo(Value other) {
      int order = number.compareTo(other.number);
      return order != 0 ? order : text.compareTo(other.text);
    }
  }

  private final List<Value> cuts;
  private final boolean onlyCuts;

  /** Cells for conditions on the same column. */
  public static ColumnCells of(List<OneColumnCondition> conditions) {
    SortedSet<Value> literals = new TreeSet<>();
    conditions.forEach(condition -> literals.addAll(condition.literals()));
    return new ColumnCells(
        List.copyOf(literals), conditions.stream().allMatch(OneColumnCondition::isTruth));
  }

  private ColumnCells(List<Value> cuts, boolean onlyCuts) {
    this.cuts = cuts;
    this.onlyCuts = onlyCuts;
  }

  /** Every cell, null too. */
  public BitSet all() {
    BitSet all = values();
    all.set(nullCell());
    return all;
  }

  /** Every cell but null. */
  BitSet values() {
    BitSet values = new BitSet();
    values.set(0, nullCell());
    for (int cell = 0; onlyCuts && cell < nullCell(); cell += 2) {
      values.clear(cell);
    }
    return values;
  }

  BitSet nothing() {
    BitSet nothing = new BitSet();
    nothing.set(nullCell());
    return nothing;
  }

  BitSet below(Value value) {
    return between(0, cell(value));
  }

  BitSet above(Value value) {
    return between(cell(value) + 1, nullCell());
  }

  BitSet at(Value value) {
    return between(cell(value), cell(value) + 1);
  }

  private BitSet between(int from, int to) {
    BitSet cells = new BitSet();
    cells.set(from, to);
    cells.and(values());
    return cells;
  }

  private int cell(Value value) {
    return 2 * cuts.indexOf(value) + 1;
  }

  private int nullCell() {
    return 2 * cuts.size() + 1;
  }
}
