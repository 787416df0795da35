"""What both reference programs share: tables shaped like the warehouse's, made by DuckDB from the raw files.

A reference program fills feature_month and segment_month in the schema `reference`; this module adds share schemes,
membership, transitions and profiles, and compares all of it with a warehouse. Definitions: design.md sections 4, 6 and 8.
"""

import itertools

from warehouse import columns_of, compare, connect, text_list

# Two-sided 95 % of the standard normal distribution, for the Wilson limits.
Z95 = 1.959963984540054
# An amount rate has limits from an effective number of 30 customers on.
SMALL = 30


def connect_reference():
    con = connect()
    con.execute("create schema reference")
    con.execute("set schema = 'reference'")
    con.execute(
        """create table segment_month (scheme text, month text, customer_id text, segment text, score decimal(18, 6),
               rank bigint, percentile double, evaluated_month text)"""
    )
    con.execute("create table declared_share (scheme text, segment text, expected_customer_share double, expected_value_share double)")
    con.execute(f"create macro wilson_centre(p, n) as (p + {Z95} * {Z95} / (2 * n)) / (1 + {Z95} * {Z95} / n)")
    con.execute(
        f"""create macro wilson_half(p, n) as
            {Z95} / (1 + {Z95} * {Z95} / n) * sqrt(p * (1 - p) / n + {Z95} * {Z95} / (4.0 * n * n))"""
    )
    return con


def declare_shares(con, scheme, shares):
    """What a share scheme promises: (segment, percent of customers, percent of value or None)."""
    for segment, customers, value in shares:
        con.execute("insert into declared_share values (?, ?, ? / 100, ? / 100)", [scheme, segment, customers, value])


def add_share_scheme(con, scheme, shares, population, by):
    """Ranks the population of each month by value descending, key ascending (binary), and cuts it at cumulative head counts.

    `shares` as in declare_shares, best first; down to a segment stand ceil(cumulative percent x n / 100) customers.
    """
    declare_shares(con, scheme, shares)
    cumulative = itertools.accumulate(percent for _, percent, _ in shares)
    branches = " ".join(f"when rank <= ({percent} * n + 99) // 100 then '{share[0]}'" for share, percent in zip(shares, cumulative))
    con.execute(
        f"""insert into segment_month
            with ranked as (
              select month, customer_id, {by} as quantity, count(*) over (partition by month) as n,
                     row_number() over (partition by month order by {by} desc, customer_id) as rank
              from feature_month where {population})
            select '{scheme}', f.month, f.customer_id, case when r.rank is null then 'OUTSIDE' {branches} end,
                   r.quantity::decimal(18, 6), r.rank, (r.n - r.rank + 1) / r.n, f.month
            from feature_month f left join ranked r using (month, customer_id)"""
    )


def add_movement(con, value):
    """Makes membership, transition_month and segment_profile of all schemes; `value` is SQL over scheme and feature columns."""
    con.execute(
        f"""create table membership as
            select scheme, month, month_no(month) as month_no, customer_id, segment, {value} as value
            from segment_month join feature_month using (month, customer_id)"""
    )
    con.execute("create table spine as select month, month_no(month) as month_no from feature_month group by all")
    _add_moves(con)
    _add_transitions(con)
    _add_profiles(con)


def _add_moves(con):
    """One row per customer, scheme and month but the first, in either of the two months."""
    con.execute(
        """create table move as
           with before as (
             select m.scheme, m.customer_id, s.month, m.segment, m.value from membership m join spine s on s.month_no = m.month_no + 1),
           now as (
             select scheme, customer_id, month, segment, value from membership where month > (select min(month) from spine)),
           seen as (
             select scheme, customer_id, min(month) as first_month from membership group by all)
           select scheme, customer_id, month,
                  coalesce(before.segment, case when first_month < month then 'RETURNED' else 'ENTERED' end) as from_segment,
                  coalesce(now.segment, 'LEFT') as to_segment,
                  coalesce(before.value, 0) as amount_from, coalesce(now.value, 0) as amount_to
           from before full join now using (scheme, customer_id, month) join seen using (scheme, customer_id)"""
    )


def _add_transitions(con):
    con.execute(
        f"""create table transition_month as
            with cell as (
              select scheme, month, from_segment, to_segment, count(*) as customers, sum(amount_from) as amount_from,
                     sum(amount_to) as amount_to, sum(greatest(amount_from, 0))::double as weight,
                     sum(greatest(amount_from, 0)::double ** 2) as squares
              from move group by all),
            totals as (
              select *, sum(customers) over of_row as row_customers, sum(amount_from) over of_row as row_amount,
                     sum(weight) over of_row as row_weight, sum(squares) over of_row as row_squares
              from cell window of_row as (partition by scheme, month, from_segment)),
            rates as (
              select *, customers / row_customers as rate, weight / nullif(row_weight, 0) as amount_rate,
                     row_weight ** 2 / nullif(row_squares, 0) as effective
              from totals)
            select 1 as horizon_months, 'ALL' as group_by, scheme, month, from_segment, to_segment, customers, row_customers, rate,
                   wilson_centre(rate, row_customers) - wilson_half(rate, row_customers) as rate_low,
                   wilson_centre(rate, row_customers) + wilson_half(rate, row_customers) as rate_high,
                   row_customers < {SMALL} as is_small, amount_from, amount_to, row_amount, amount_rate,
                   case when effective >= {SMALL} then wilson_centre(amount_rate, effective) - wilson_half(amount_rate, effective) end
                     as amount_rate_low,
                   case when effective >= {SMALL} then wilson_centre(amount_rate, effective) + wilson_half(amount_rate, effective) end
                     as amount_rate_high
            from rates"""
    )


