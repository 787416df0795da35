package io.fenqun.conf;

/**
 * Where a value stands: file as shown to the user, line from 1, and the path of keys, for example
 * {@code segments[4].floor}.
 */
public record Position(String file, int line, String path) {
  @Override
  public String toString() {
    return file + ":" + line + (path.isEmpty() ? "" : ": " + path);
  }
}
