package io.fenqun.quality;

/** What became of a good row of one delivery among the rows of others with its key and month. */
public enum Standing {
  /** It is in the clean table. */
  CLEAN,

  /** An older delivery says the same, and nothing else was said in between. */
  DUPLICATE,

  /** A newer delivery says something else. */
  SUPERSEDED
}
