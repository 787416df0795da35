"""Laws that hold inside one warehouse, whatever the data (design.md section 4).

    python reconcile.py W --pack NAME [--conf PACK_FOLDER]

The pack's folder (default: conf/examples/NAME of this repository) tells which feature stands behind a scheme's amounts
and whether roll rates are written. Exit 1 on any difference.
"""

import argparse
import sys

import duckdb

import pack
from warehouse import Report, attach, compare, connect, text_list

DEFAULT_ROWS = "horizon_months = 1 and group_by = 'ALL'"
WAS_NOT_THERE = "('ENTERED', 'RETURNED')"
CURVE_SUMS = ["at_risk", "rolled", "cured", "rolled_left", "at_risk_amount", "rolled_amount", "cured_amount"]


def reconcile(con, report, scheme_values, with_roll_rates):
    """All laws on the tables of the current schema."""
    try:
        _add_members(con, scheme_values)
    except duckdb.Error as error:
        report.fail("customer_month", " ".join(str(error).split())[:300])
        return
    _segments(con, report)
    _profiles(con, report)
    _overlaps(con, report)
    _transitions(con, report)
    if with_roll_rates:
        _roll_rates(con, report)
    _ledger(con, report)


def _add_members(con, scheme_values):
    """What BI reads, long: one row per customer, month and scheme column of customer_month, with the scheme's amount."""
    schemes = sorted(scheme_values)
    features = sorted({value for value in scheme_values.values() if value})
    amount = " ".join(f"when '{scheme}' then f.\"{value}\"" for scheme, value in sorted(scheme_values.items()) if value)
    con.execute(
        f"""create or replace temp table member as
            select c.month, c.customer_id, c.scheme, c.segment, {f'case c.scheme {amount} else c.value end' if amount else 'c.value'} as value
            from (unpivot (select month, customer_id, value, {', '.join(f'"{scheme}"' for scheme in schemes)} from customer_month)
                  on {', '.join(f'"{scheme}"' for scheme in schemes)} into name scheme value segment) c
            left join (select month, customer_id {''.join(f', "{feature}"' for feature in features)} from feature_month) f
              using (month, customer_id)"""
    )
    con.execute(
        """create or replace temp table covered as
           select month, lead(month) over (order by month) as next_month from (select distinct month from customer_month)"""
    )


def _segments(con, report):
    keys = ["scheme", "month", "customer_id"]
    schemes = [row[0] for row in con.execute("select distinct scheme from member").fetchall()]
    all_schemes = text_list(sorted({row[0] for row in con.execute("select distinct scheme from segment_month").fetchall()} | set(schemes)))
    compare(
        con,
        report,
        "exactly one segment per customer, scheme and month",
        f"""select scheme, month, customer_id, 1 as segments
            from customer_month cross join (select unnest([{all_schemes}]) as scheme)""",
        "select scheme, month, customer_id, count(segment) as segments from segment_month group by all",
        keys,
    )
    compare(
        con,
        report,
        "customer_month shows the segments of segment_month",
        "select scheme, month, customer_id, segment from segment_month",
        "select scheme, month, customer_id, segment from member",
        keys,
    )


