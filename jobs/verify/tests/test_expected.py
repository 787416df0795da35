import expected
import pytest


def check(warehouse, folder, pack):
    return expected.main(["--warehouse", warehouse, "--expected", str(folder), "--pack", pack])


def test_right_berka_tables_pass(berka_tables, berka_expected, write_warehouse):
    assert check(write_warehouse(berka_tables, "berka"), berka_expected, "berka") == 0


def test_right_iowa_tables_pass(iowa_tables, iowa_expected, write_warehouse):
    assert check(write_warehouse(iowa_tables, "iowa_liquor"), iowa_expected, "iowa_liquor") == 0


def test_without_a_pack_every_pack_of_the_warehouse_is_checked(berka_tables, berka_expected, write_warehouse, tmp_path):
    warehouse = write_warehouse(berka_tables, "berka")
    assert expected.main(["--warehouse", warehouse, "--expected", str(berka_expected)]) == 0
    assert expected.main(["--warehouse", str(tmp_path), "--expected", str(berka_expected)]) == 1


@pytest.mark.parametrize(
    "change",
    [
        "update customer_month set value = value + 0.01 where customer_id = '3' and month = '1993-10'",
        "update transition_month set rate = 0.500001 where rate = 0.5 and to_segment = 'A1'",
        "update transition_month set amount_to = amount_to + 0.01 where scheme = 'asset_level' and to_segment = 'A2'",
        "update transition_month set row_amount = 0 where scheme = 'asset_level' and from_segment = 'A2'",
        "delete from transition_month where scheme = 'asset_level' and from_segment = 'ENTERED'",
        "update roll_rate_curve set rolled = 2 where level = 'A2'",
        "update roll_rate_curve set rate = 0.66 where level = 'ALL' and n = 0",
        "drop table roll_rate_curve",
    ],
)
def test_wrong_berka_tables_fail(change, berka_tables, berka_expected, write_warehouse):
    berka_tables.execute(change)
    assert check(write_warehouse(berka_tables, "berka"), berka_expected, "berka") == 1


@pytest.mark.parametrize(
    "change",
    [
        "update feature_month set key_ml_1m = 1 where month = '2019-05' and customer_id = '99'",
        "update segment_month set segment = 'G2' where scheme = 'grade_state' and segment = 'G1'",
        "update segment_month set segment = 'B1' where scheme = 'grade_branch' and segment = 'G1'",
        "update segment_month set score = score + 0.000001 where scheme = 'contribution_branch' and score = 70",
        "update customer_month set tier = 'G' where customer_id = '99'",
        "update segment_profile set value_share = 0.8 where scheme = 'top20' and month = '2019-05' and segment = 'TOP20'",
        "update segment_profile set customer_share = 0.4 where scheme = 's5_15_80' and month = '2019-05' and segment = 'KEY'",
        "delete from transition_month where scheme = 's5_15_80' and to_segment = 'OUTSIDE'",
        "update feature_month set idle_months = 2 where idle_months = 1",
        "update customer_month set idle_months = 4 where idle_months = 1",
    ],
)
def test_wrong_iowa_tables_fail(change, iowa_tables, iowa_expected, write_warehouse):
    iowa_tables.execute(change)
    assert check(write_warehouse(iowa_tables, "iowa_liquor"), iowa_expected, "iowa_liquor") == 1
