"""Compares a warehouse with the published numbers in data/expected, as the README of that folder defines them.

    python expected.py --warehouse W --expected DIR [--pack berka|iowa_liquor]

One line per file with the cells compared and differing; exit 1 on any difference and on nothing compared.
The functions `berka` and `iowa_liquor` work on the tables of the current schema, whoever made them.
"""

import argparse
import sys
from pathlib import Path

from warehouse import PRINTED, Report, attach, compare, connect, text, text_list

ENTERING = "('ENTERED', 'RETURNED', 'OUTSIDE')"
LEAVING = "('LEFT', 'OUTSIDE')"


def berka(con, report, folder):
    def check(label, keys, expected, actual, near=()):
        compare(con, report, f"berka {label}", expected, actual, keys, near, PRINTED)

    totals = _csv(folder, "b1_month_totals.csv")
    check(
        "b1 month totals",
        ["month"],
        f"""select month, accounts::bigint as accounts, sum_balance_czk::decimal(18, 2) as sum_balance, negative::bigint as negative
            from {totals}""",
        f"""select month, count(*) as accounts, sum(value) as sum_balance, count(*) filter (value < 0) as negative
            from customer_month where {_months_of(totals)} group by month""",
    )
    moves = _csv(folder, "b2_level_transitions.csv")
    _check_moves(check, "b2 level transitions", moves, "asset_level", "decimal(18, 6)", 1)
    check(
        "b3 roll rates",
        ["level", "n"],
        f"""select base_level as level, n::bigint as n, at_n::bigint as at_risk, rolled_to_n_plus_1::bigint as rolled,
                   roll_rate::decimal(18, 6) as rate
            from {_csv(folder, "b3_roll_rates.csv")}""",
        """select level, n, at_risk, rolled, rate from roll_rate_curve
           where scheme = 'asset_level' and base_month = '1993-08' and at_risk > 0""",
        ["rate"],
    )


def iowa_liquor(con, report, folder):
    def check(label, keys, expected, actual, near=()):
        compare(con, report, f"iowa_liquor {label}", expected, actual, keys, near, PRINTED)

    totals = _csv(folder, "i0_month_totals.csv")
    counted = ["stores", "lines", "bottles", "cents", "ml", "key_ml", "known_lines"]
    check(
        "i0 month totals",
        ["month"],
        f"select month, {', '.join(f'{name}::bigint as {name}' for name in counted)} from {totals}",
        f"""select month, count(*) filter (line_count_1m > 0) as stores, sum(line_count_1m) as lines, sum(bottles_1m) as bottles,
                   {_cents('sum(sale_amount_1m)')} as cents, sum(ml_1m) as ml, sum(key_ml_1m) as key_ml,
                   sum(known_lines_1m) as known_lines
            from feature_month where {_months_of(totals)} group by month""",
    )
    for scope in ("STATE", "BRANCH"):
        _check_grades(check, folder, scope)
    _check_value_shares(check, folder)
    moves = _csv(folder, "i3_class_transitions.csv")
    _check_moves(check, "i3 class transitions", moves, "s5_15_80", "bigint", 100)
    dormant = _csv(folder, "i4_dormancy.csv")
    for table in ("feature_month", "customer_month"):
        check(
            f"i4 dormancy in {table}",
            ["month"],
            f"""select month, stores_known::bigint as known, idle_2_or_more::bigint as idle_2, idle_4_or_more::bigint as idle_4
                from {dormant}""",
            f"""select month, count(*) as known, count(*) filter (idle_months >= 2) as idle_2,
                       count(*) filter (idle_months >= 4) as idle_4
                from {table} where {_months_of(dormant)} group by month""",
        )


def _check_grades(check, folder, scope):
    """i1: the grades of the first half of 2019, their scores and amounts; tier from customer_month, grade from the segment's digit."""
    grade, contribution = f"grade_{scope.lower()}", f"contribution_{scope.lower()}"
    check(
        f"i1 grade summary {scope}",
        ["tier", "grade"],
        f"""select tier, grade, stores::bigint as stores, score_min::decimal(18, 6) as score_min,
                   score_max::decimal(18, 6) as score_max, cents::bigint as cents, stores::bigint as tier_in_segment
            from {_csv(folder, "i1_grade_summary.csv")} where half = '2019H1' and scope = '{scope}'""",
        f"""select c.tier, substr(g.segment, 2) as grade, count(*) as stores, min(s.score) as score_min, max(s.score) as score_max,
                   {_cents('sum(f.sale_amount_6m)')} as cents, count(*) filter (left(g.segment, 1) = c.tier) as tier_in_segment
            from segment_month g
            join customer_month c using (month, customer_id)
            join feature_month f using (month, customer_id)
            left join segment_month s
              on s.scheme = '{contribution}' and s.month = g.month and s.customer_id = g.customer_id and s.segment <> 'OUTSIDE'
            where g.scheme = '{grade}' and g.month = '2019-06' and g.segment <> 'OUTSIDE'
            group by all""",
        ["score_min", "score_max"],
    )


