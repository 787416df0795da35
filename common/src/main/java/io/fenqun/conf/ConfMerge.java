package io.fenqun.conf;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Goes through two versions of a file at once, meets their differences and takes some of them. */
final class ConfMerge {
  /** Keys by which the items of a list name themselves, the first that all items have. */
  private static final List<String> NAMES = List.of("code", "name", "by");

  private final String beforeFile;
  private final String afterFile;
  private final Set<ConfEdit> applied;
  private final List<ConfEdit> met = new ArrayList<>();

  ConfMerge(String beforeFile, String afterFile, Set<ConfEdit> applied) {
    this.beforeFile = beforeFile;
    this.afterFile = afterFile;
    this.applied = applied;
  }

  /** Every difference, taken or not, in the order of the later file. */
  List<ConfEdit> met() {
    return List.copyOf(met);
  }

  @Nullable Node root(@Nullable Node before, @Nullable Node after) {
    return before == null || after == null ? after : merged("", 1, before, after);
  }

  private Node merged(String path, int line, Node before, Node after) {
    if (isSame(before, after)) {
      return after;
    }
    if (before instanceof MappingNode old && after instanceof MappingNode now) {
      return merged(path, old, now);
    }
    if (before instanceof SequenceNode old && after instanceof SequenceNode now) {
      Optional<String> name =
          NAMES.stream()
              .filter(key -> named(old, key).isPresent() && named(now, key).isPresent())
              .findFirst();
      if (name.isPresent()) {
        return merged(
            path,
            line,
            named(old, name.get()).orElseThrow(),
            named(now, name.get()).orElseThrow(),
            now);
      }
    }
    return take(edit(path, line, before, after)) ? after : before;
  }

  private static boolean isSame(Node before, Node after) {
    return ConfJson.of(before).equals(ConfJson.of(after));
  }

  private Node merged(String path, MappingNode before, MappingNode after) {
    Map<String, NodeTuple> old = byKey(before);
    Map<String, NodeTuple> now = byKey(after);
    List<NodeTuple> tuples = new ArrayList<>();
    for (String key : together(List.copyOf(now.keySet()), List.copyOf(old.keySet()))) {
      NodeTuple was = old.get(key);
      NodeTuple is = now.get(key);
      String below = path.isEmpty() ? key : path + "." + key;
      if (was != null && is != null) {
        Node value = merged(below, line(is.getKeyNode()), was.getValueNode(), is.getValueNode());
        tuples.add(new NodeTuple(is.getKeyNode(), value));
      } else if (is != null) {
        if (take(edit(below, line(is.getKeyNode()), null, is.getValueNode()))) {
          tuples.add(is);
        }
      } else if (was != null
          && !take(edit(below, line(was.getKeyNode()), was.getValueNode(), null))) {
        tuples.add(was);
      }
    }
    return new MappingNode(
        after.getTag(),
        true,
        tuples,
        after.getStartMark(),
        after.getEndMark(),
        after.getFlowStyle());
  }

  /** Items of a list that name themselves. */
  private Node merged(
      String path, int line, Map<String, Node> old, Map<String, Node> now, SequenceNode after) {
    List<String> names = List.copyOf(now.keySet());
    List<String> oldNames = List.copyOf(old.keySet());
    boolean isInNewOrder = takeOrder(path, line, oldNames, names);
    Map<String, Node> items = new LinkedHashMap<>();
    for (String name : together(names, oldNames)) {
      Node was = old.get(name);
      Node is = now.get(name);
      String below = path + "[" + name + "]";
      if (was != null && is != null) {
        items.put(name, merged(below, line(is), was, is));
      } else if (is != null) {
        if (take(edit(below, line(is), null, is))) {
          items.put(name, is);
        }
      } else if (was != null && !take(edit(below, line(was), was, null))) {
        items.put(name, was);
      }
    }
    List<String> order = isInNewOrder ? together(names, oldNames) : together(oldNames, names);
    List<Node> inOrder = new ArrayList<>();
    order.forEach(name -> Optional.ofNullable(items.get(name)).ifPresent(inOrder::add));
    return new SequenceNode(
        after.getTag(),
        true,
        inOrder,
        after.getStartMark(),
        after.getEndMark(),
        after.getFlowStyle());
  }

  private boolean takeOrder(String path, int line, List<String> oldNames, List<String> names) {
    List<String> before = oldNames.stream().filter(names::contains).toList();
    List<String> after = names.stream().filter(oldNames::contains).toList();
    return !before.equals(after)
        && take(
            new ConfEdit(
                new Position(afterFile, line, path + " (order)"),
                Optional.of(String.join(", ", before)),
                Optional.of(String.join(", ", after))));
  }

  private ConfEdit edit(String path, int line, @Nullable Node before, @Nullable Node after) {
    return new ConfEdit(
        new Position(after == null ? beforeFile : afterFile, line, path),
        Optional.ofNullable(before).map(ConfJson::line),
        Optional.ofNullable(after).map(ConfJson::line));
  }

  private boolean take(ConfEdit edit) {
    met.add(edit);
    return applied.contains(edit);
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  private static Map<String, NodeTuple> byKey(MappingNode mapping) {
    Map<String, NodeTuple> tuples = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key) {
        tuples.put(key.getValue(), tuple);
      }
    }
    return tuples;
  }

  /** The items by their names in list order; empty where one has no name, or two have the same. */
  private static Optional<Map<String, Node>> named(SequenceNode list, String nameKey) {
    Map<String, Node> items = new LinkedHashMap<>();
    for (Node item : list.getValue()) {
      NodeTuple tuple = item instanceof MappingNode map ? byKey(map).get(nameKey) : null;
      if (tuple != null && tuple.getValueNode() instanceof ScalarNode name) {
        items.put(name.getValue(), item);
      }
    }
    return Optional.of(items).filter(all -> all.size() == list.getValue().size());
  }

  /** All of the first, and each of the others behind the one that stands before it there. */
  private static List<String> together(List<String> first, List<String> others) {
    List<String> all = new ArrayList<>(first);
    Set<String> known = new HashSet<>(first);
    String before = null;
    for (String name : others) {
      if (known.add(name)) {
        all.add(before == null ? 0 : all.indexOf(before) + 1, name);
      }
      before = name;
    }
    return all;
  }
}
