package io.fenqun.feature;

import static io.fenqun.feature.WorkingColumns.AGE;
import static io.fenqun.feature.WorkingColumns.byCustomer;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;

import io.fenqun.feature.FeatureDef.Window;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.expressions.WindowSpec;

/** How the months of a window are found among a customer's rows. */
interface Looking {
  /** The values of a column that belong to the window, null of others. */
  Column rows(Window window, Column column);

  /** Aggregates them. */
  UnaryOperator<Column> over(Window window);

  /** From every row back through a frame: all months of a range at once. */
  static Looking back() {
    return new Looking() {
      @Override
      public Column rows(Window window, Column column) {
        return column;
      }

      @Override
      public UnaryOperator<Column> over(Window window) {
        long from =
            window.isEver()
                ? org.apache.spark.sql.expressions.Window.unboundedPreceding()
                : 1 - window.months();
        WindowSpec frame = byCustomer().rangeBetween(from, 0);
        return column -> column.over(frame);
      }
    };
  }

  /**
   * From one month back, among rows that are none later and have their {@link WorkingColumns#AGE}:
   * an aggregation by customer. The month stands in the rows and not in the expressions, so that
   * the code compiled for one month serves the next.
   */
  static Looking backFromNow() {
    return new Looking() {
      @Override
      public Column rows(Window window, Column column) {
        return window.isEver() ? column : when(col(AGE).lt(window.months()), column);
      }

      @Override
      public UnaryOperator<Column> over(Window window) {
        return UnaryOperator.identity();
      }
    };
  }
}
