package io.fenqun.sql;

import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.NumericType;

/** What an expression must give. */
public enum Expected {
  CONDITION("true or false is wanted"),
  NUMBER("a number is wanted"),
  ANYTHING("");

  private final String rule;

  Expected(String rule) {
    this.rule = rule;
  }

  String rule() {
    return rule;
  }

  /** The type of a name that is itself at fault, and of nothing but null, fits everywhere. */
  boolean accepts(DataType type) {
    return switch (this) {
      case CONDITION -> type instanceof BooleanType || type instanceof NullType;
      case NUMBER -> type instanceof NumericType || type instanceof NullType;
      case ANYTHING -> true;
    };
  }
}
