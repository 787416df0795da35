"""The Iowa pack's definitions once more, in DuckDB on the raw files, compared with a warehouse cell by cell.

    python iowa_reference.py --data DIR --warehouse W [--from 2019-01 --to 2020-12]
    python iowa_reference.py --data DIR --self-check EXPECTED_DIR

DIR holds product.csv.gz, store.csv.gz and sales/. --from is the first month the warehouse covers: half-years, windows and
"known" start there. --self-check compares this program's own tables with the expected results instead of a warehouse.
Keys are strings, in binary order. Exit 1 on any difference.
"""

import argparse
import sys
from pathlib import Path

import expected
from reference import add_customer_month, add_movement, add_share_scheme, compare_tables, connect_reference, declare_shares
from warehouse import Report, attach, text

# Percent of customers, best first, and the percent of value expected of them (data/expected/README.md, domain.md section 3).
SHARE_SCHEMES = {
    "top20": [("TOP20", 20, 80), ("REST80", 80, 20)],
    "s5_15_80": [("KEY", 5, 80), ("ORDINARY", 15, 15), ("SMALL", 80, 5)],
    "s1_4_15_80": [("VIP", 1, None), ("MAJOR", 4, None), ("ORDINARY", 15, None), ("SMALL", 80, None)],
}
CHAINS = "^(HY-VEE|WAL-MART|SAM'S|COSTCO|TARGET)"
FILLING_STATIONS = "^(CASEY'S|KUM & GO|KWIK|QUIK)"
SCOPES = {"state": "tier", "branch": "branch, tier"}
KEY_BRAND_RETAIL = "20.00"

FEATURES = [
    "line_count_1m", "line_count_6m", "known_lines_1m", "bottles_1m", "bottles_6m", "sale_amount_1m", "sale_amount_3m",
    "sale_amount_6m", "sale_amount_12m", "ml_1m", "ml_6m", "key_ml_1m", "key_ml_6m", "order_days_1m", "idle_months",
    "shop_name", "branch",
]  # fmt: skip


def build(data, first, last):
    """A connection whose schema `reference` holds the tables of the months first … last."""
    con = connect_reference()
    _add_shop_months(con, Path(data), first, last)
    _add_features(con)
    for scheme, shares in SHARE_SCHEMES.items():
        add_share_scheme(con, scheme, shares, "line_count_1m > 0", "sale_amount_1m")
    _add_rules(con)
    _add_half_yearly(con)
    add_movement(con, "case when regexp_matches(scheme, '^(contribution|step|grade)_') then sale_amount_6m else sale_amount_1m end")
    add_customer_month(con, "sale_amount_1m", ["ml_1m", "line_count_1m", "idle_months", "branch"])
    return con


def _add_shop_months(con, data, first, last):
    """Shop-months with a line. Lines of unknown items have no volume and are no key brand."""
    con.execute(
        f"""create table product as
            select "Item Number" as item_number, "Bottle Volume (ml)"::bigint as bottle_ml,
                   "State Bottle Retail"::decimal(18, 2) >= {KEY_BRAND_RETAIL} as is_key
            from read_csv({text(data / "product.csv.gz")}, all_varchar = true)"""
    )
    con.execute(
        f"""create table shop as
            select Store as customer_id, upper(trim(Name)) as shop_name, substr("Zip Code", 1, 3) as zip_area
            from read_csv({text(data / "store.csv.gz")}, all_varchar = true)"""
    )
    con.execute(
        f"""create table shop_month as
            select strftime(date, '%Y-%m') as month, store_number::text as customer_id, count(*) as lines,
                   count(bottle_ml) as known_lines, sum(bottles_sold) as bottles, sum(sale_dollars) as amount,
                   sum(coalesce(bottles_sold * bottle_ml, 0)) as ml,
                   sum(case when is_key then bottles_sold * bottle_ml else 0 end) as key_ml, count(distinct date) as days
            from read_parquet({text(data / "sales" / "sales_*.parquet")}) left join product using (item_number)
            where strftime(date, '%Y-%m') between '{first}' and '{last}'
            group by all"""
    )