def _check_value_shares(check, folder):
    """i2, and the published share of customers, which follows from the counts."""
    shares = _csv(folder, "i2_value_shares.csv")
    check(
        "i2 value shares",
        ["month", "scheme", "segment"],
        f"""select month, lower(scheme) as scheme, class as segment, customers::bigint as customers, value::bigint as cents,
                   value_share::decimal(18, 6) as value_share,
                   customers::bigint / sum(customers::bigint) over (partition by month, scheme) as customer_share
            from {shares}""",
        f"""select month, scheme, segment, customers, {_cents('value')} as cents, value_share, customer_share
            from segment_profile
            where scheme in ('top20', 's5_15_80', 's1_4_15_80') and segment <> 'OUTSIDE' and {_months_of(shares)}""",
        ["value_share", "customer_share"],
    )


def _check_moves(check, label, expected_csv, scheme, amount_type, scale):
    """b2 and i3, twice: with the rate after the states are merged, and the columns that the table itself publishes.

    A published rate is over its own row: where from OUTSIDE is merged with ENTERED, no expected rate exists for it.
    """
    keys = ["month", "from_state", "to_state"]
    expected = f"""select month, from_state, to_state, customers::bigint as customers, amount_from::{amount_type} as amount_from,
                          amount_to::{amount_type} as amount_to, rate::decimal(18, 6) as rate
                   from {expected_csv}"""
    merged = f"""select month,
                        case when from_segment in {ENTERING} then 'ENTRANT' else from_segment end as from_state,
                        case when to_segment in {LEAVING} then 'LEAVER' else to_segment end as to_state,
                        sum(customers) as customers, sum(amount_from) * {scale} as amount_from, sum(amount_to) * {scale} as amount_to,
                        sum(rate) as rate, max(row_customers) as row_customers, max(row_amount) * {scale} as row_amount
                 from transition_month
                 where scheme = {text(scheme)} and horizon_months = 1 and group_by = 'ALL' and {_months_of(expected_csv)}
                 group by all"""
    check(
        label,
        keys,
        expected,
        f"""select month, from_state, to_state, customers, amount_from, amount_to,
                   customers / sum(customers) over (partition by month, from_state) as rate
            from ({merged}) where not (from_state = 'ENTRANT' and to_state = 'LEAVER')""",
        ["rate"],
    )
    check(
        f"{label}, published rates and row totals",
        keys,
        f"""select month, from_state, to_state, rate, sum(customers) over of_row as row_customers,
                   sum(amount_from) over of_row as row_amount
            from ({expected}) where from_state <> 'ENTRANT' window of_row as (partition by month, from_state)""",
        f"select month, from_state, to_state, rate, row_customers, row_amount from ({merged}) where from_state <> 'ENTRANT'",
        ["rate"],
    )


def _cents(money):
    return f"({money} * 100)::bigint"


def _csv(folder, name):
    return f"read_csv({text(Path(folder) / name)}, all_varchar = true)"


def _months_of(csv):
    """The warehouse may hold more months than the file speaks of."""
    return f"month between (select min(month) from {csv}) and (select max(month) from {csv})"


PACKS = {"berka": (berka, "berka"), "iowa_liquor": (iowa_liquor, "iowa_2019")}


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Compares a warehouse with the expected results.")
    parser.add_argument("--warehouse", required=True)
    parser.add_argument("--expected", required=True, help="folder with berka/ and iowa_2019/")
    parser.add_argument("--pack", choices=sorted(PACKS), help="default: every pack that the warehouse holds")
    options = parser.parse_args(arguments)
    packs = [options.pack] if options.pack else [pack for pack in PACKS if (Path(options.warehouse) / pack).is_dir()]
    report = Report()
    for pack in packs:
        check_pack, folder = PACKS[pack]
        con = connect()
        attach(con, options.warehouse, pack)
        check_pack(con, report, Path(options.expected) / folder)
    if not packs:
        report.fail("expected results", f"no pack of {text_list(PACKS)} in the warehouse")
    return report.exit_code()


if __name__ == "__main__":
    sys.exit(main())
