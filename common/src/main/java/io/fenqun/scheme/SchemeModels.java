package io.fenqun.scheme;

import io.fenqun.scheme.SchemeModel.Status;
import io.fenqun.time.Month;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The models of one run: those known of before and those fitted in it. Not safe for threads; used
 * while frames are built.
 */
public final class SchemeModels {
  private final List<SchemeModel> known;
  private final List<SchemeModel> fitted = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * @param known models of earlier months; a month whose model is among them is not fitted again
   */
  public SchemeModels(List<SchemeModel> known) {
    this.known = List.copyOf(known);
  }

  /** Where nothing was ever fitted. */
  public static SchemeModels none() {
    return new SchemeModels(List.of());
  }

  /** Those fitted in this run, in the order of fitting. */
  public List<SchemeModel> fitted() {
    return List.copyOf(fitted);
  }

  /** What a person should know of the fits: why there is none, what played no part. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** The model by which customers are assigned in a month, of the scheme as it is defined. */
  public Optional<SchemeModel> inEffect(SchemeDef scheme, Month month) {
    return of(scheme)
        .filter(model -> model.status() == Status.IN_EFFECT)
        .filter(model -> model.month().compareTo(month) <= 0)
        .max(Comparator.comparing(SchemeModel::month));
  }

  /** True where the month has its fit, whatever came of it. */
  boolean isFitted(SchemeDef scheme, Month month) {
    return of(scheme).anyMatch(model -> model.month().equals(month));
  }

  void add(SchemeFit fit) {
    fit.model().ifPresent(fitted::add);
    notes.addAll(fit.notes());
  }

  private Stream<SchemeModel> of(SchemeDef scheme) {
    return Stream.concat(known.stream(), fitted.stream())
        .filter(model -> model.scheme().equals(scheme.name()))
        .filter(model -> model.definition().equals(scheme.fitDefinition()));
  }
}
