package io.fenqun.pack;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.ConfSchema;
import io.fenqun.conf.Labels;
import io.fenqun.conf.Problems;
import io.fenqun.error.FenqunException;
import io.fenqun.report.IndicatorDef;
import io.fenqun.sql.ExpressionChecker;
import io.fenqun.sql.Scope;
import io.fenqun.table.States;
import io.fenqun.transition.AlarmDef;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What holds where a pack says nothing; the numbers and their sources stand in {@code
 * conf/defaults.yaml}.
 *
 * @param forgetAfterMonths months without a record after which a customer is no longer known
 * @param maxAgeMonths months that the latest snapshot of a source may be old
 * @param balance {@code month_end} or {@code daily_average}
 * @param expectLimit percent of rows that may fail an expectation before the month stops
 * @param gzipWarningMib MiB of a gz file above which a warning is given
 * @param distinctLimit distinct values per customer up to which they are counted exactly
 * @param maxRecordBytes bytes of a record over several lines above which it is refused
 * @param rankBucketRows rows of one task of a distributed ranking
 * @param reasonBytes bytes of the JSON in {@code reason}
 * @param smallRow customers of a from-segment below which its rates are flagged
 * @param confidence percent of the limits of every rate
 * @param effectiveNumber below it money-weighted limits are null
 * @param lookBack months up to the base month, of an observation window
 * @param lookAhead months after the base month, of an observation window
 * @param lastBaseMonths each of the last so many months is a base month
 * @param forecastMonths months on, up to which every month is forecast
 * @param forecastWindow last months whose moves a forecast and a test rest on
 * @param notableDifference Cramér's V from which a difference of matrices is flagged
 * @param notableShift population stability index from which a shift matters however many customers
 *     there are
 * @param shiftConfidence percent of chance shifts that the limit of a shift is above
 * @param restatementHorizon last months that changes are taken into
 * @param beatSeconds seconds from one sign of life to the next of a process that holds a pack
 * @param missedBeats signs of life that must be missing before its pack is taken over
 * @param indicators that every pack has of each segment, over the figures of the segment alone
 * @param performanceIndicators that performance has of every pack, over the figures of places alone
 * @param alarms how movement is watched where a pack wants it
 * @param states labels of the states that every scheme has, by code
 */
