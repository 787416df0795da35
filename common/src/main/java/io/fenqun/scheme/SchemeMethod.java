package io.fenqun.scheme;

import io.fenqun.sql.SqlExpression;
import java.util.List;

/**
 * How a scheme turns feature rows into segments. Parameters are immutable; a method knows nothing of months, storage or other schemes but
 * the columns that its expressions name.
 */
public interface SchemeMethod {
  /** The name in a pack. */
  String name();

  /** Rises when the same parameters would give another assignment; part of the definition hash. */
  int semantics();

  /** Every expression of the method's own parameters; their names decide the order of schemes. */
  List<SqlExpression> expressions();

  /** Parameters that can change an assignment, as one canonical text for the definition hash. */
  String parameters();
}
