package io.fenqun.preview;

import io.fenqun.conf.ConfEdit;
import io.fenqun.conf.ConfEdits;
import io.fenqun.conf.Problems;
import io.fenqun.error.FenqunException;
import io.fenqun.pack.PackLoader;
import io.fenqun.pack.SchemeDraft;
import io.fenqun.scheme.SchemeContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The edits of a scheme one at a time, in the order of its file. Where the loader refuses the file
 * with an edit applied (shares that do not add up to 100, floors that do not rise), the edits that
 * follow join it until the loader takes the file again: together they are one step. Edits that
 * leave the scheme's definition as it is (labels, colours, treatments, the money column) can move
 * nobody and are in no step.
 */
record EditSteps(Path packFolder, String name, ConfEdits edits, SchemeContext context) {

  /** The edits that move nobody. */
  List<ConfEdit> still() {
    String before = definition(Set.of());
    List<ConfEdit> still =
        edits.edits().stream().filter(edit -> definition(Set.of(edit)).equals(before)).toList();
    return definition(Set.copyOf(still)).equals(before) ? still : List.of();
  }

  /** The scheme before the edits, then after each step; the last is the edited one. */
  List<Variant> variants(List<ConfEdit> still) {
    Set<ConfEdit> applied = new HashSet<>(still);
    List<ConfEdit> moving = edits.edits().stream().filter(edit -> !applied.contains(edit)).toList();
    List<Variant> variants = new ArrayList<>();
    variants.add(variant(0, Set.of(), List.of()));
    List<ConfEdit> step = new ArrayList<>();
    for (ConfEdit edit : moving) {
      step.add(edit);
      applied.add(edit);
      if (applied.size() == edits.edits().size() || isTaken(applied)) {
        variants.add(variant(variants.size(), applied, step));
        step.clear();
      }
    }
    return List.copyOf(variants);
  }

  private Variant variant(int place, Set<ConfEdit> applied, List<ConfEdit> step) {
    return Variant.of(name, place, edits.with(applied, new Problems()), step, context);
  }

  private String definition(Set<ConfEdit> applied) {
    return variant(0, applied, List.of()).scheme().definition();
  }

  private boolean isTaken(Set<ConfEdit> applied) {
    try {
      PackLoader.load(packFolder, new SchemeDraft(name, problems -> edits.with(applied, problems)));
      return true;
    } catch (FenqunException refusal) {
      if (refusal.kind() == FenqunException.Kind.CONFIG) {
        return false;
      }
      throw refusal;
    }
  }
}
