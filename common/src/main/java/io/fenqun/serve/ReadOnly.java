package io.fenqun.serve;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import scala.Function2;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * A Spark extension ({@code spark.sql.extensions}, last in the list) that refuses every SQL text
 * but reads of registered tables and views, see {@link ReadOnlyParser}. Frames made in Java are not
 * concerned.
 */
public final class ReadOnly extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
  private static final ThreadLocal<Boolean> IS_LIFTED = ThreadLocal.withInitial(() -> false);

  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    Function2<SparkSession, ParserInterface, ParserInterface> readOnly =
        (session, parser) -> new ReadOnlyParser(session, parser);
    extensions.injectParser(readOnly);
    return BoxedUnit.UNIT;
  }

  /** Runs our own statements: within it, this thread may say anything. */
  static void lifted(Runnable statements) {
    IS_LIFTED.set(true);
    try {
      statements.run();
    } finally {
      IS_LIFTED.remove();
    }
  }

  static boolean isLifted() {
    return IS_LIFTED.get();
  }
}