def _profiles(con, report):
    """Per segment; then the sum over all segments against the base itself."""
    compare(
        con,
        report,
        "segment_profile is the count and amount of its customers",
        "select scheme, month, segment, count(*) as customers, sum(value) as value from member group by all",
        "select scheme, month, segment, customers, value from segment_profile where customers > 0",
        ["scheme", "month", "segment"],
    )
    compare(
        con,
        report,
        "segment_profile sums to the base",
        """select scheme, month, customers
           from (select month, count(*) as customers from customer_month group by month) cross join (select distinct scheme from member)""",
        "select scheme, month, sum(customers) as customers from segment_profile group by all",
        ["scheme", "month"],
    )
    compare(
        con,
        report,
        "shares sum to 1 over the population; OUTSIDE has none",
        """select scheme, month, case when bool_or(segment <> 'OUTSIDE') then 1 end as customers,
                  case when sum(value) filter (segment <> 'OUTSIDE') <> 0 then 1 end as value, 0 as outside
           from member group by all""",
        """select scheme, month, sum(customer_share) filter (segment <> 'OUTSIDE') as customers,
                  sum(value_share) filter (segment <> 'OUTSIDE') as value,
                  count(coalesce(customer_share, value_share, expected_customer_share, expected_value_share))
                    filter (segment = 'OUTSIDE') as outside
           from segment_profile group by all""",
        ["scheme", "month"],
        near=["customers", "value"],
        tolerance="0.0000001",
    )
    compare(
        con,
        report,
        "entered, left and stayed follow from the transitions",
        f"""select scheme, month, segment, coalesce(sum(customers) filter (was and not is_now), 0) as "left",
                   coalesce(sum(customers) filter (is_now and not was), 0) as entered,
                   coalesce(sum(customers) filter (was and is_now), 0) as stayed
            from (select scheme, month, customers, unnest(list_distinct([from_segment, to_segment])) as segment,
                         from_segment = segment as was, to_segment = segment as is_now
                  from transition_month where {DEFAULT_ROWS})
            semi join (select scheme, month, segment from member) m using (scheme, month, segment)
            group by all""",
        """select scheme, month, segment, "left", entered, stayed from segment_profile
           where customers > 0 and month > (select min(month) from covered)""",
        ["scheme", "month", "segment"],
    )


def _overlaps(con, report):
    """Every two schemes that have segments, joined customer by customer."""
    compare(
        con,
        report,
        "scheme_overlap is the count and amount of those in both segments",
        """with pair as (
             select month, a.scheme as scheme_a, a.segment as segment_a, b.scheme as scheme_b, b.segment as segment_b, c.value
             from member a join member b using (month, customer_id) join customer_month c using (month, customer_id)
             where a.scheme < b.scheme),
           cell as (
             select month, scheme_a, segment_a, scheme_b, segment_b, count(*) as customers, coalesce(sum(value), 0) as value from pair
             where not exists (select 1 from member m where m.segment = 'SCORED' and m.scheme in (scheme_a, scheme_b)) group by all)
           select *, customers / sum(customers) over base as base_share, customers / sum(customers) over a as share_of_a,
                  customers / sum(customers) over b as share_of_b,
                  customers * sum(customers) over base / (sum(customers) over a * sum(customers) over b) as lift
           from cell window base as (partition by month, scheme_a, scheme_b), a as (partition by month, scheme_a, scheme_b, segment_a),
                           b as (partition by month, scheme_a, scheme_b, segment_b)""",
        """select month, scheme_a, segment_a, scheme_b, segment_b, customers, value, base_share, share_of_a, share_of_b, lift
           from scheme_overlap""",
        ["month", "scheme_a", "segment_a", "scheme_b", "segment_b"],
        near=["base_share", "share_of_a", "share_of_b", "lift"],
        tolerance="0.00001",
    )


def _transitions(con, report):
    """Rows are last month's base, columns this month's; a rate is its count over the row."""
    for label, segment, not_there, base_month, amount in [
        ("rows sum to last month's base", "from_segment", WAS_NOT_THERE, "next_month", "amount_from"),
        ("columns sum to this month's base", "to_segment", "('LEFT')", "month", "amount_to"),
    ]:
        compare(
            con,
            report,
            f"transition {label}, customers and money",
            f"""select scheme, c.{base_month} as month, segment, count(*) as customers, sum(value) as amount
                from member join covered c using (month)
                where c.{base_month} > (select min(month) from covered) group by all""",
            f"""select scheme, month, {segment} as segment, sum(customers) as customers, sum({amount}) as amount
                from transition_month where {DEFAULT_ROWS} and {segment} not in {not_there} group by all""",
            ["scheme", "month", "segment"],
        )
    keys = ["scheme", "month", "from_segment", "to_segment"]
    names = ", ".join(keys)
    compare(
        con,
        report,
        "transition rates and row totals follow from the cells",
        f"""select {names}, customers / sum(customers) over of_row as rate, sum(customers) over of_row as row_customers,
                   sum(amount_from) over of_row as row_amount, sum(customers) over of_row < 30 as is_small, true as within_limits
            from transition_month where {DEFAULT_ROWS} window of_row as (partition by scheme, month, from_segment)""",
        f"""select {names}, rate, row_customers, row_amount, is_small, rate between rate_low - 1e-9 and rate_high + 1e-9 as within_limits
            from transition_month where {DEFAULT_ROWS}""",
        keys,
        near=["rate"],
    )


