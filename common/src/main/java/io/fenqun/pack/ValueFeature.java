package io.fenqun.pack;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Suggestion;
import io.fenqun.sql.Scope;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.NumericType;

/** Checks {@code value} of a pack or a scheme: a feature, and a number. */
final class ValueFeature {
  private static final String KEY = "value";

  private ValueFeature() {}

  static void check(ConfNode yaml, Scope features) {
    String name = yaml.text(KEY);
    DataType type = features.types().get(name);
    if (type == null) {
      if (!features.doubts().test(name)) {
        yaml.problem(
            KEY, "unknown feature " + name + Suggestion.among(name, features.types().keySet()));
      }
    } else if (!(type instanceof NumericType || type instanceof NullType)) {
      yaml.problem(KEY, name + " is " + type.simpleString() + "; a number is wanted");
    }
  }
}
