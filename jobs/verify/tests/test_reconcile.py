import pytest
import reconcile

BERKA_SCHEMES = {
    "asset_level": "method: bands\nroll_rate:\n  base_months: [1993-08]\n",
    "risk": "method: rules\n",
    "activity": "method: rules\n",
    "top20": "method: share\n",
}
IOWA_SCHEMES = {
    **{name: "method: share\n" for name in ("tier", "dormancy", "top20", "s5_15_80", "s1_4_15_80")},
    **{f"{name}_{scope}": "value: sale_amount_6m\n" for name in ("contribution", "step", "grade") for scope in ("state", "branch")},
}


def test_the_laws_hold_where_a_scheme_has_its_own_value(iowa_tables, write_warehouse, conf):
    warehouse = write_warehouse(iowa_tables, "iowa_liquor")
    assert reconcile.main([warehouse, "--pack", "iowa_liquor", "--conf", conf(IOWA_SCHEMES)]) == 0


@pytest.mark.parametrize(
    "change",
    [
        None,
        "insert into segment_month select * from segment_month where scheme = 'risk' and customer_id = '1' and month = '1993-09'",
        "delete from segment_month where scheme = 'risk' and customer_id = '1' and month = '1993-09'",
        "update segment_month set segment = null where scheme = 'risk' and customer_id = '1' and month = '1993-09'",
        "update customer_month set risk = 'ALERT' where customer_id = '1' and month = '1993-09'",
        "update segment_profile set value = value + 1 where scheme = 'risk' and month = '1993-08'",
        "update segment_profile set customers = customers + 1 where scheme = 'risk' and month = '1993-08'",
        "update segment_profile set value_share = 0.9 where scheme = 'risk' and month = '1993-08'",
        "update segment_profile set stayed = stayed + 1 where scheme = 'risk' and month = '1993-10'",
        "update scheme_overlap set customers = customers + 1 where scheme_a = 'asset_level' and month = '1993-08'",
        "update scheme_overlap set value = value + 0.01 where scheme_b = 'risk' and month = '1993-10'",
        "update scheme_overlap set lift = lift + 0.001 where scheme_a = 'risk' and month = '1993-09'",
        "delete from scheme_overlap where scheme_a = 'asset_level' and scheme_b = 'risk'",
        "delete from transition_month where scheme = 'asset_level' and from_segment = 'ENTERED'",
        "delete from transition_month where scheme = 'asset_level' and month = '1993-10'",
        "update transition_month set amount_from = amount_from + 1 where scheme = 'risk' and month = '1993-10'",
        "update transition_month set amount_to = amount_to + 1 where scheme = 'risk' and month = '1993-10'",
        "update transition_month set rate = 0.9 where scheme = 'risk' and month = '1993-10'",
        "update roll_rate_curve set at_risk_amount = at_risk_amount + 1",
        "update roll_rate set cured = cured + 1 where n = 1",
        "update run_ledger set rows_read = 8",
        "update run_ledger set rows_read = null",
        "alter table customer_month drop column risk",
    ],
)
def test_a_berka_warehouse_passes_until_one_law_is_broken(change, berka_tables, write_warehouse, conf):
    if change:
        berka_tables.execute(change)
    warehouse = write_warehouse(berka_tables, "berka")
    assert reconcile.main([warehouse, "--pack", "berka", "--conf", conf(BERKA_SCHEMES)]) == (1 if change else 0)


def test_a_missing_pack_folder_is_named(berka_tables, write_warehouse, tmp_path):
    with pytest.raises(SystemExit, match="no pack.yaml"):
        reconcile.main([write_warehouse(berka_tables, "berka"), "--pack", "berka", "--conf", str(tmp_path)])


@pytest.mark.parametrize(
    "change",
    [
        None,
        "update allocation set quantity = quantity + 1 where customer_id = (select min(customer_id) from allocation)",
        "update allocation set group_quantity = 0 where outcome = 'NO_CUSTOMER'",
        "delete from allocation where customer_id = (select min(customer_id) from allocation)",
        "update allocation set segment = 'OTHER' where customer_id = (select min(customer_id) from allocation)",
    ],
)
def test_what_is_allocated_adds_up_and_reaches_everyone(change, berka_tables, write_warehouse, conf):
    berka_tables.execute(
        """create table allocation as
           select month, scheme, '[]' as group_value, customer_id, segment, 2.5::decimal(18,6) as quantity,
                  (2.5 * count(*) over (partition by month))::decimal(18,6) as group_quantity, 'ALLOCATED' as outcome
           from segment_month where scheme = 'risk' and segment <> 'OUTSIDE'"""
    )
    berka_tables.execute(
        """insert into allocation by name
           select '1993-08' as month, 'risk' as scheme, '["N"]' as group_value, 7 as quantity, 7 as group_quantity, 'NO_CUSTOMER' as outcome"""
    )
    if change:
        berka_tables.execute(change)
    warehouse = write_warehouse(berka_tables, "berka")
    assert reconcile.main([warehouse, "--pack", "berka", "--conf", conf(BERKA_SCHEMES)]) == (1 if change else 0)
