package io.fenqun.conf;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Two versions of a file and the clauses in which they differ. A clause is the value of a key: of
 * the file, of a mapping in it, or of an item of a list whose items name themselves by {@code
 * code}, {@code name} or {@code by}. Such an item that is new or gone is one clause, and so is the
 * order of those that both versions have; any other list is one clause.
 *
 * @param edits in the order of the later file; what it lacks follows what stood before it
 */
public record ConfEdits(ConfNode before, ConfNode after, List<ConfEdit> edits) {
  public ConfEdits {
    edits = List.copyOf(edits);
  }

  /** Both are roots of files without faults of YAML. */
  public static ConfEdits between(ConfNode before, ConfNode after) {
    ConfMerge merge = merge(before, after, Set.of());
    merge.root(before.node(), after.node());
    return new ConfEdits(before, after, merge.met());
  }

  /**
   * The earlier file with these of the edits: without any it says what the earlier file says, with
   * all of them what the later one says. Lines are those of the file that a clause is taken from,
   * under the name of the later one.
   */
  public ConfNode with(Set<ConfEdit> applied, Problems problems) {
    @Nullable Node root = merge(before, after, applied).root(before.node(), after.node());
    return ConfNode.of(after.position().file(), root, problems);
  }

  private static ConfMerge merge(ConfNode before, ConfNode after, Set<ConfEdit> applied) {
    return new ConfMerge(before.position().file(), after.position().file(), applied);
  }
}
