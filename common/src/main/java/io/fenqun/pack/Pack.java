package io.fenqun.pack;

import io.fenqun.churn.ChurnDef;
import io.fenqun.feature.FeatureDef;
import io.fenqun.report.IndicatorDef;
import io.fenqun.report.KeyListDef;
import io.fenqun.report.PerformanceDef;
import io.fenqun.scheme.DecisionSource;
import io.fenqun.scheme.SchemeContext;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.method.Allocation;
import io.fenqun.source.SourceDef;
import io.fenqun.transition.AlarmDef;
import io.fenqun.transition.ForecastDef;
import io.fenqun.transition.RollRateDef;
import io.fenqun.world.World;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.DataType;

/**
 * One business, read and checked whole: every name in it refers to something, every expression
 * resolves, every order is free of cycles.
 *
 * @param name the folder's name, and the name of the warehouse folder
 * @param settings pack.yaml
 * @param sources by name, in the order in which they can be cleaned: what is joined comes first
 * @param features in computing order: derived ones after those that they read
 * @param featureTypes the type of each feature's column, in the same order
 * @param schemes in computing order: each after those that it reads
 * @param rollRates in the order of their schemes
 * @param forecast of its transitions, where it wants one
 * @param alarms of its movement, where it wants them
 * @param decisionSources of the schemes that name one, in the order of the schemes
 * @param allocations of the schemes that spread a quantity, in the order of the schemes
 * @param indicators of segments: those of the defaults, then the pack's own
 * @param performance of its customer base, where it wants it told
 * @param lists of customers who somebody must look at, in file order
 * @param treatments in file order
 * @param world what the generator makes up; no step of the pipeline asks it
 * @param files a hash of what each of the pack's files says, by its name in the pack; the world is
 *     not among them
 * @param fingerprint of everything that the pack's files and the defaults say, wherever they lie,
 *     but for the world
 */
public record Pack(
    String name,
    PackSettings settings,
    Map<String, SourceDef> sources,
    List<FeatureDef> features,
    Map<String, DataType> featureTypes,
    List<SchemeDef> schemes,
    List<RollRateDef> rollRates,
    Optional<ForecastDef> forecast,
    Optional<AlarmDef> alarms,
    Optional<ChurnDef> churn,
    List<DecisionSource> decisionSources,
    List<Allocation> allocations,
    List<IndicatorDef> indicators,
    Optional<PerformanceDef> performance,
    List<KeyListDef> lists,
    List<TreatmentDef> treatments,
    Optional<World> world,
    Defaults defaults,
    Map<String, String> files,
    String fingerprint) {
  public Pack {
    sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
    features = List.copyOf(features);
    featureTypes = Collections.unmodifiableMap(new LinkedHashMap<>(featureTypes));
    schemes = List.copyOf(schemes);
    rollRates = List.copyOf(rollRates);
    decisionSources = List.copyOf(decisionSources);
    allocations = List.copyOf(allocations);
    indicators = List.copyOf(indicators);
    lists = List.copyOf(lists);
    treatments = List.copyOf(treatments);
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
  }

  /** The schemes of these names behind those that they read, in computing order. */
  public List<SchemeDef> schemesFor(Collection<String> names) {
    Set<String> needed = new HashSet<>(names);
    List<SchemeDef> found = new ArrayList<>();
    for (int i = schemes.size() - 1; i >= 0; i--) {
      SchemeDef scheme = schemes.get(i);
      if (needed.contains(scheme.name())) {
        needed.addAll(scheme.reads());
        found.add(0, scheme);
      }
    }
    return found;
  }

  /** What its schemes are evaluated with. */
  public SchemeContext schemeContext() {
    return new SchemeContext(settings.value(), defaults.reasonBytes(), defaults.rankBucketRows());
  }
}
