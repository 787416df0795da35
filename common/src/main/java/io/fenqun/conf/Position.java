package io.fenqun.conf;

/**
 * Where a value stands: file as shown to the user, line from 1, and the path of keys, for example
 * {@code segments[4].floor}.
 */
public record Position(String file, int line, String path) {
  /** Lines apart, which a missing key takes from what stands around it. */
  boolean isSamePlace(Position other) {
    return file.equals(other.file) && path.equals(other.path);
  }

  /**
   * Whether {@code other} stands here or below: the same file and a path that begins with this one.
   */
  public boolean covers(Position other) {
    return file.equals(other.file)
        && (path.isEmpty()
            || other.path.equals(path)
            || other.path.startsWith(path + ".")
            || other.path.startsWith(path + "["));
  }

  /** Another key of the same mapping, on the same line for want of its own. */
  Position beside(String key) {
    int end = path.lastIndexOf('.');
    return new Position(file, line, end < 0 ? key : path.substring(0, end + 1) + key);
  }

  @Override
  public String toString() {
    return file + ":" + line + (path.isEmpty() ? "" : ": " + path);
  }
}
