package io.fenqun.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fenqun.conf.Labels;
import io.fenqun.error.FenqunException;
import io.fenqun.report.SchemeRow.SegmentRow;
import io.fenqun.table.States;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Rows of the dimension tables, each in the column order of its table: a few thousand at most, so
 * plain lists.
 */
public final class Dimensions {
  private static final List<String> STATES =
      List.of(States.OUTSIDE, States.ENTERED, States.RETURNED, States.LEFT);
  private static final JsonMapper JSON = new JsonMapper();

  private Dimensions() {}

  /**
   * Rows of dim_segment: the declared segments of each scheme in order, or SCORED where it declares
   * none, then OUTSIDE, ENTERED, RETURNED and LEFT.
   *
   * @param stateLabels by state; each of the five states must be there
   * @param validFrom first month for which these definitions hold; they are still valid
   */
  public static List<Row> segments(
      List<SchemeRow> schemes, Map<String, Labels> stateLabels, Month validFrom) {
    List<Row> rows = new ArrayList<>();
    for (SchemeRow scheme : schemes) {
      int sort = 0;
      for (SegmentRow segment : withStates(scheme, stateLabels)) {
        rows.add(
            RowFactory.create(
                scheme.name(),
                segment.code(),
                segment.labels().zh(),
                segment.labels().en(),
                ++sort,
                segment.colour().orElse(null),
                segment.treatment().orElse(null),
                validFrom.toString(),
                null));
      }
    }
    return rows;
  }

  private static List<SegmentRow> withStates(SchemeRow scheme, Map<String, Labels> stateLabels) {
    List<SegmentRow> segments = new ArrayList<>(scheme.segments());
    if (scheme.isScored()) {
      segments.add(state(States.SCORED, stateLabels));
    }
    STATES.forEach(code -> segments.add(state(code, stateLabels)));
    return segments;
  }

  private static SegmentRow state(String code, Map<String, Labels> stateLabels) {
    Labels labels = stateLabels.get(code);
    if (labels == null) {
      throw FenqunException.config(
          "Cannot label the state "
              + code
              + ": defaults.yaml has no states."
              + code
              + "; give it zh and en");
    }
    return SegmentRow.state(code, labels);
  }

  /** Rows of dim_scheme, in the given order. */
  public static List<Row> schemes(List<SchemeRow> schemes) {
    return schemes.stream()
        .map(
            scheme ->
                RowFactory.create(
                    scheme.name(),
                    scheme.labels().zh(),
                    scheme.labels().en(),
                    scheme.method(),
                    scheme.population().orElse(null),
                    scheme.within().isEmpty() ? null : String.join(", ", scheme.within()),
                    scheme.evaluate(),
                    scheme.value(),
                    scheme.definition(),
                    scheme.text()))
        .toList();
  }

  /** Rows of dim_feature, in the given order. */
  public static List<Row> features(List<FeatureRow> features) {
    return features.stream()
        .map(
            feature ->
                RowFactory.create(
                    feature.name(),
                    feature.labels().zh(),
                    feature.labels().en(),
                    feature.group(),
                    feature.unit(),
                    feature.type(),
                    feature.kind(),
                    feature.source().orElse(null),
                    feature.expression(),
                    feature.relativeError().isPresent()
                        ? feature.relativeError().getAsDouble()
                        : null))
        .toList();
  }

  /** Rows of dim_indicator, in the given order. */
  public static List<Row> indicators(List<IndicatorDef> indicators) {
    List<Row> rows = new ArrayList<>();
    for (IndicatorDef indicator : indicators) {
      rows.add(
          RowFactory.create(
              indicator.name(),
              indicator.labels().zh(),
              indicator.labels().en(),
              indicator.unit(),
              rows.size() + 1,
              indicator.expression()));
    }
    return rows;
  }

  /** Rows of dim_list: each list, then its reasons, in file order. */
  public static List<Row> lists(List<KeyListDef> lists) {
    List<Row> rows = new ArrayList<>();
    for (KeyListDef list : lists) {
      rows.add(listRow(list, "", list.labels(), rows.size() + 1));
      for (KeyListDef.Reason reason : list.reasons()) {
        rows.add(listRow(list, reason.code(), reason.labels(), rows.size() + 1));
      }
    }
    return rows;
  }

  private static Row listRow(KeyListDef list, String reason, Labels labels, int sort) {
    return RowFactory.create(
        list.code(), reason, labels.zh(), labels.en(), sort, list.treatment().orElse(null));
  }

  /**
   * Rows of dim_treatment, in the given order; attributes as JSON sorted by key, null where there
   * are none.
   */
  public static List<Row> treatments(List<TreatmentRow> treatments) {
    return treatments.stream()
        .map(
            treatment ->
                RowFactory.create(
                    treatment.code(),
                    treatment.labels().zh(),
                    treatment.labels().en(),
                    treatment.channel().orElse(null),
                    treatment.attributes().isEmpty() ? null : json(treatment.attributes())))
        .toList();
  }

  private static String json(Map<String, String> attributes) {
    try {
      return JSON.writeValueAsString(new TreeMap<>(attributes));
    } catch (JsonProcessingException e) {
      throw new FenqunException(
          FenqunException.Kind.INTERNAL, "Cannot write the attributes of a treatment as JSON", e);
    }
  }

  /**
   * Rows of dim_month: every covered month, whether it is published, and how many covered months
   * end with it.
   *
   * @param covered from the first month of which the pack has data
   */
  public static List<Row> months(MonthRange covered, Predicate<Month> isPublished) {
    return covered.months().stream()
        .map(
            month ->
                RowFactory.create(
                    month.toString(),
                    isPublished.test(month),
                    new MonthRange(covered.from(), month).size()))
        .toList();
  }
}
