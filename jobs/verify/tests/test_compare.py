import pytest
from warehouse import PRINTED, Report, compare, connect


@pytest.fixture(scope="module")
def con():
    return connect()


def exit_code(con, expected, actual, near=()):
    report = Report()
    compare(con, report, "test", expected, actual, ["k"], near, PRINTED)
    return report.exit_code()


@pytest.mark.parametrize(
    "actual",
    [
        "select 1 as k, 0.0390625::double as v",
        "select 1 as k, 0.039061500000000::decimal(18, 15) as v",
    ],
)
def test_half_a_printed_unit_is_still_equal(con, actual):
    assert exit_code(con, "select 1 as k, 0.039062::decimal(18, 6) as v", actual, ["v"]) == 0


@pytest.mark.parametrize(
    "actual",
    [
        "select 1 as k, 0.0390626::double as v",
        "select 1 as k, null::double as v",
        "select 1 as k, 'NaN'::double as v",
        "select 2 as k, 0.039062::double as v",
        "select 1 as k, 0.039062::double as v union all select 2, 0",
        "select 1 as k, 0.039062::double as v union all select 1, 0.039062",
        "select 1 as k, 0.039062::double as v where false",
        "select 1 as k, missing as v",
    ],
    ids=["beyond", "null", "nan", "other key", "row too many", "row twice", "no rows", "no such column"],
)
def test_a_difference_fails(con, actual):
    assert exit_code(con, "select 1 as k, 0.039062::decimal(18, 6) as v", actual, ["v"]) == 1


def test_exact_columns_know_no_tolerance_and_null_equals_null(con):
    assert exit_code(con, "select null as k, 1.00 as v, null as w", "select null as k, 1 as v, null as w") == 0
    assert exit_code(con, "select 1 as k, 1.0000001 as v", "select 1 as k, 1 as v") == 1


def test_nothing_compared_is_a_failure(con):
    assert exit_code(con, "select 1 as k, 1 as v where false", "select 1 as k, 1 as v where false") == 1
    assert Report().exit_code() == 1