def _add_features(con):
    """One row per shop and month from the month of its first line on; tier stands here too, as it depends on the name alone."""
    def total(column, months):
        return f"sum({column}) over (of_shop rows between {months - 1} preceding and current row)::{{type}} as {{name}}_{months}m"

    windows = [
        total(column, months).format(type=kind, name=name)
        for name, column, kind, lengths in [
            ("line_count", "lines", "bigint", [1, 6]),
            ("known_lines", "known_lines", "bigint", [1]),
            ("bottles", "bottles", "bigint", [1, 6]),
            ("sale_amount", "amount", "decimal(18, 2)", [1, 3, 6, 12]),
            ("ml", "ml", "bigint", [1, 6]),
            ("key_ml", "key_ml", "bigint", [1, 6]),
            ("order_days", "days", "bigint", [1]),
        ]
        for months in lengths
    ]
    con.execute(
        f"""create table feature_month as
            with known as (
              select customer_id, min(month) as first_month from shop_month group by all),
            every_month as (
              select month, month_no(month) as month_no, customer_id
              from (select distinct month from shop_month) join known on month >= first_month),
            filled as (
              select e.*, coalesce(lines, 0) as lines, coalesce(known_lines, 0) as known_lines, coalesce(bottles, 0) as bottles,
                     coalesce(amount, 0) as amount, coalesce(ml, 0) as ml, coalesce(key_ml, 0) as key_ml, coalesce(days, 0) as days
              from every_month e left join shop_month using (month, customer_id))
            select month, customer_id, {', '.join(windows)},
                   month_no - max(case when lines > 0 then month_no end) over (of_shop) as idle_months,
                   shop_name, coalesce(zip_area, 'NONE') as branch,
                   case when regexp_matches(shop_name, {text(CHAINS)}) then 'B'
                        when regexp_matches(shop_name, {text(FILLING_STATIONS)}) then 'P' else 'G' end as tier
            from filled left join shop using (customer_id)
            window of_shop as (partition by customer_id order by month_no)"""
    )


def _add_rules(con):
    for scheme, segment in [
        ("tier", "tier"),
        ("dormancy", "case when idle_months >= 4 then 'SUSPENDED' when idle_months >= 2 then 'VISIT_DUE' else 'TRADING' end"),
    ]:
        con.execute(
            f"""insert into segment_month
                select '{scheme}', month, customer_id, {segment}, null, null, null, month from feature_month"""
        )


def _add_half_yearly(con):
    """Contribution, step and grade of each closed half-year, carried forward to the months up to the next one."""
    con.execute(
        """create table evaluation (scheme text, month text, customer_id text, segment text, score decimal(18, 6), rank bigint,
               percentile double)"""
    )
    for scope, group in SCOPES.items():
        declare_shares(con, f"step_{scope}", [(str(grade), 20, None) for grade in range(1, 6)])
        con.execute(
            f"""create or replace temp table graded as
                with points as (
                  select *, round(40 * {_of_maximum('ml_6m')} + 30 * {_of_maximum('sale_amount_6m')} + 30 * {_of_maximum('key_ml_6m')}, 6)
                              ::decimal(18, 6) as score
                  from feature_month where right(month, 2) in ('06', '12') and line_count_6m > 0
                  window of_group as (partition by month, {group})),
                ranked as (
                  select *, rank() over (partition by month, {group} order by score desc) as rank,
                         count(*) over (partition by month, {group}) as n
                  from points)
                select *, ((rank - 1) * 5) // n + 1 as grade from ranked"""
        )
        con.execute(f"insert into evaluation select 'contribution_{scope}', month, customer_id, 'SCORED', score, null, null from graded")
        con.execute(f"insert into evaluation select 'step_{scope}', month, customer_id, grade, score, rank, (n - rank + 1) / n from graded")
        con.execute(f"insert into evaluation select 'grade_{scope}', month, customer_id, tier || grade, null, null, null from graded")
    con.execute(
        """insert into segment_month
           with closed as (
             select f.month, f.customer_id, s.scheme, max(e.month) as evaluated_month
             from feature_month f cross join (select distinct scheme from evaluation) s
             left join (select distinct month from evaluation) e on e.month <= f.month
             group by all)
           select c.scheme, c.month, c.customer_id, coalesce(e.segment, 'OUTSIDE'), e.score, e.rank, e.percentile,
                  b.month
           from closed c left join evaluation e
             on e.scheme = c.scheme and e.customer_id = c.customer_id and e.month = c.evaluated_month
           left join feature_month b on b.customer_id = c.customer_id and b.month = c.evaluated_month"""
    )


def _of_maximum(column):
    """The share of the group's highest value; nothing where that is not positive."""
    return f"case when max({column}) over of_group > 0 then {column}::double / max({column}) over of_group else 0 end"


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Compares a warehouse with an independent computation of the Iowa pack.")
    parser.add_argument("--data", required=True, help="folder of the raw files")
    parser.add_argument("--from", dest="first", default="2019-01", help="first covered month of the warehouse")
    parser.add_argument("--to", dest="last", default="2020-12")
    target = parser.add_mutually_exclusive_group(required=True)
    target.add_argument("--warehouse")
    target.add_argument("--self-check", metavar="EXPECTED_DIR")
    options = parser.parse_args(arguments)
    report = Report()
    con = build(options.data, options.first, options.last)
    if options.self_check:
        expected.iowa_liquor(con, report, Path(options.self_check) / "iowa_2019")
    else:
        attach(con, options.warehouse, "iowa_liquor")
        compare_tables(con, report, FEATURES)
    return report.exit_code()


if __name__ == "__main__":
    sys.exit(main())
