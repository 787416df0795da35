package io.fenqun.world;

import io.fenqun.time.Month;
import java.io.Serializable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Function1;

/** Takes the columns that are written out of a working row, and puts the month behind them. */
final class RecordRow implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int[] places;
  private final StructType schema;
  private final int time;
  private final int firstMonth;
  private transient Function1<Object, Object> @Nullable [] converters;

  /**
   * @param places of the columns, in the order of the schema
   * @param schema of the columns; a field more than places is the month's
   * @param time place of the month's number
   * @param firstMonth index of month 0
   */
  RecordRow(int[] places, StructType schema, int time, int firstMonth) {
    this.places = places;
    this.schema = schema;
    this.time = time;
    this.firstMonth = firstMonth;
  }

  Row of(GenericInternalRow row) {
    Function1<Object, Object>[] toScala = converters();
    Object[] values = new Object[schema.size()];
    for (int i = 0; i < places.length; i++) {
      values[i] = toScala[i].apply(row.genericGet(places[i]));
    }
    if (places.length < values.length) {
      values[places.length] = new Month(firstMonth + row.getInt(time)).toString();
    }
    return RowFactory.create(values);
  }

  /** Made once a task: they know the types, so that no value is asked for its own. */
  @SuppressWarnings("unchecked") // an array of a generic type
  private Function1<Object, Object>[] converters() {
    Function1<Object, Object>[] made = converters;
    if (made == null) {
      made = new Function1[places.length];
      for (int i = 0; i < places.length; i++) {
        made[i] = CatalystTypeConverters.createToScalaConverter(schema.apply(i).dataType());
      }
      converters = made;
    }
    return made;
  }
}
