package io.fenqun.propensity;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.classification.GBTClassificationModel;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.DecisionTreeRegressionModel;
import org.apache.spark.ml.tree.ContinuousSplit;
import org.apache.spark.ml.tree.InternalNode;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Fits MLlib's models to a bounded number of customers in one task and in the order in which they
 * are given: with more tasks the last bits of a model would hang on their number (design section
 * 6).
 */
public enum Trainer {
  /** Explains best: every weight is a log odds ratio. */
  LOGISTIC_REGRESSION(LinearPredictor.class) {
    @Override
    Predictor fit(Dataset<Row> examples, double[] means) {
      LogisticRegressionModel model =
          new LogisticRegression()
              .setFamily("binomial")
              .setRegParam(SLIGHT)
              .setMaxIter(ITERATIONS)
              .setTol(TOLERANCE)
              .fit(examples);
      return new LinearPredictor(model.intercept(), model.coefficients().toArray(), means);
    }
  },

  /** Finds thresholds and what works together. */
  BOOSTED_TREES(TreesPredictor.class) {
    @Override
    Predictor fit(Dataset<Row> examples, double[] means) {
      GBTClassificationModel model =
          new GBTClassifier()
              .setMaxIter(TREES)
              .setMaxDepth(DEPTH)
              .setStepSize(STEP)
              .setMaxBins(BINS)
              .setMinInstancesPerNode(LEAF)
              .setSeed(0)
              .fit(examples);
      List<TreesPredictor.Tree> trees = new ArrayList<>();
      for (DecisionTreeRegressionModel tree : model.trees()) {
        trees.add(new TreesPredictor.Tree(node(tree.rootNode())));
      }
      // the model's loss is of labels -1 and 1: its sum is half of the log odds
      double[] weights = model.treeWeights();
      for (int i = 0; i < weights.length; i++) {
        weights[i] *= 2;
      }
      return new TreesPredictor(trees, weights);
    }
  };

  private static final double SLIGHT = 1e-4;
  private static final double TOLERANCE = 1e-9;
  private static final int ITERATIONS = 200;
  private static final int TREES = 60;
  private static final int DEPTH = 3;
  private static final double STEP = 0.1;
  private static final int BINS = 64;
  private static final int LEAF = 20;

  private static final StructType EXAMPLE =
      new StructType()
          .add("features", SQLDataTypes.VectorType())
          .add("label", DataTypes.DoubleType);

  private final Class<? extends Predictor> predictor;

  Trainer(Class<? extends Predictor> predictor) {
    this.predictor = predictor;
  }

  Class<? extends Predictor> predictor() {
    return predictor;
  }

  abstract Predictor fit(Dataset<Row> examples, double[] means);

  /**
   * @param any rows, whose session fits
   * @param columns of each customer, encoded; at least one with and one without the outcome
   * @param outcomes of the same customers
   */
  public Predictor fit(Dataset<Row> any, List<double[]> columns, List<Boolean> outcomes) {
    List<Row> rows = new ArrayList<>();
    double[] means = new double[columns.get(0).length];
    for (int i = 0; i < columns.size(); i++) {
      rows.add(RowFactory.create(Vectors.dense(columns.get(i)), outcomes.get(i) ? 1.0 : 0.0));
      for (int column = 0; column < means.length; column++) {
        means[column] += columns.get(i)[column];
      }
    }
    for (int column = 0; column < means.length; column++) {
      means[column] /= columns.size();
    }
    Dataset<Row> examples = any.sparkSession().createDataFrame(rows, EXAMPLE).coalesce(1).cache();
    try {
      return fit(examples, means);
    } finally {
      examples.unpersist();
    }
  }

  private static TreesPredictor.Node node(org.apache.spark.ml.tree.Node node) {
    if (!(node instanceof InternalNode inner)) {
      return TreesPredictor.Node.leaf(node.prediction());
    }
    ContinuousSplit split = (ContinuousSplit) inner.split();
    return new TreesPredictor.Node(
        inner.prediction(),
        split.featureIndex(),
        split.threshold(),
        node(inner.leftChild()),
        node(inner.rightChild()));
  }
}