public record Defaults(
    int forgetAfterMonths,
    int maxAgeMonths,
    String balance,
    double expectLimit,
    int gzipWarningMib,
    int maxRecordBytes,
    int distinctLimit,
    long rankBucketRows,
    int reasonBytes,
    int smallRow,
    double confidence,
    double effectiveNumber,
    int lookBack,
    int lookAhead,
    int lastBaseMonths,
    int forecastMonths,
    int forecastWindow,
    double notableDifference,
    double notableShift,
    double shiftConfidence,
    int restatementHorizon,
    int beatSeconds,
    int missedBeats,
    List<IndicatorDef> indicators,
    List<IndicatorDef> performanceIndicators,
    AlarmDef alarms,
    Map<String, Labels> states) {
  static final String FILE = "defaults.yaml";

  private static final String BUILT_IN = "/io/fenqun/conf/" + FILE;

  /** The pack's folder and two above it: a pack in conf/examples sees conf/defaults.yaml. */
  private static final int FOLDERS = 3;

  private static final List<String> STATES =
      List.of(States.OUTSIDE, States.SCORED, States.ENTERED, States.RETURNED, States.LEFT);

  public Defaults {
    indicators = List.copyOf(indicators);
    performanceIndicators = List.copyOf(performanceIndicators);
    states = Collections.unmodifiableMap(new LinkedHashMap<>(states)); // its text has one order
  }

  /**
   * Those of the jar, each key replaced by the nearest defaults.yaml in the pack's folder or the
   * two above it that names it.
   */
  static Defaults load(Path packFolder, Problems problems) {
    ConfSchema schema = ConfSchema.named("defaults");
    List<ConfNode> nearestFirst = new ArrayList<>();
    Path folder = packFolder.toAbsolutePath().normalize();
    for (int i = 0; i < FOLDERS && folder != null; i++) {
      Path file = folder.resolve(FILE);
      if (Files.isRegularFile(file)) {
        nearestFirst.add(PackFolder.read(file, schema, problems));
      }
      folder = folder.getParent();
    }
    ConfNode builtIn = ConfNode.parse(FILE + " (built in)", builtIn(), problems);
    schema.check(builtIn);
    nearestFirst.add(builtIn);
    return from(new Nearest(nearestFirst));
  }

  private static String builtIn() {
    try (InputStream stream = Defaults.class.getResourceAsStream(BUILT_IN)) {
      if (stream == null) {
        throw FenqunException.internal(
            "Cannot find " + BUILT_IN + " on the class path; the jar is not built whole");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new FenqunException(FenqunException.Kind.STORAGE, "Cannot read " + BUILT_IN, e);
    }
  }

  private static Defaults from(Nearest nearest) {
    return new Defaults(
        nearest.integer("forget_after"),
        nearest.integer("max_age"),
        nearest.of("balance").text("balance"),
        nearest.number("expect_limit"),
        nearest.integer("gzip_warning_mib"),
        nearest.integer("max_record_bytes"),
        nearest.integer("distinct_limit"),
        nearest.integer("rank_bucket_rows"),
        nearest.integer("reason_bytes"),
        nearest.integer("small_row"),
        nearest.number("confidence"),
        nearest.number("effective_number"),
        nearest.integer("look_back"),
        nearest.integer("look_ahead"),
        nearest.integer("base_months"),
        nearest.integer("forecast_months"),
        nearest.integer("forecast_window"),
        nearest.number("notable_difference"),
        nearest.number("notable_shift"),
        nearest.number("shift_confidence"),
        nearest.integer("restatement_horizon"),
        nearest.integer("beat_seconds"),
        nearest.integer("missed_beats"),
        nearest.indicators(IndicatorDef.KEY),
        nearest.indicators(IndicatorDef.PERFORMANCE_KEY),
        nearest.alarms(),
        nearest.states());
  }

  /** The files that may name a default, nearest first; the last names all. */
  private record Nearest(List<ConfNode> files) {
    ConfNode of(String key) {
      return files.stream()
          .filter(file -> file.has(key))
          .findFirst()
          .orElse(files.get(files.size() - 1));
    }

    int integer(String key) {
      return of(key).integer(key, 1);
    }

    double number(String key) {
      return of(key).decimal(key).map(BigDecimal::doubleValue).orElse(1.0);
    }

    /** No feature is known to all packs. */
    List<IndicatorDef> indicators(String key) {
      ConfNode file = of(key);
      ExpressionChecker expressions = new ExpressionChecker(file.problems());
      IndicatorChecks checks =
          key.equals(IndicatorDef.KEY)
              ? IndicatorChecks.ofSegments(expressions, Scope.of(Map.of()))
              : IndicatorChecks.ofPlaces(expressions);
      checks.check(file, key, List.of());
      return IndicatorDef.list(file, key);
    }

    AlarmDef alarms() {
      Nearest nearest = within(AlarmDef.KEY);
      return new AlarmDef(
          nearest.of("band").choice("band", AlarmDef.Band.class, AlarmDef.Band.DEVIATIONS),
          nearest.number("deviations"),
          nearest.integer("history"),
          nearest.integer("least_history"),
          nearest.integer("least_customers"),
          nearest.integer("least_moved"),
          nearest.integer("groups"),
          List.of());
    }

    /** A map, each of whose keys the nearest file may replace. */
    private Nearest within(String key) {
      return new Nearest(files.stream().flatMap(file -> file.child(key).stream()).toList());
    }

    Map<String, Labels> states() {
      Nearest nearest = within("states");
      Map<String, Labels> states = new LinkedHashMap<>();
      STATES.forEach(
          state ->
              nearest.of(state).child(state).ifPresent(node -> states.put(state, node.labels())));
      return states;
    }
  }
}
