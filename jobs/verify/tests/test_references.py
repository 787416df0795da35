import berka_reference
import iowa_reference
import pytest

BERKA = ["--from", "1993-08", "--to", "1993-10"]
IOWA = ["--from", "2019-05", "--to", "2019-06"]


def test_both_references_meet_the_results_worked_out_by_hand(berka_data, berka_expected, iowa_data, iowa_expected):
    assert berka_reference.main(["--data", str(berka_data), "--self-check", str(berka_expected), *BERKA]) == 0
    assert iowa_reference.main(["--data", str(iowa_data), "--self-check", str(iowa_expected), *IOWA]) == 0


def test_the_self_check_fails_on_other_numbers(berka_data, berka_expected):
    totals = berka_expected / "berka" / "b1_month_totals.csv"
    totals.write_text(totals.read_text().replace("40000.00", "40000.01"))
    assert berka_reference.main(["--data", str(berka_data), "--self-check", str(berka_expected), *BERKA]) == 1


def test_a_daily_average_counts_the_days_a_balance_lasted(berka_tables):
    """12000 from the 5th of August on: 27 of 31 days; 12000 for 10 days and 9000 for 20 in September."""
    averages = berka_tables.execute("select month, balance_daily from feature_month where customer_id = '1' order by 1").fetchall()
    assert [str(value) for _, value in averages] == ["10451.61", "10000.00", "11000.00"]


def test_a_half_year_is_carried_until_the_next_one(iowa_data):
    con = iowa_reference.build(iowa_data, "2019-06", "2019-06")
    assert con.execute("select count(*) from segment_month where scheme = 'grade_state' and segment <> 'OUTSIDE'").fetchone() == (2,)
    con = iowa_reference.build(iowa_data, "2019-05", "2019-06")
    states = con.execute(
        "select month, segment, evaluated_month from segment_month where scheme = 'grade_state' and customer_id = '99' order by 1"
    ).fetchall()
    assert states == [("2019-05", "OUTSIDE", None), ("2019-06", "P1", "2019-06")]


@pytest.mark.parametrize(
    "change",
    [
        None,
        "update feature_month set balance_daily = balance_daily + 0.01 where customer_id = '2' and month = '1993-10'",
        "update segment_month set rank = 3 where scheme = 'top20' and rank = 2",
        "update segment_month set segment = 'CLEAR' where scheme = 'activity' and customer_id = '2'",
        "update transition_month set amount_rate = 0.6 where scheme = 'asset_level' and amount_rate between 0.6 and 0.7",
        "update transition_month set rate_high = rate_high + 0.00001 where scheme = 'risk'",
        "update segment_profile set entered = 0 where scheme = 'asset_level' and month = '1993-10' and segment = 'A1'",
        "update segment_profile set expected_value_share = 0.7 where scheme = 'top20' and segment = 'TOP20'",
        "update roll_rate set cured = 0 where level = 'A1' and n = 1",
        "update customer_month set risk = 'ALERT' where customer_id = '2'",
    ],
)
def test_a_berka_warehouse_passes_until_one_cell_is_wrong(change, berka_data, berka_tables, write_warehouse):
    if change:
        berka_tables.execute(change)
    warehouse = write_warehouse(berka_tables, "berka")
    assert berka_reference.main(["--data", str(berka_data), "--warehouse", warehouse, *BERKA]) == (1 if change else 0)


@pytest.mark.parametrize(
    "change",
    [
        None,
        "update feature_month set branch = null where customer_id = '99'",
        "delete from segment_month where scheme = 'dormancy' and customer_id = '99' and month = '2019-06'",
        "update segment_month set evaluated_month = '2019-05' where scheme = 'step_state' and customer_id = '99' and month = '2019-06'",
        "update transition_month set customers = 2 where scheme = 'tier' and to_segment = 'P'",
    ],
)
def test_an_iowa_warehouse_passes_until_one_cell_is_wrong(change, iowa_data, iowa_tables, write_warehouse):
    if change:
        iowa_tables.execute(change)
    warehouse = write_warehouse(iowa_tables, "iowa_liquor")
    assert iowa_reference.main(["--data", str(iowa_data), "--warehouse", warehouse, *IOWA]) == (1 if change else 0)
