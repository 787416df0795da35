package io.fenqun.jobs;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** The steps in the order in which each reads what those before it wrote. */
enum StepName {
  INGEST("reads the sources into clean tables", IngestStep::new),
  FEATURES("computes tiles, running partials and features", FeaturesStep::new),
  SEGMENTS("puts every customer into one segment per scheme", SegmentsStep::new),
  TRANSITIONS("counts moves between months, roll rates and churn", TransitionsStep::new),
  PUBLISH(
      "writes profiles, indicators, overlaps, dimensions and the publication", PublishStep::new);

  private final String description;
  private final Supplier<Step> step;

  StepName(String description, Supplier<Step> step) {
    this.description = description;
    this.step = step;
  }

  String command() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The step whose tables this one reads; empty for the first one. */
  Optional<StepName> before() {
    List<StepName> all = List.of(values());
    int place = all.indexOf(this);
    return place == 0 ? Optional.empty() : Optional.of(all.get(place - 1));
  }

  String description() {
    return description;
  }

  Step step() {
    return step.get();
  }
}
