package io.fenqun.churn;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.Lines;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** Worked by hand from domain page section 1.3: everyone holds 600 + 400 for three months. */
class ChurnEventsTest extends ChurnCase {
  private static final String[] WHAT = {
    "customer_id",
    "month",
    "cause",
    "degree",
    "destination",
    "reference_value",
    "value",
    "share_lost"
  };
  private static final String[] WHERE_TO = {
    "customer_id", "gross_fall", "to_internal", "to_external", "to_cash", "to_market", "unexplained"
  };

  private final List<Row> features = new ArrayList<>();

  private void month(
      int month, String customer, String deposit, String wealth, Map<String, Object> more) {
    BigDecimal assets =
        deposit == null || wealth == null ? null : money(deposit).add(money(wealth));
    features.add(
        RowFactory.create(
            "2024-0" + month,
            customer,
            more.getOrDefault("open_accounts", 2).equals(0),
            assets,
            money(deposit),
            money(wealth),
            amount(more, "bank_out"),
            amount(more, "cash_out"),
            amount(more, "market_loss"),
            amount(more, "repaid"),
            more.getOrDefault("open_accounts", 2),
            more.getOrDefault("closed_by_customer", 0),
            more.getOrDefault("closed_by_bank", 0),
            more.getOrDefault("fraud_alerts", 0),
            more.getOrDefault("days_overdue", 0),
            more.getOrDefault("tenure", 24L)));
  }

  private static BigDecimal amount(Map<String, Object> more, String name) {
    Object amount = more.getOrDefault(name, "0");
    return amount.equals("unknown") ? null : money(amount.toString());
  }

  private void threeMonths(String customer) {
    for (int month = 1; month <= 3; month++) {
      month(month, customer, "600", "400", Map.of());
    }
  }

  private void april(String customer, String deposit, String wealth, Map<String, Object> more) {
    threeMonths(customer);
    month(4, customer, deposit, wealth, more);
  }

  private Dataset<Row> rows() {
    return rows(DDL, features);
  }

  private Dataset<Row> april() {
    return after(nothing(), rows(), months(1, 4));
  }

  @Test
  void causeAndDegreeAreTheFirstThatFit() {
    april("closes", "0", "0", Map.of("open_accounts", 0, "closed_by_customer", 2));
    april("falls", "100.10", "399.90", Map.of());
    april("falls_less", "100.11", "399.90", Map.of());
    april("in_arrears", "0", "200", Map.of("days_overdue", 91));
    april("on_time", "0", "200", Map.of("days_overdue", 90));
    april(
        "fraud",
        "0",
        "0",
        Map.of(
            "open_accounts", 0, "closed_by_bank", 2, "closed_by_customer", 1, "fraud_alerts", 1));

    assertThat(Lines.of(april(), WHAT))
        .containsExactly(
            "closes 2024-04 CLOSING COMPLETE UNEXPLAINED 1000.00 0.00 1.0",
            "falls 2024-04 FALLING PARTIAL UNEXPLAINED 1000.00 500.00 0.5",
            "fraud 2024-04 FRAUD COMPLETE UNEXPLAINED 1000.00 0.00 1.0",
            "in_arrears 2024-04 ARREARS PARTIAL UNEXPLAINED 1000.00 200.00 0.8",
            "on_time 2024-04 FALLING PARTIAL UNEXPLAINED 1000.00 200.00 0.8");
  }

  @Test
  void theGrossFallIsSplitInOrderAndToTheCent() {
    april("a_capped", "0", "0", Map.of("bank_out", "700", "cash_out", "300.05"));
    april(
        "b_odd_cents",
        "100.10",
        "399.90",
        Map.of("bank_out", "200", "cash_out", "199.99", "market_loss", "0.02"));
    april("c_inward", "0", "200", Map.of("repaid", "300", "bank_out", "-50", "market_loss", "1"));
    april("d_moved", "0", "450", Map.of("cash_out", "275", "market_loss", "275"));
    april("e_unknown_flow", "0", "400", Map.of("bank_out", "unknown", "cash_out", "10"));

    assertThat(Lines.of(april(), WHERE_TO))
        .containsExactly(
            "a_capped 1000.00 0.00 700.00 300.00 0.00 0.00",
            "b_odd_cents 500.00 0.00 200.00 199.99 0.02 99.99",
            "c_inward 800.00 300.00 0.00 0.00 1.00 499.00",
            "d_moved 600.00 50.00 0.00 275.00 275.00 0.00",
            "e_unknown_flow 600.00 0.00 0.00 10.00 0.00 590.00");
    assertThat(Lines.of(april(), "customer_id", "destination"))
        .as("the largest part, of equal ones the first declared")
        .containsExactly(
            "a_capped EXTERNAL",
            "b_odd_cents EXTERNAL",
            "c_inward UNEXPLAINED",
            "d_moved CASH",
            "e_unknown_flow UNEXPLAINED");
  }

  @Test
  void whatIsNotKnownIsNoNumber() {
    april("null_value", null, "0", Map.of("open_accounts", 0, "closed_by_customer", 1));
    april("null_level", null, "100", Map.of());
    threeMonths("null_reference");
    features.remove(features.size() - 1);
    month(3, "null_reference", null, "400", Map.of());
    month(4, "null_reference", "0", "0", Map.of());
    month(2, "newcomer", "600", "400", Map.of());
    month(3, "newcomer", "600", "400", Map.of());
    month(4, "newcomer", "0", "0", Map.of("open_accounts", 0));
    threeMonths("gap");
    month(5, "gap", "0", "0", Map.of());

    Dataset<Row> events = after(nothing(), rows(), months(1, 5));

    assertThat(Lines.of(events, WHAT))
        .containsExactly("null_value 2024-04 CLOSING COMPLETE - 1000.00 - -");
    assertThat(Lines.of(events, WHERE_TO)).containsExactly("null_value - - - - - -");
  }

