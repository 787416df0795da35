package io.fenqun.propensity;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Boosted regression trees: their predictions, weighted and added up. What a column adds is the
 * change of the node's mean along the way where the column decides, the way that A. Saabas
 * describes for forests ("Interpreting random forests", 2014).
 *
 * @param trees each with its weight
 */
public record TreesPredictor(List<Tree> trees, double[] weights) implements Predictor {
  public TreesPredictor {
    trees = List.copyOf(trees);
  }

  /** A whole tree. */
  public record Tree(Node root) implements Serializable {}

  /**
   * A node and what lies below it.
   *
   * @param value mean of those who come here
   * @param column that decides, -1 for a leaf
   * @param threshold up to it, inclusive, to the left
   */
  public record Node(
      double value, int column, double threshold, @Nullable Node left, @Nullable Node right)
      implements Serializable {
    static Node leaf(double value) {
      return new Node(value, -1, 0, null, null);
    }

    boolean isLeaf() {
      return left == null || right == null;
    }

    private Node next(double[] columns) {
      Node next = columns[column] <= threshold ? left : right;
      if (next == null) {
        throw new IllegalStateException("a leaf has no next node");
      }
      return next;
    }
  }

  @Override
  public double score(double[] columns) {
    double score = 0;
    for (int i = 0; i < weights.length; i++) {
      Node node = trees.get(i).root();
      while (!node.isLeaf()) {
        node = node.next(columns);
      }
      score += weights[i] * node.value();
    }
    return score;
  }

  @Override
  public double[] contributions(double[] columns) {
    double[] parts = new double[columns.length];
    for (int i = 0; i < weights.length; i++) {
      Node node = trees.get(i).root();
      while (!node.isLeaf()) {
        Node next = node.next(columns);
        parts[node.column()] += weights[i] * (next.value() - node.value());
        node = next;
      }
    }
    return parts;
  }
}
