package io.fenqun.pack;

import io.fenqun.churn.ChurnDef;
import io.fenqun.conf.ConfNode;
import io.fenqun.conf.ConfSchema;
import io.fenqun.conf.Position;
import io.fenqun.conf.Problems;
import io.fenqun.feature.FeatureContext;
import io.fenqun.feature.FeatureDef;
import io.fenqun.report.IndicatorDef;
import io.fenqun.report.KeyListDef;
import io.fenqun.report.PerformanceDef;
import io.fenqun.scheme.DecisionSource;
import io.fenqun.scheme.SchemeContext;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.method.Allocation;
import io.fenqun.scheme.method.SchemeMethods;
import io.fenqun.source.SourceDef;
import io.fenqun.source.SourceDefaults;
import io.fenqun.sql.ExpressionChecker;
import io.fenqun.sql.Scope;
import io.fenqun.transition.AlarmDef;
import io.fenqun.transition.ForecastDef;
import io.fenqun.transition.RollRateDef;
import io.fenqun.world.World;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataType;

/**
 * Reads a pack and checks it whole before any data is touched (design section 3): first the form of
 * every file, then what each file means, then what they say of each other. Every fault is reported
 * in one refusal. No Spark session is needed or started.
 */
public final class PackLoader {
  private final Problems problems = new Problems();
  private final ExpressionChecker expressions = new ExpressionChecker(problems);
  private final Path path;
  private final PackFolder folder;
  private final Defaults defaults;
  private final Map<String, ConfNode> schemeDrafts = new LinkedHashMap<>();

  private PackLoader(Path path) {
    this.path = path;
    this.folder = new PackFolder(path, problems);
    this.defaults = Defaults.load(path, problems);
  }

  /**
   * Refuses with kind CONFIG, one fault a line: {@code file:line: key path: what is wrong; what to
   * do}.
   */
  public static Pack load(Path folder) {
    return new PackLoader(folder).load();
  }

  /**
   * The pack with a scheme in place of its own of that name, or beside its own, checked as whole as
   * ever. What it says of its files is that of the folder.
   */
  public static Pack load(Path folder, SchemeDraft scheme) {
    PackLoader loader = new PackLoader(folder);
    loader.schemeDrafts.put(scheme.name(), scheme.form().apply(loader.problems));
    return loader.load();
  }

  private Pack load() {
    String name = folder.name();
    folder.checkContents();
    ConfNode packYaml = folder.file("pack.yaml", ConfSchema.named("pack")).orElseThrow();
    Map<String, ConfNode> sourceFiles = folder.files("sources", ConfSchema.named("source"));
    Map<String, ConfNode> featureFiles = folder.files("features", ConfSchema.named("features"));
    Map<String, ConfNode> schemeFiles =
        folder.files(PackFolder.SCHEMES, ConfSchema.named("scheme"), schemeDrafts);
    Optional<ConfNode> treatmentFile =
        folder.file("treatments.yaml", ConfSchema.named("treatments"));

    PackSettings settings = PackSettings.from(packYaml, defaults);
    Map<String, Declared<SourceDef>> sources = sources(sourceFiles);
    List<Declared<List<FeatureDef>>> featureGroups = featureGroups(featureFiles, sources, settings);
    Map<String, Declared<SchemeDef>> schemes = schemes(schemeFiles, settings);
    Map<String, RollRateDef> rollRates = rollRates(schemes);
    Optional<ForecastDef> forecast =
        packYaml
            .child("forecast")
            .map(
                node ->
                    ForecastDef.from(
                        node,
                        defaults.forecastMonths(),
                        defaults.forecastWindow(),
                        schemes.keySet()));
    List<TreatmentDef> treatments = treatmentFile.map(TreatmentDef::list).orElse(List.of());

    Map<String, Scope> cleanColumns = SourceChecks.check(expressions, sources);
    FeatureChecks.Checked features =
        FeatureChecks.check(expressions, problems, featureGroups, sources, cleanColumns);
    Optional<Set<String>> treatmentCodes =
        Optional.of(treatments.stream().map(TreatmentDef::code).collect(Collectors.toSet()))
            .filter(codes -> treatmentFile.filter(file -> problems.at(file.position())).isEmpty());
    List<SchemeDef> schemesInOrder =
        SchemeChecks.check(expressions, schemes, features.scope(), treatmentCodes);
    Map<String, DecisionSource> decisionSources =
        new DecisionChecks(sources, cleanColumns).check(schemes);
    Map<String, Allocation> allocations =
        AllocationChecks.check(expressions, sources, cleanColumns, features.scope(), schemes);
    Optional<World> world =
        folder
            .file(PackFolder.WORLD, ConfSchema.named("world"))
            .map(file -> WorldFit.read(file, expressions, sources));
    Optional<ChurnDef> churn =
        folder
            .file(PackFolder.CHURN, ConfSchema.named("churn"))
            .map(
                file ->
                    new ChurnChecks(expressions, features.scope(), schemes.keySet()).read(file));
    List<IndicatorDef> indicators =
        IndicatorChecks.read(packYaml, expressions, features.scope(), schemes.keySet(), defaults);
    PerformanceChecks reports =
        new PerformanceChecks(settings, features.scope(), schemes.keySet(), indicators, defaults);
    Optional<PerformanceDef> performance =
        packYaml.child(PerformanceDef.KEY).map(reports::performance);
    Optional<AlarmDef> alarms = packYaml.child(AlarmDef.KEY).map(reports::alarms);
    List<KeyListDef> lists =
        folder
            .file(PackFolder.LISTS, ConfSchema.named("lists"))
            .map(
                file ->
                    new ListChecks(
                            expressions,
                            features.scope(),
                            SchemeChecks.visible(schemes, features.scope()),
                            schemes.keySet(),
                            treatmentCodes)
                        .read(file))
            .orElse(List.of());
    PackSettings checkedSettings =
        new SettingsChecks(packYaml, settings)
            .check(
                expressions,
                sources,
                features.scope(),
                schemes.keySet(),
                decisionSources.values().stream()
                    .map(DecisionSource::source)
                    .collect(Collectors.toSet()));
    problems.throwIfAny("Cannot load pack " + path);

    return new Pack(
        name,
        checkedSettings,
        inOrder(cleanColumns.keySet(), sources),
        features.inOrder(),
        types(features),
        schemesInOrder,
        ofSchemes(schemesInOrder, rollRates),
        forecast,
        alarms,
        churn,
        ofSchemes(schemesInOrder, decisionSources),
        ofSchemes(schemesInOrder, allocations),
        indicators,
        performance,
        lists,
        treatments,
        world,
        defaults,
        folder.hashes(),
        folder.fingerprint(defaults.toString()));
  }

