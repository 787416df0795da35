package io.fenqun;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.DataFrameWriterV2;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** The rules of the house: who may import whom, and what main code may never say. */
class HouseTest {
  private static final String ROOT = "io.fenqun";
  private static final String SPARK = "org.apache.spark..";

  /** Every room and its layer; a new room is entered here. */
  private static final Map<String, Integer> LAYERS =
      Map.ofEntries(
          Map.entry("error", 0),
          Map.entry("time", 0),
          Map.entry("number", 0),
          Map.entry("conf", 1),
          Map.entry("sql", 2),
          Map.entry("table", 2),
          Map.entry("source", 2),
          Map.entry("cluster", 2),
          Map.entry("lifetime", 2),
          Map.entry("store", 3),
          Map.entry("quality", 3),
          Map.entry("feature", 3),
          Map.entry("scheme", 3),
          Map.entry("scheme.method", 3),
          Map.entry("transition", 3),
          Map.entry("churn", 3),
          Map.entry("propensity", 3),
          Map.entry("history", 3),
          Map.entry("report", 3),
          Map.entry("stability", 3),
          Map.entry("world", 3),
          Map.entry("pack", 4),
          Map.entry("serve", 4),
          Map.entry("plan", 5),
          Map.entry("preview", 5),
          Map.entry("explain", 5),
          Map.entry("jobs", 6));

  /**
   * Imports within one layer: definitions of a source hold expressions and tables; a method is a
   * scheme's.
   */
  private static final Set<String> WITHIN_A_LAYER =
      Set.of("time > error", "source > sql", "source > table", "scheme.method > scheme");

  private static final JavaClasses MAIN_CODE =
      new ClassFileImporter().withImportOption(new MainCode()).importPackages(ROOT);

  @Test
  void bothModulesAreSeen() {
    assertThat(MAIN_CODE.stream().map(HouseTest::room)).contains("conf", "jobs");
  }

  @Test
  void aRoomImportsLowerLayersOnlyAndRoomsOfOneLayerMeetAsTables() {
    check(classes().that().resideInAPackage(ROOT + "..").should(new ImportLowerLayersOnly()));
    check(slices().matching(ROOT + ".(**)").should().beFreeOfCycles());
  }

  @Test
  void monthsErrorsAndConfigurationDoNotKnowSpark() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(in("time"), in("error"), in("conf"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(SPARK)
            .because("they are used where no Spark is"));
  }

