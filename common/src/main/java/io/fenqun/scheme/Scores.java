package io.fenqun.scheme;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.fenqun.table.RowRefusal;
import io.fenqun.table.Tables;
import org.apache.spark.sql.Column;

/** Numbers as scores: decimal(18,6), rounded half up. */
public final class Scores {
  private Scores() {}

  /** Null stays null; a number that does not fit stops the run with kind DATA. */
  public static Column of(Column number, String scheme) {
    Column score = number.cast(Tables.SCORE);
    Column misfit =
        RowRefusal.refuse(
            lit(
                "Cannot score scheme "
                    + scheme
                    + ": a value does not fit "
                    + Tables.SCORE.simpleString()
                    + "; choose a larger unit"));
    return when(number.isNotNull().and(score.isNull()), misfit.cast(Tables.SCORE)).otherwise(score);
  }
}