def _add_profiles(con):
    """Shares are over the population: everyone but OUTSIDE, whose own shares are null."""
    con.execute(
        """create table segment_profile as
           with size as (
             select scheme, month, segment, count(*) as customers, sum(value) as value from membership group by all),
           moved as (
             select scheme, month, segment, count(*) filter (was and not is_now) as "left", count(*) filter (is_now and not was) as entered,
                    count(*) filter (was and is_now) as stayed
             from (select scheme, month, unnest(list_distinct([from_segment, to_segment])) as segment,
                          from_segment = segment as was, to_segment = segment as is_now from move)
             group by all)
           select scheme, month, segment, customers, value, entered, "left", stayed,
                  case when segment <> 'OUTSIDE' then customers / sum(customers) over inside end as customer_share,
                  case when segment <> 'OUTSIDE' then value::double / nullif(sum(value) over inside, 0)::double end as value_share,
                  expected_customer_share, expected_value_share
           from size left join moved using (scheme, month, segment) left join declared_share using (scheme, segment)
           window inside as (partition by scheme, month, segment = 'OUTSIDE')"""
    )


def add_customer_month(con, value, key_features):
    """The wide table: value, key features and one column per scheme."""
    con.execute(
        f"""create table customer_month as
            select * from (select month, customer_id, {value} as value, {', '.join(key_features)} from feature_month)
            join (pivot segment_month on scheme using any_value(segment) group by month, customer_id) using (month, customer_id)"""
    )


SEGMENT_CELLS = ["segment", "score", "rank", "percentile", "evaluated_month"]
TRANSITION_CELLS = ["customers", "row_customers", "is_small", "amount_from", "amount_to", "row_amount"]
TRANSITION_RATES = ["rate", "rate_low", "rate_high", "amount_rate", "amount_rate_low", "amount_rate_high"]
PROFILE_CELLS = ["customers", "value", "entered", "left", "stayed"]
PROFILE_SHARES = ["customer_share", "value_share", "expected_customer_share", "expected_value_share"]


def compare_tables(con, report, features):
    """Every row of the reference's months and schemes against the views in the schema `warehouse`.

    Schemes that the reference does not know are left alone; empty segments may be listed or not; entered, left and stayed
    of the first covered month say nothing, because no month stands before it.
    """
    schemes = text_list(row[0] for row in con.execute("select distinct scheme from reference.segment_month order by 1").fetchall())
    months = text_list(row[0] for row in con.execute("select month from reference.spine order by 1").fetchall())

    def both(label, table, keys, cells, near=(), where="true"):
        selected = ", ".join(f'"{name}"' for name in [*keys, *cells, *near])
        sides = [f"select {selected} from {schema}.{table} where month in ({months}) and {where}" for schema in ("reference", "warehouse")]
        compare(con, report, label, sides[0], sides[1], keys, near)

    both("feature_month", "feature_month", ["month", "customer_id"], features)
    keys = ["month", "customer_id"]
    wide = [name for name in columns_of(con, "select * from reference.customer_month") if name not in keys]
    both("customer_month", "customer_month", keys, wide)
    for scheme in schemes.split(", "):
        where = f"scheme = {scheme}"
        name = scheme.strip("'")
        cells = [cell for cell in SEGMENT_CELLS if cell != "percentile"]
        both(f"segment_month {name}", "segment_month", ["month", "customer_id"], cells, ["percentile"], where)
        keys = ["month", "from_segment", "to_segment"]
        default_rows = f"{where} and horizon_months = 1 and group_by = 'ALL'"
        both(f"transition_month {name}", "transition_month", keys, TRANSITION_CELLS, TRANSITION_RATES, default_rows)
        later = f"{where} and customers > 0 and month > (select min(month) from reference.spine)"
        first = f"{where} and customers > 0 and month = (select min(month) from reference.spine)"
        keys = ["month", "segment"]
        both(f"segment_profile {name}, first month", "segment_profile", keys, PROFILE_CELLS[:2], PROFILE_SHARES, first)
        both(f"segment_profile {name}", "segment_profile", keys, PROFILE_CELLS, PROFILE_SHARES, later)