def _roll_rates(con, report):
    keys = ["scheme", "base_month", "level", "n"]
    sums = ", ".join(f"sum({name}) as {name}" for name in CURVE_SUMS)
    compare(
        con,
        report,
        "roll_rate_curve is the sum of roll_rate",
        f"select {', '.join(keys)}, {sums}, sum(rolled) / nullif(sum(at_risk), 0) as rate from roll_rate group by all having sum(at_risk) > 0",
        f"select {', '.join(keys)}, {', '.join(CURVE_SUMS)}, rate from roll_rate_curve where at_risk > 0",
        keys,
        near=["rate"],
    )
    compare(
        con,
        report,
        "level ALL is the sum of the levels",
        f"select month, scheme, base_month, n, {sums} from roll_rate where level <> 'ALL' and at_risk > 0 group by all",
        f"select month, scheme, base_month, n, {', '.join(CURVE_SUMS)} from roll_rate where level = 'ALL' and at_risk > 0",
        ["month", "scheme", "base_month", "n"],
    )
    compare(
        con,
        report,
        "rolled + cured = at risk from n = 1, cured = 0 at n = 0",
        f"""select month, {', '.join(keys)}, case when n = 0 then rolled else at_risk end as customers,
                   case when n = 0 then rolled_amount else at_risk_amount end as amount from roll_rate""",
        f"select month, {', '.join(keys)}, rolled + cured as customers, rolled_amount + cured_amount as amount from roll_rate",
        ["month", *keys],
    )


def allocations(con, report):
    """What was to be spread in a group is what its customers have, or what found nobody; who is in a segment has a row."""
    compare(
        con,
        report,
        "allocation adds up to the quantity of each group",
        """select month, scheme, group_value, max(group_quantity) as quantity from allocation
           where outcome <> 'NO_QUANTITY' group by all""",
        "select month, scheme, group_value, sum(quantity) as quantity from allocation where outcome <> 'NO_QUANTITY' group by all",
        ["month", "scheme", "group_value"],
    )
    compare(
        con,
        report,
        "everyone in a segment of a scheme that allocates has a row",
        """select month, scheme, segment, customer_id from member
           where segment <> 'OUTSIDE' and (month, scheme) in (select (month, scheme) from allocation where customer_id is not null)""",
        "select month, scheme, segment, customer_id from allocation where customer_id is not null",
        ["month", "scheme", "segment", "customer_id"],
    )


def _ledger(con, report):
    """Every record read is written, refused, a duplicate or superseded. Only ingest keeps these books in full."""
    kept = "from run_ledger where step like 'ingest%' and rows_read is not null group by step"
    balanced = "rows_read = " + " + ".join(f"coalesce(rows_{fate}, 0)" for fate in ("written", "refused", "duplicate", "superseded"))
    compare(
        con,
        report,
        "ledger: read = written + refused + duplicate + superseded, in every row of a step",
        f"select step, count(*) as rows {kept}",
        f"select step, count(*) filter ({balanced}) as rows {kept}",
        ["step"],
    )


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Checks the laws inside one warehouse.")
    parser.add_argument("warehouse")
    parser.add_argument("--pack", required=True)
    parser.add_argument("--conf", help="the pack's folder")
    options = parser.parse_args(arguments)
    folder = options.conf or pack.default_folder(options.pack)
    scheme_values, with_roll_rates = pack.scheme_values(folder), pack.has_roll_rates(folder)
    report = Report()
    con = connect()
    tables = attach(con, options.warehouse, options.pack)
    reconcile(con, report, scheme_values, with_roll_rates)
    if "allocation" in tables:
        allocations(con, report)
    return report.exit_code()


if __name__ == "__main__":
    sys.exit(main())