  @Test
  void nothingIsLostWhereThereWasNothing() {
    for (int month = 1; month <= 3; month++) {
      month(month, "empty", "0", "0", Map.of());
      month(month, "small", "99.99", "0", Map.of());
      month(month, "in_debt", "-500", "0", Map.of());
    }
    for (String customer : List.of("empty", "small", "in_debt")) {
      month(4, customer, "0", "0", Map.of("open_accounts", 0));
    }

    assertThat(april().count()).isZero();
  }

  @Test
  void whereNothingFellInTheMonthNothingWentAnywhere() {
    month(1, "late", "600", "400", Map.of());
    month(2, "late", "600", "400", Map.of());
    month(3, "late", "0", "400", Map.of());
    month(4, "late", "0", "400", Map.of("bank_out", "50"));

    assertThat(Lines.of(april(), WHAT))
        .containsExactly("late 2024-04 FALLING PARTIAL - 800.00 400.00 0.5");
    assertThat(Lines.of(april(), WHERE_TO)).containsExactly("late 0.00 0.00 0.00 0.00 0.00 0.00");
  }

  private void returns() {
    threeMonths("returns");
    month(4, "returns", "0", "400", Map.of());
    month(5, "returns", "399.99", "400", Map.of());
    month(6, "returns", "400", "400", Map.of());
    month(7, "returns", "0", "100", Map.of());
    threeMonths("stays_low");
    month(4, "stays_low", "0", "400", Map.of());
    month(5, "stays_low", "0", "100", Map.of());
    month(6, "stays_low", "0", "10", Map.of());
    april("departs", "0", "0", Map.of("open_accounts", 0, "closed_by_customer", 1));
    month(7, "departs", "900", "0", Map.of());
    april("departs_for_good", "0", "0", Map.of("open_accounts", 0, "closed_by_customer", 1));
  }

  private static final List<String> RETURNS =
      List.of(
          "departs 2024-04 1000.00 2024-07",
          "departs_for_good 2024-04 1000.00 -",
          "returns 2024-04 1000.00 2024-06",
          "returns 2024-07 666.66 -",
          "stays_low 2024-04 1000.00 -");

  private static List<String> states(Dataset<Row> rows) {
    return Lines.of(rows, "customer_id", "month", "reference_value", "regained_month");
  }

  @Test
  void anEventIsCountedOnceAndOpenUntilTheDeclaredPartIsBack() {
    returns();

    assertThat(states(after(nothing(), rows(), months(1, 7)))).isEqualTo(RETURNS);
  }

  @Test
  void monthByMonthAndAgainGivesTheSame() {
    returns();
    Dataset<Row> rows = nothing();
    for (int month = 1; month <= 7; month++) {
      rows = after(rows, rows(), months(month, month));
    }
    assertThat(states(rows)).isEqualTo(RETURNS);
    for (int from = 1; from <= 7; from++) {
      Dataset<Row> again = after(rows, rows(), months(from, 7));
      assertThat(Lines.of(again)).as("again from %d", from).isEqualTo(Lines.of(rows));
    }
  }

  @Test
  void aCorrectedMonthReopensWhatItHadClosed() {
    returns();
    Dataset<Row> before = after(nothing(), rows(), months(1, 7));
    features.removeIf(
        row -> row.getString(0).equals("2024-06") && row.getString(1).equals("returns"));
    month(6, "returns", "399.98", "400", Map.of());

    Dataset<Row> restated = after(before, rows(), months(6, 7));

    assertThat(Lines.of(restated)).isEqualTo(Lines.of(after(nothing(), rows(), months(1, 7))));
    assertThat(states(restated)).contains("returns 2024-04 1000.00 -").hasSize(4);
  }

  @Test
  void theLevelIsThatOfTheMonthBeforeAndTheReasonTellsTheDecidingValues() {
    april("big", "0", "0", Map.of("open_accounts", 0, "closed_by_customer", 2, "tenure", 30L));

    assertThat(Lines.of(april(), "customer_id", "level", "tenure_months", "reason"))
        .containsExactly(
            "big LARGE 30 {\"degree\":{\"open_accounts\":0},\"cause\":{\"closed_by_customer\":2}}");
  }

  @Test
  void theGravestComesFirst() {
    april("passive", "0", "0", Map.of("closed_by_bank", 1, "bank_out", "1000", "tenure", 200L));
    april("short", "0", "0", Map.of("bank_out", "1000", "tenure", 5L));
    april("long", "0", "0", Map.of("bank_out", "1000", "tenure", 120L));
    april("longer", "0", "0", Map.of("bank_out", "1000", "tenure", 300L));
    april("inside", "0", "100", Map.of("repaid", "900", "tenure", 300L));
    ChurnEvents events = new ChurnEvents(DEF, months(4, 4));
    Dataset<Row> begun = events.begun(events.follow(rows(), nothing(), 200));
    List<Column> order = new ArrayList<>(events.gravestFirst());
    order.add(col("customer_id"));

    assertThat(begun.orderBy(order.toArray(Column[]::new)).select("customer_id").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("long", "longer", "short", "inside", "passive");
  }
}
