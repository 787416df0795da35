package io.fenqun.pack;

import io.fenqun.feature.FeatureDef;
import io.fenqun.scheme.SchemeContext;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.source.SourceDef;
import io.fenqun.transition.RollRateDef;
import io.fenqun.world.World;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    treatments = List.copyOf(treatments);
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
  }

  /** What its schemes are evaluated with. */
  public SchemeContext schemeContext() {
    return new SchemeContext(settings.value(), defaults.reasonBytes(), defaults.rankBucketRows());
  }
}
