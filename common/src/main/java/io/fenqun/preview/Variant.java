package io.fenqun.preview;

import io.fenqun.conf.ConfEdit;
import io.fenqun.conf.ConfNode;
import io.fenqun.scheme.SchemeContext;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.Segments;
import io.fenqun.scheme.method.SchemeMethods;
import java.util.List;
import java.util.stream.Stream;

/**
 * A state of a scheme on the way from the published one to the edited one. Of a scheme with
 * approval it gives what is proposed.
 *
 * @param scheme under a name that no scheme of a pack can have, so that all variants stand beside
 *     each other in one frame
 * @param edits what leads to it from the variant before; none for the first
 */
public record Variant(SchemeDef scheme, List<ConfEdit> edits) {
  public Variant {
    edits = List.copyOf(edits);
  }

  static Variant of(
      String name, int place, ConfNode yaml, List<ConfEdit> edits, SchemeContext context) {
    SchemeDef scheme = SchemeDef.from(name + "@" + place, yaml, SchemeMethods.from(yaml), context);
    return new Variant(scheme.withoutApproval(), edits);
  }

  /** Every segment that it can give: its own in file order, or SCORED, then OUTSIDE. */
  public List<String> segments() {
    Stream<String> own =
        scheme.segments().isEmpty()
            ? Stream.of(Segments.SCORED)
            : scheme.segments().stream().map(SchemeDef.SegmentDef::code);
    return Stream.concat(own, Stream.of(Segments.OUTSIDE)).toList();
  }
}
