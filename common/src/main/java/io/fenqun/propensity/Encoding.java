package io.fenqun.propensity;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The columns of numbers that a model sees of a customer. A number is a column, 0 where it is
 * missing, and where any was missing in training a second one says so; of a text each value that
 * occurred in training is a column of 0 and 1, and another value is none of them; yes is 1 and no
 * is 0. What is not finite is missing.
 *
 * @param inputs in the order of the features
 */
public record Encoding(List<Input> inputs) implements Serializable {
  public Encoding {
    inputs = List.copyOf(inputs);
  }

  /**
   * A feature or the segment of a scheme.
   *
   * @param values of a text; empty for a number
   */
  public record Input(String name, boolean isText, boolean mayBeMissing, List<String> values)
      implements Serializable {
    public Input {
      values = List.copyOf(values);
    }

    int columns() {
      return isText ? values.size() : mayBeMissing ? 2 : 1;
    }

    private void encode(@Nullable Object value, double[] into, int from) {
      if (isText) {
        int place = value == null ? -1 : values.indexOf(value.toString());
        if (place >= 0) {
          into[from + place] = 1;
        }
        return;
      }
      double number = number(value);
      boolean isMissing = !Double.isFinite(number);
      into[from] = isMissing ? 0 : number;
      if (mayBeMissing) {
        into[from + 1] = isMissing ? 1 : 0;
      }
    }
  }

  /** Of values as they were in training; the values of a text in binary order. */
  public static Encoding of(List<String> names, List<Boolean> areTexts, List<Row> training) {
    List<Input> inputs = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      boolean isMissing = false;
      SortedSet<String> values = new TreeSet<>();
      for (Row row : training) {
        if (areTexts.get(i)) {
          if (!row.isNullAt(i)) {
            values.add(row.get(i).toString());
          }
        } else {
          isMissing |= !Double.isFinite(number(row.get(i)));
        }
      }
      inputs.add(new Input(names.get(i), areTexts.get(i), isMissing, List.copyOf(values)));
    }
    return new Encoding(inputs);
  }

  private static double number(@Nullable Object value) {
    if (value instanceof Boolean flag) {
      return flag ? 1 : 0;
    }
    return value instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  public int columns() {
    return inputs.stream().mapToInt(Input::columns).sum();
  }

  /** Of a row that begins with the inputs. */
  public double[] encode(Row row) {
    double[] columns = new double[columns()];
    int from = 0;
    for (int i = 0; i < inputs.size(); i++) {
      inputs.get(i).encode(row.isNullAt(i) ? null : row.get(i), columns, from);
      from += inputs.get(i).columns();
    }
    return columns;
  }

  /** Of what is told of columns, the sum of each input's. */
  public double[] byInput(double[] columns) {
    double[] sums = new double[inputs.size()];
    int at = 0;
    for (int i = 0; i < sums.length; i++) {
      for (int end = at + inputs.get(i).columns(); at < end; at++) {
        sums[i] += columns[at];
      }
    }
    return sums;
  }
}