  @Test
  void onlyTheStoreReadsAndWrites() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(in("store"))
            .should()
            .dependOnClassesThat(
                resideInAPackage("io.delta..")
                    .or(resideInAPackage("org.apache.spark.sql.delta.."))
                    .or(resideInAPackage("org.apache.spark.sql.streaming.."))
                    .or(
                        belongToAnyOf(
                            DataFrameReader.class, DataFrameWriter.class, DataFrameWriterV2.class)))
            .because("input and output stand in one room"));
  }

  @Test
  void machineLearningStaysInItsRooms() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(in("cluster"), in("propensity"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.spark.ml..", "org.apache.spark.mllib.."));
  }

  @Test
  void aTransformationHasItsSessionFromItsInput() {
    check(
        classes()
            .that()
            .resideOutsideOfPackages(in("store"), in("serve"), in("jobs"))
            .should(new NotKnowTheSession()));
  }

  @Test
  void theEngineHasNoClockAndNoUnseededRandom() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(in("jobs"))
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(java.time.Clock.class, java.util.concurrent.ThreadLocalRandom.class)
            .orShould()
            .callMethodWhere(readsTheClockOrChance())
            .orShould()
            .callConstructor(java.util.Date.class)
            .orShould()
            .callConstructor(Random.class)
            .because("the same inputs, pack and month give the same rows"));
  }

  @Test
  void mainCodeHasNoWordOfOneIndustry() throws IOException {
    assertThat(IndustryWords.inMainCode())
        .as("the business is configuration: move it to a pack, or name the general idea")
        .isEmpty();
  }

  @Test
  void theWordScanFindsPlantedWordsAndNothingElse() {
    assertThat(IndustryWords.in("class BankAccount { int YUAN_PER_CARTON; } // 按分公司统计零售户"))
        .containsExactly("Bank", "YUAN", "分公司", "零售户");
    assertThat(IndustryWords.in("/** Every liquor shop; a Tobacco-free line. */"))
        .containsExactly("liquor", "Tobacco");
    assertThat(
            IndustryWords.in(
                "int databank, embankment, rank, banked; String bankrupt; // 分行显示, 按月"))
        .isEmpty();
  }

  private static void check(ArchRule rule) {
    // rooms that later work fills may be empty today
    rule.allowEmptyShould(true).check(MAIN_CODE);
  }

  private static String in(String room) {
    return ROOT + "." + room + "..";
  }

  private static String room(JavaClass type) {
    String name = type.getPackageName();
    return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
  }

  private static DescribedPredicate<JavaMethodCall> readsTheClockOrChance() {
    Set<String> refused =
        Set.of(
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.Math.random",
            "org.apache.spark.sql.functions.current_date",
            "org.apache.spark.sql.functions.current_timestamp",
            "org.apache.spark.sql.functions.now",
            "org.apache.spark.sql.functions.uuid",
            "org.apache.spark.sql.functions.rand",
            "org.apache.spark.sql.functions.randn");
    return DescribedPredicate.describe(
        "the clock or chance is asked",
        call -> {
          String owner = call.getTargetOwner().getName();
          return refused.contains(owner + "." + call.getName())
              || (owner.startsWith("java.time.") && call.getName().equals("now"));
        });
  }

  /** Classes of the modules themselves, as folders or packaged, without their tests. */
  private static final class MainCode implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/test-classes/") && !location.contains("-tests.jar");
    }
  }

  private static final class ImportLowerLayersOnly extends ArchCondition<JavaClass> {
    ImportLowerLayersOnly() {
      super("import lower layers only");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
      String from = room(type);
      if (!LAYERS.containsKey(from)) {
        events.add(
            SimpleConditionEvent.violated(
                type, type.getName() + " is in no room of the house: '" + from + "'"));
        return;
      }
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (!target.getPackageName().startsWith(ROOT + ".") || room(target).equals(from)) {
          continue;
        }
        String to = room(target);
        boolean isLower = LAYERS.getOrDefault(to, Integer.MAX_VALUE) < LAYERS.get(from);
        if (!isLower && !WITHIN_A_LAYER.contains(from + " > " + to)) {
          events.add(
              SimpleConditionEvent.violated(
                  type, from + " may not import " + to + ": " + dependency.getDescription()));
        }
      }
    }
  }

  /** No session in a field or signature; of one taken from a Dataset, only frames may be asked. */
  private static final class NotKnowTheSession extends ArchCondition<JavaClass> {
    private static final Set<String> FRAMES =
        Set.of("createDataFrame", "createDataset", "emptyDataFrame", "emptyDataset", "range");

    NotKnowTheSession() {
      super("not know SparkSession");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
      for (JavaMember member : type.getMembers()) {
        if (member.getAllInvolvedRawTypes().stream().anyMatch(NotKnowTheSession::isSession)) {
          events.add(
              SimpleConditionEvent.violated(
                  type, member.getDescription() + " holds a SparkSession"));
        }
      }
      for (JavaAccess<?> access : type.getAccessesFromSelf()) {
        if (isSession(access.getTargetOwner()) && !FRAMES.contains(access.getName())) {
          events.add(SimpleConditionEvent.violated(type, access.getDescription()));
        }
      }
    }

    private static boolean isSession(JavaClass type) {
      return type.getName().equals(SparkSession.class.getName())
          || type.getName().startsWith(SparkSession.class.getName() + "$");
    }
  }
}
