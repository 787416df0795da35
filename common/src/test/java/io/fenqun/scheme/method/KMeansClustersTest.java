package io.fenqun.scheme.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fenqun.conf.Problems;
import io.fenqun.scheme.ModelRows;
import io.fenqun.scheme.SchemeDef;
import io.fenqun.scheme.SchemeModel;
import io.fenqun.scheme.SchemeModel.Event;
import io.fenqun.scheme.SchemeModel.Part;
import io.fenqun.scheme.SchemeModel.Status;
import io.fenqun.scheme.SchemeModels;
import io.fenqun.scheme.SchemeTest;
import io.fenqun.scheme.SegmentBuilder;
import io.fenqun.scheme.Staging;
import io.fenqun.table.ModelTables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class KMeansClustersTest extends SchemeTest {
  private static final long serialVersionUID = 1L;
  private static final String DDL =
      "customer_id string, month string, is_departed boolean, amount double, visits int";

  private static final String TWO =
      """
      method: kmeans
      features:
        - {by: amount}
        - {by: visits}
      clusters: 2
      starts: 2
      iterations: 20
      segments:
        - {code: C1, zh: 甲, en: first}
        - {code: C2, zh: 乙, en: second}
      """;

  private static final String REFITTED = TWO + "refit: {every: monthly, moved: 20, better: 5}\n";

  private final List<Row> rows = new ArrayList<>();

  private void add(String month, String customer, Object amount, Object visits) {
    rows.add(RowFactory.create(customer, month, false, amount, visits));
  }

  /** Four who buy little and often, three who buy much and seldom. */
  private void addTwoKinds(String month) {
    for (int i = 0; i < 4; i++) {
      add(month, "little" + i, 10.0 + i, 9);
    }
    for (int i = 0; i < 3; i++) {
      add(month, "much" + i, 90.0 + i, 1);
    }
  }

  private Dataset<Row> features() {
    return spark().createDataFrame(rows, StructType.fromDDL(DDL));
  }

  private static SegmentBuilder fitting(SchemeModels models, SchemeDef... schemes) {
    return new SegmentBuilder(List.of(schemes), CONTEXT, Staging.LOCAL, models);
  }

  private static MonthRange june() {
    return range("2024-06", "2024-06");
  }

  @Test
  void theLargestClusterHasTheFirstName() {
    addTwoKinds("2024-06");

    Map<String, Object> segments = byCustomer(wide(features(), scheme("kind", TWO)), "kind");

    assertThat(segments)
        .containsEntry("little0", "C1")
        .containsEntry("little3", "C1")
        .containsEntry("much0", "C2")
        .containsEntry("much2", "C2");
  }

  @Test
  void aNameGoesToTheClusterThatItIsTypicalOf() {
    addTwoKinds("2024-06");
    String typical =
        TWO.replace("code: C1,", "code: C1, typical: [100, 2],")
            .replace("code: C2,", "code: C2, typical: [20, 8],");

    Map<String, Object> segments = byCustomer(wide(features(), scheme("kind", typical)), "kind");

    assertThat(segments).containsEntry("little0", "C2").containsEntry("much0", "C1");
  }

  /** By hand: amounts 0, 0, 6, 6 have mean 3 and deviation 3, so the coordinates are -1 and 1. */
  @Test
  void theReasonTellsTheDistanceAndTheNextCluster() {
    add("2024-06", "a", 0.0, 1);
    add("2024-06", "b", 0.0, 1);
    add("2024-06", "c", 6.0, 1);
    add("2024-06", "d", 6.0, 1);
    add("2024-06", "e", null, 1);
    String onAmount = TWO.replace("  - {by: visits}\n", "");

    Map<String, Object> reasons =
        byCustomer(wide(features(), scheme("kind", onAmount)), "kind__reason");

    assertThat(reasons.get("a"))
        .isEqualTo(
            "{\"code\":\"CLUSTER\",\"distance\":0.0,\"next\":\"C2\",\"next_distance\":2.0,"
                + "\"values\":{\"amount\":0.0}}");
    assertThat(reasons.get("d"))
        .isEqualTo(
            "{\"code\":\"CLUSTER\",\"distance\":0.0,\"next\":\"C1\",\"next_distance\":2.0,"
                + "\"values\":{\"amount\":6.0}}");
    assertThat(reasons.get("e")).isEqualTo("{\"code\":\"NULL\",\"values\":{\"amount\":null}}");
  }

  @Test
  void whoHasNoFiniteNumberIsOutsideAndPlaysNoPart() {
    addTwoKinds("2024-06");
    add("2024-06", "null", null, 5);
    add("2024-06", "infinite", Double.POSITIVE_INFINITY, 5);
    add("2024-06", "nan", Double.NaN, 5);
    SchemeModels models = SchemeModels.none();

    Dataset<Row> wide =
        computed(fitting(models, scheme("kind", TWO)).wide(features(), june(), Optional.empty()));

    assertThat(models.fitted().get(0).customers()).isEqualTo(7);
    assertThat(byCustomer(wide, "kind"))
        .containsEntry("null", "OUTSIDE")
        .containsEntry("infinite", "OUTSIDE")
        .containsEntry("nan", "OUTSIDE")
        .containsEntry("much1", "C2");
    assertThat(byCustomer(wide, "get_json_object(kind__reason, '$.code')"))
        .containsEntry("null", "NULL")
        .containsEntry("infinite", "NO_MATCH")
        .containsEntry("nan", "NO_MATCH");
  }

  @Test
  void withTooFewCustomersThereIsNoModelAndEveryoneIsOutside() {
    add("2024-06", "alone", 1.0, 1);
    SchemeModels models = SchemeModels.none();

    Dataset<Row> wide =
        computed(fitting(models, scheme("kind", TWO)).wide(features(), june(), Optional.empty()));

    assertThat(byCustomer(wide, "kind")).containsEntry("alone", "OUTSIDE");
    assertThat(byCustomer(wide, "get_json_object(kind__reason, '$.code')"))
        .containsEntry("alone", "NO_MODEL");
    assertThat(models.fitted()).isEmpty();
    assertThat(models.notes())
        .containsExactly("kind 2024-06: no new model: 1 customers are too few for 2 clusters");
  }

  @Test
  void whereEveryoneIsAlikeThereIsNoModel() {
    for (int i = 0; i < 5; i++) {
      add("2024-06", "c" + i, 3.0, 3);
    }
    SchemeModels models = SchemeModels.none();

    computed(fitting(models, scheme("kind", TWO)).wide(features(), june(), Optional.empty()));

    assertThat(models.notes())
        .containsExactly(
            "kind 2024-06: no new model: its 5 customers differ in too few ways for 2 clusters");
  }

  @Test
  void aFeatureThatIsTheSameOfEveryoneIsToldOf() {
    for (int i = 0; i < 6; i++) {
      add("2024-06", "c" + i, i < 4 ? 1.0 : 5.0, 7);
    }
    SchemeModels models = SchemeModels.none();

    computed(fitting(models, scheme("kind", TWO)).wide(features(), june(), Optional.empty()));

    assertThat(models.fitted()).hasSize(1);
    assertThat(models.notes())
        .containsExactly("kind 2024-06: visits is the same of everyone: it tells none apart");
  }

  @Test
  void monthsWithoutAFitAreAssignedByTheModelBefore() {
    addTwoKinds("2024-05");
    addTwoKinds("2024-06");
    add("2024-06", "between", 49.0, 5); // nearer to the little ones: mean 49.7
    SchemeModels models = SchemeModels.none();
    SchemeDef scheme = scheme("kind", TWO);

    Dataset<Row> wide =
        computed(
            fitting(models, scheme)
                .wide(features(), range("2024-05", "2024-06"), Optional.empty()));

    assertThat(models.fitted()).hasSize(1);
    assertThat(models.fitted().get(0).month()).isEqualTo(Month.parse("2024-05"));
    assertThat(byMonthAndCustomer(wide, "kind"))
        .containsEntry("2024-05 little1", "C1")
        .containsEntry("2024-06 little1", "C1")
        .containsEntry("2024-06 much1", "C2")
        .containsEntry("2024-06 between", "C1");
  }

  @Test
  void aMonthInWhichNothingChangedChangesNoCluster() {
    addTwoKinds("2024-05");
    addTwoKinds("2024-06");
    SchemeModels models = SchemeModels.none();

    computed(
        fitting(models, scheme("kind", REFITTED))
            .wide(features(), range("2024-05", "2024-06"), Optional.empty()));

    assertThat(models.fitted()).hasSize(2);
    SchemeModel again = models.fitted().get(1);
    assertThat(again.content()).isEqualTo(models.fitted().get(0).content());
    assertThat(again.movedShare()).hasValue(0.0);
    assertThat(again.parts())
        .containsExactly(
            new Part(Optional.of("C1"), Event.KEPT, 4, 4, 4),
            new Part(Optional.of("C2"), Event.KEPT, 3, 3, 3));
  }

  @Test
  void monthByMonthFromStoredModelsIsTheWholeRange() {
    SchemeDef scheme = scheme("kind", REFITTED);
    for (String month : List.of("2024-04", "2024-05", "2024-06")) {
      addTwoKinds(month);
    }
    add("2024-05", "new", 60.0, 4);
    add("2024-06", "newer", 70.0, 2);
    MonthRange all = range("2024-04", "2024-06");
    SchemeModels ofRange = SchemeModels.none();
    SegmentBuilder builder = fitting(ofRange, scheme);
    List<String> whole =
        sorted(builder.segmentRows(builder.wide(features(), all, Optional.empty())));

    List<SchemeModel> stored = new ArrayList<>();
    List<String> single = new ArrayList<>();
    for (Month month : all.months()) {
      SchemeModels known = new SchemeModels(throughTheTable(stored));
      SegmentBuilder ofMonth = fitting(known, scheme);
      Dataset<Row> rowsOfMonth = features().filter("month = '" + month + "'");
      single.addAll(
          sorted(
              ofMonth.segmentRows(
                  ofMonth.wide(rowsOfMonth, MonthRange.of(month), Optional.empty()))));
      stored.addAll(known.fitted());
    }
    single.sort(null);

    assertThat(single).isEqualTo(whole);
    assertThat(stored).isEqualTo(ofRange.fitted());
  }

  @Test
  void aShiftOfTheSharesMakesANewModelOutOfTurn() {
    String drifting = TWO + "refit: {every: yearly, moved: 20, better: 5, drift: 0.25}\n";
    SchemeDef scheme = scheme("kind", drifting);
    for (int i = 0; i < 20; i++) {
      // of 20 customers 12 are of the first kind, 12 again, then 4
      add("2024-04", "c" + i, i < 12 ? 10.0 : 90.0, i < 12 ? 9 : 1);
      add("2024-05", "c" + i, i < 12 ? 10.0 : 90.0, i < 12 ? 9 : 1);
      add("2024-06", "c" + i, i < 4 ? 10.0 : 90.0, i < 4 ? 9 : 1);
    }
    SchemeModels ofRange = SchemeModels.none();
    computed(
        fitting(ofRange, scheme).wide(features(), range("2024-04", "2024-06"), Optional.empty()));

    assertThat(ofRange.fitted().stream().map(model -> model.month().toString()))
        .containsExactly("2024-04", "2024-06");
    SchemeModels stored = new SchemeModels(throughTheTable(ofRange.fitted().subList(0, 1)));
    computed(
        fitting(stored, scheme)
            .wide(
                features().filter("month = '2024-06'"),
                range("2024-06", "2024-06"),
                Optional.empty()));
    assertThat(stored.fitted()).isEqualTo(ofRange.fitted().subList(1, 2));

    SchemeModels withoutDrift = SchemeModels.none();
    computed(
        fitting(withoutDrift, scheme("kind", drifting.replace(", drift: 0.25", "")))
            .wide(features(), range("2024-04", "2024-06"), Optional.empty()));
    assertThat(withoutDrift.fitted()).hasSize(1);
  }

  @Test
  void aModelThatMovesTooManyIsProposedUntilItsMonthIsAccepted() {
    for (int i = 0; i < 10; i++) {
      add("2024-05", "c" + i, i < 6 ? 10.0 : 90.0, i < 6 ? 9 : 1);
      // two of the first six are between now, and the others have come nearer
      add("2024-06", "c" + i, i < 4 ? 10.0 : i < 6 ? 49.0 : 70.0, i < 4 ? 9 : i < 6 ? 5 : 3);
    }
    MonthRange months = range("2024-05", "2024-06");
    String strict = REFITTED.replace("moved: 20", "moved: 0");
    SchemeModels models = SchemeModels.none();
    Dataset<Row> wide =
        computed(
            fitting(models, scheme("kind", strict)).wide(features(), months, Optional.empty()));
    SchemeModel proposed = models.fitted().get(1);
    SchemeModels accepting = SchemeModels.none();
    String accepted = strict.replace("better: 5", "better: 5, accepted: [2024-06]");
    Dataset<Row> after =
        computed(
            fitting(accepting, scheme("kind", accepted))
                .wide(features(), months, Optional.empty()));

    assertThat(proposed.status()).isEqualTo(Status.PROPOSED);
    assertThat(proposed.movedShare().orElseThrow()).isCloseTo(0.2, within(1e-12));
    assertThat(models.notes())
        .containsExactly(
            "kind 2024-06: its new model moves 20.0 % of 10 customers, more than 0 %: proposed only;"
                + " name the month in refit.accepted to let it take effect");
    assertThat(byMonthAndCustomer(wide, "kind")).containsEntry("2024-06 c5", "C1");
    assertThat(proposed.parts())
        .containsExactly(
            new Part(Optional.of("C1"), Event.SPLIT, 4, 6, 4),
            new Part(Optional.of("C2"), Event.KEPT, 6, 4, 4));
    assertThat(accepting.fitted().get(1).status()).isEqualTo(Status.IN_EFFECT);
    assertThat(accepting.fitted().get(1).content()).isEqualTo(proposed.content());
    assertThat(byMonthAndCustomer(after, "kind")).containsEntry("2024-06 c5", "C2");
  }

  @Test
  void aClusterThatIsBornNeedsAName() {
    addTwoKinds("2024-05");
    for (int i = 0; i < 4; i++) {
      add("2024-06", "little" + i, 10.0, 9);
    }
    // a kind that nobody was of: by the model before most of C1 are of it, and so is its name
    for (int i = 0; i < 30; i++) {
      add("2024-06", "often" + i, 80.0, 60);
    }
    MonthRange months = range("2024-05", "2024-06");
    String open = REFITTED.replace("moved: 20", "moved: 100");
    SchemeModels models = SchemeModels.none();
    computed(fitting(models, scheme("kind", open)).wide(features(), months, Optional.empty()));
    SchemeModels named = SchemeModels.none();
    String spare =
        open.replace(
            "- {code: C2, zh: 乙, en: second}",
            "- {code: C2, zh: 乙, en: second}\n  - {code: C3, zh: 丙, en: third}");
    Dataset<Row> wide =
        computed(fitting(named, scheme("kind", spare)).wide(features(), months, Optional.empty()));

    assertThat(models.fitted().get(1).status()).isEqualTo(Status.PROPOSED);
    assertThat(models.notes())
        .containsExactly(
            "kind 2024-06: its new model has a cluster that is new: proposed only; declare one more"
                + " segment to name it");
    assertThat(named.fitted().get(1).status()).isEqualTo(Status.IN_EFFECT);
    assertThat(named.fitted().get(1).parts())
        .extracting(part -> part.segment().orElseThrow() + " " + part.event())
        .containsExactly("C1 KEPT", "C2 DIED", "C3 BORN");
    assertThat(byMonthAndCustomer(wide, "kind"))
        .containsEntry("2024-06 often7", "C1")
        .containsEntry("2024-06 little3", "C3");
  }

  @Test
  void aNameThatTheModelHasMustStayDeclared() {
    addTwoKinds("2024-05");
    SchemeModels models = SchemeModels.none();
    computed(
        fitting(models, scheme("kind", TWO))
            .wide(features(), range("2024-05", "2024-05"), Optional.empty()));
    addTwoKinds("2024-06");
    SchemeDef renamed = scheme("kind", TWO.replace("code: C2", "code: X2"));

    assertThatThrownBy(
            () ->
                fitting(new SchemeModels(models.fitted()), renamed)
                    .wide(features().filter("month = '2024-06'"), june(), Optional.empty()))
        .hasMessage(
            "Cannot assign clusters of scheme kind: its model has a cluster C2 that the file"
                + " declares no more; put the segment back");
  }

  @Test
  void wishesOfAFileAreChecked() {
    assertThat(faults("clusters: 2", "clusters: 3"))
        .contains("s.yaml:10: segments: are 2, fewer than the 3 clusters");
    assertThat(faults("{by: amount}", "{by: amount, winsorise: [60, 99]}"))
        .containsExactly(
            "s.yaml:5: features[0].winsorise: must be two percentages, one below and one above 50:"
                + " [1, 99]");
    assertThat(faults("features:\n  - {by: amount}\n  - {by: visits}\n", ""))
        .containsExactly("s.yaml:1: features: is missing");
  }

  @Test
  void whatChangesAModelIsInItsDefinitionAndNamesAndLimitsAreNot() {
    SchemeDef plain = scheme("kind", REFITTED);

    assertThat(scheme("kind", REFITTED.replace("code: C2", "code: D2")).fitDefinition())
        .isEqualTo(plain.fitDefinition());
    assertThat(scheme("kind", REFITTED.replace("moved: 20", "moved: 30")).fitDefinition())
        .isEqualTo(plain.fitDefinition());
    assertThat(scheme("kind", REFITTED.replace("moved: 20", "moved: 30")).definition())
        .isNotEqualTo(plain.definition());
    for (String other :
        List.of(
            REFITTED.replace("{by: amount}", "{by: amount, weight: 2}"),
            REFITTED.replace("{by: amount}", "{by: amount, transform: log1p}"),
            REFITTED.replace("{by: amount}", "{by: amount, winsorise: [1, 99]}"),
            REFITTED.replace("starts: 2", "starts: 3"),
            REFITTED + "population: visits > 1\n")) {
      assertThat(scheme("kind", other).fitDefinition()).isNotEqualTo(plain.fitDefinition());
    }
  }

  private static List<String> faults(String from, String to) {
    Problems problems = new Problems();
    parse("s", TWO.replace(from, to), problems);
    return problems.all().stream().map(Object::toString).toList();
  }

  private List<SchemeModel> throughTheTable(List<SchemeModel> models) {
    return ModelRows.models(
        spark()
            .createDataFrame(
                ModelRows.ofModels(models, scheme -> "kmeans"), ModelTables.SCHEME_MODEL.schema()));
  }
}
