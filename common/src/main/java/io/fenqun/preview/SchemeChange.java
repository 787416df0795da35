package io.fenqun.preview;

import io.fenqun.conf.ConfEdit;
import io.fenqun.conf.ConfEdits;
import io.fenqun.conf.Problems;
import io.fenqun.error.FenqunException;
import io.fenqun.pack.Pack;
import io.fenqun.pack.PackLoader;
import io.fenqun.pack.SchemeDraft;
import io.fenqun.scheme.SchemeDef;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A scheme file held against the one of its name in a pack, without data.
 *
 * @param pack with the file in place of the pack's own, or beside its own
 * @param isNew the pack has no scheme of that name; there is one variant then
 * @param variants from the pack's scheme to the file's, an edit at a time; one where no edit can
 *     move anyone
 * @param still edits that move nobody, in file order
 */
public record SchemeChange(
    String name, Pack pack, boolean isNew, List<Variant> variants, List<ConfEdit> still) {
  public SchemeChange {
    variants = List.copyOf(variants);
    still = List.copyOf(still);
  }

  /**
   * Checks the pack as it is, then with the file, and finds the edits.
   *
   * @throws FenqunException of kind CONFIG with all faults, as {@link PackLoader#load}
   */
  public static SchemeChange of(Path packFolder, SchemeDraft draft) {
    Pack published = PackLoader.load(packFolder);
    Pack pack = PackLoader.load(packFolder, draft);
    String name = draft.name();
    boolean isNew = published.schemes().stream().noneMatch(s -> s.name().equals(name));
    if (isNew) {
      Variant only =
          Variant.of(name, 0, draft.form().apply(new Problems()), List.of(), pack.schemeContext());
      return new SchemeChange(name, pack, true, List.of(only), List.of());
    }
    ConfEdits edits =
        ConfEdits.between(
            SchemeDraft.in(packFolder, name).form().apply(new Problems()),
            draft.form().apply(new Problems()));
    EditSteps steps = new EditSteps(packFolder, name, edits, pack.schemeContext());
    List<ConfEdit> still = steps.still();
    return new SchemeChange(name, pack, false, steps.variants(still), still);
  }

  /** The scheme as the file has it. */
  public SchemeDef scheme() {
    return pack.schemesFor(List.of(name)).stream()
        .filter(scheme -> scheme.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  public Variant before() {
    return variants.get(0);
  }

  public Variant after() {
    return variants.get(variants.size() - 1);
  }

  /** The variants that an edit led to. */
  public List<Variant> steps() {
    return variants.subList(1, variants.size());
  }

  /**
   * Schemes that read this one, or one that does, in computing order; a preview does not show what
   * becomes of them.
   */
  public List<String> readers() {
    Set<String> touched = new LinkedHashSet<>(Set.of(name));
    for (SchemeDef scheme : pack.schemes()) {
      if (scheme.reads().stream().anyMatch(touched::contains)) {
        touched.add(scheme.name());
      }
    }
    touched.remove(name);
    return List.copyOf(touched);
  }

  /** The same with all edits in one step. */
  SchemeChange atOnce() {
    List<ConfEdit> edits = steps().stream().flatMap(step -> step.edits().stream()).toList();
    return new SchemeChange(
        name, pack, isNew, List.of(before(), new Variant(after().scheme(), edits)), still);
  }
}
