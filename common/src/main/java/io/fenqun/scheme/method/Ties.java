package io.fenqun.scheme.method;

/** What equal values do in a ranking. */
public enum Ties {
  /** The tie-break and then the key decide: ranks 1 … n. */
  KEY,
  /** They share the rank of the first of them: 1, 1, 3. */
  TOGETHER
}
