import equal_warehouses
import pytest


def equal(a, b):
    return equal_warehouses.main([a, b, "--pack", "berka"])


def test_order_layout_and_the_books_of_the_run_do_not_matter(berka_tables, write_warehouse):
    berka_tables.execute("alter table customer_month add column code_version text")
    a = write_warehouse(berka_tables, "berka", "a")
    berka_tables.execute("create or replace table segment_month as select * from segment_month order by customer_id desc, segment")
    berka_tables.execute("update run_ledger set rows_read = 99")
    berka_tables.execute("update customer_month set code_version = 'other'")
    assert equal(a, write_warehouse(berka_tables, "berka", "b")) == 0


@pytest.mark.parametrize(
    "change",
    [
        "update feature_month set balance = balance + 0.01 where customer_id = '1' and month = '1993-08'",
        "insert into roll_rate_curve select * from roll_rate_curve where level = 'ALL' and n = 0",
        "delete from quarantine where delivery is null",
        "update quarantine set reasons = ['CAST'] where delivery is null",
        "alter table roll_rate_curve alter column rate type float",
        "alter table roll_rate_curve drop column rate_low",
        "drop table roll_rate",
    ],
    ids=["cell", "row twice", "row missing", "list", "type", "column", "table"],
)
def test_a_difference_fails(change, berka_tables, write_warehouse):
    a = write_warehouse(berka_tables, "berka", "a")
    berka_tables.execute(change)
    b = write_warehouse(berka_tables, "berka", "b")
    assert equal(a, b) == 1
    assert equal(b, a) == 1


def test_an_empty_warehouse_is_named(tmp_path):
    with pytest.raises(SystemExit, match="no Delta table under"):
        equal(str(tmp_path), str(tmp_path))