  private Map<String, Declared<SourceDef>> sources(Map<String, ConfNode> files) {
    requireSome(files, "sources");
    Map<String, Declared<SourceDef>> sources = new LinkedHashMap<>();
    files.forEach(
        (name, yaml) ->
            sources.put(
                name,
                new Declared<>(
                    yaml,
                    SourceDef.from(
                        name,
                        yaml,
                        new SourceDefaults(
                            defaults.maxAgeMonths(),
                            defaults.expectLimit(),
                            defaults.maxRecordBytes())))));
    return sources;
  }

  private List<Declared<List<FeatureDef>>> featureGroups(
      Map<String, ConfNode> files,
      Map<String, Declared<SourceDef>> sources,
      PackSettings settings) {
    requireSome(files, "features");
    FeatureContext context =
        new FeatureContext(
            inOrder(sources.keySet(), sources), settings.calendar(), settings.balance());
    List<Declared<List<FeatureDef>>> groups = new ArrayList<>();
    files.forEach(
        (group, yaml) -> groups.add(new Declared<>(yaml, FeatureDef.from(group, yaml, context))));
    return groups;
  }

  private void requireSome(Map<String, ConfNode> files, String subfolder) {
    if (files.isEmpty()) {
      problems.add(
          new Position(path.resolve(subfolder).toString(), 1, ""),
          "holds no <name>.yaml; a pack needs at least one");
    }
  }

  private Map<String, Declared<SchemeDef>> schemes(
      Map<String, ConfNode> files, PackSettings settings) {
    SchemeContext context =
        new SchemeContext(settings.value(), defaults.reasonBytes(), defaults.rankBucketRows());
    Map<String, Declared<SchemeDef>> schemes = new LinkedHashMap<>();
    files.forEach(
        (name, yaml) ->
            schemes.put(
                name,
                new Declared<>(
                    yaml, SchemeDef.from(name, yaml, SchemeMethods.from(yaml), context))));
    return schemes;
  }

  private Map<String, RollRateDef> rollRates(Map<String, Declared<SchemeDef>> schemes) {
    Map<String, RollRateDef> rollRates = new HashMap<>();
    schemes.forEach(
        (name, scheme) -> {
          ConfNode yaml = scheme.yaml();
          boolean knowsFloors = !problems.at(yaml.position("segments"));
          yaml.child("roll_rate")
              .filter(node -> knowsFloors)
              .ifPresent(node -> rollRates.put(name, rollRate(scheme, node)));
        });
    return rollRates;
  }

  private RollRateDef rollRate(Declared<SchemeDef> scheme, ConfNode rollRate) {
    Map<String, BigDecimal> floors = new LinkedHashMap<>();
    for (ConfNode segment : scheme.yaml().children("segments")) {
      segment.decimal("floor").ifPresent(floor -> floors.put(segment.text("code"), floor));
    }
    return RollRateDef.from(
        scheme.def().name(),
        floors,
        scheme.def().value(),
        rollRate,
        defaults.lookBack(),
        defaults.lookAhead(),
        defaults.lastBaseMonths());
  }

  /** What some of the schemes have, in their order. */
  private static <T> List<T> ofSchemes(List<SchemeDef> schemes, Map<String, T> byScheme) {
    return schemes.stream()
        .flatMap(scheme -> Optional.ofNullable(byScheme.get(scheme.name())).stream())
        .toList();
  }

  private static Map<String, SourceDef> inOrder(
      Collection<String> names, Map<String, Declared<SourceDef>> sources) {
    Map<String, SourceDef> inOrder = new LinkedHashMap<>();
    names.forEach(name -> inOrder.put(name, Objects.requireNonNull(sources.get(name)).def()));
    return inOrder;
  }

  private static Map<String, DataType> types(FeatureChecks.Checked features) {
    Map<String, DataType> types = new LinkedHashMap<>();
    features
        .inOrder()
        .forEach(
            feature ->
                types.put(
                    feature.name(),
                    Objects.requireNonNull(features.scope().types().get(feature.name()))));
    return types;
  }
}
