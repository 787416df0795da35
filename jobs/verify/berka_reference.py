"""The Berka pack's definitions once more, in DuckDB on the raw files, compared with a warehouse cell by cell.

    python berka_reference.py --data DIR --warehouse W [--from 1993-01 --to 1994-02]
    python berka_reference.py --data DIR --self-check EXPECTED_DIR

DIR holds disp.csv.gz and trans_*.csv.gz. --from is the first month the warehouse covers. --self-check compares this
program's own tables with the expected results instead of a warehouse. Exit 1 on any difference.
"""

import argparse
import sys
from pathlib import Path

import expected
from reference import add_customer_month, add_movement, add_share_scheme, compare_tables, connect_reference
from warehouse import Report, attach, compare, text

FLOORS = {"A1": 10000, "A2": 20000, "A3": 30000, "A4": 50000, "A5": 80000, "A6": 100000, "A7": 150000}
BASE_MONTH = "1993-08"
FEATURES = [
    "balance", "balance_daily", "in_amount_1m", "out_amount_1m", "cash_out_1m", "bank_out_1m", "trans_count_1m",
    "trans_count_3m", "trans_count_12m", "penalty_count_1m", "penalty_count_12m",
]  # fmt: skip
ROLLED = ["at_risk", "rolled", "cured", "rolled_left", "at_risk_amount", "rolled_amount", "cured_amount"]


def build(data, first, last):
    """A connection whose schema `reference` holds the tables of the months first … last."""
    con = connect_reference()
    _add_owner_months(con, Path(data), first, last)
    _add_features(con)
    _add_rules(con)
    add_share_scheme(con, "top20", [("TOP20", 20, 80), ("REST80", 80, 20)], "true", "balance")
    add_movement(con, "balance")
    add_customer_month(con, "balance", ["balance_daily", "out_amount_1m", "trans_count_3m"])
    _add_roll_rates(con)
    return con


def _add_owner_months(con, data, first, last):
    """Sums of each account owner's transactions in a month. Only PRIJEM is a credit; rows of one day are in no order."""
    con.execute(
        f"""create table owner_month as
            with signed as (
              select client_id as customer_id, strptime('19' || t.date, '%Y%m%d')::date as day, t.operation,
                     t.k_symbol, nullif(trim(t.bank), '') as partner_bank, t.type = 'PRIJEM' as is_credit, t.amount::decimal(18, 2) as money,
                     case when is_credit then money else -money end as change
              from read_csv({text(data / "trans_*.csv.gz")}, delim = ';', quote = '"', all_varchar = true) t
              join read_csv({text(data / "disp.csv.gz")}, delim = ';', quote = '"', all_varchar = true) d
                on d.account_id = t.account_id and d.type = 'OWNER')
            select strftime(day, '%Y-%m') as month, customer_id, count(*) as trans_count, sum(change) as change,
                   sum((change * 100)::bigint * (day(last_day(day)) - day(day) + 1)) as cent_days,
                   sum(money) filter (is_credit) as in_amount, sum(money) filter (not is_credit) as out_amount,
                   sum(money) filter (not is_credit and trim(operation) in ('VYBER', 'VYBER KARTOU')) as cash_out,
                   sum(money) filter (not is_credit and partner_bank is not null) as bank_out,
                   count(*) filter (trim(k_symbol) = 'SANKC. UROK') as penalty_count
            from signed where strftime(day, '%Y-%m') between '{first}' and '{last}'
            group by all"""
    )


def _add_features(con):
    """One row per owner and month from the first transaction on. The daily average spreads a change over the days it lasted."""
    con.execute(
        """create table feature_month as
           with known as (
             select customer_id, min(month) as first_month from owner_month group by all),
           every_month as (
             select month, customer_id, day(last_day((month || '-01')::date)) as days
             from (select distinct month from owner_month) join known on month >= first_month),
           filled as (
             select month, customer_id, days, coalesce(trans_count, 0) as trans_count, coalesce(change, 0) as change,
                    coalesce(cent_days, 0) as cent_days, coalesce(in_amount, 0) as in_amount, coalesce(out_amount, 0) as out_amount,
                    coalesce(cash_out, 0) as cash_out, coalesce(bank_out, 0) as bank_out, coalesce(penalty_count, 0) as penalty_count
             from every_month left join owner_month using (month, customer_id)),
           summed as (
             select *, sum(change) over (of_owner) as balance,
                    ((balance - change) * 100)::bigint * days + cent_days as total_cent_days,
                    sum(trans_count) over (of_owner rows 2 preceding) as trans_count_3m,
                    sum(trans_count) over (of_owner rows 11 preceding) as trans_count_12m,
                    sum(penalty_count) over (of_owner rows 11 preceding) as penalty_count_12m
             from filled window of_owner as (partition by customer_id order by month))
           select month, customer_id, balance::decimal(18, 2) as balance,
                  ((sign(total_cent_days) * ((2 * abs(total_cent_days) + days) // (2 * days)))::decimal(18, 0) * 0.01)::decimal(18, 2)
                    as balance_daily,
                  in_amount as in_amount_1m, out_amount as out_amount_1m, cash_out as cash_out_1m, bank_out as bank_out_1m,
                  trans_count as trans_count_1m, trans_count_3m, trans_count_12m, penalty_count as penalty_count_1m, penalty_count_12m
           from summed"""
    )


def _add_rules(con):
    levels = " ".join(f"when balance >= {floor} then '{level}'" for level, floor in reversed(FLOORS.items()))
    for scheme, segment in [
        ("asset_level", f"case {levels} else 'MASS' end"),
        ("risk", "case when balance < 0 then 'ALERT' when penalty_count_12m > 0 then 'WATCH' else 'CLEAR' end"),
        ("activity", "case when trans_count_3m = 0 then 'SLEEPING' when trans_count_1m >= 10 then 'BUSY' else 'NORMAL' end"),
    ]:
        con.execute(f"insert into segment_month select '{scheme}', month, customer_id, {segment}, null, null, null, month from feature_month")


def _add_roll_rates(con):
    """run(t): consecutive months up to t below the floor of the base month's level, 0 in the base month.

    No customer of this data departs, so rolled_left is 0; nobody is cured from a run of 0.
    """
    floors = " ".join(f"when '{level}' then {floor}" for level, floor in FLOORS.items())
    con.execute(
        f"""create table run as
            with population as (
              select customer_id, segment as level, case segment {floors} end as base_floor
              from membership where scheme = 'asset_level' and month = '{BASE_MONTH}' and segment <> 'MASS'),
            followed as (
              select customer_id, level, month, balance, month > '{BASE_MONTH}' and balance < base_floor as is_below
              from population join feature_month using (customer_id) where month >= '{BASE_MONTH}'),
            counted as (
              select *, month_no(month)
                        - max(case when not is_below then month_no(month) end) over (partition by customer_id order by month) as run
              from followed)
            select *, lag(run) over of_customer as n, lag(balance) over of_customer as amount
            from counted window of_customer as (partition by customer_id order by month)"""
    )
    con.execute(
        f"""create table roll_rate as
            select month, 'asset_level' as scheme, '{BASE_MONTH}' as base_month, level, n, count(*) as at_risk,
                   count(*) filter (is_below) as rolled, count(*) filter (not is_below and n > 0) as cured, 0 as rolled_left,
                   sum(amount) as at_risk_amount, coalesce(sum(amount) filter (is_below), 0) as rolled_amount,
                   coalesce(sum(amount) filter (not is_below and n > 0), 0) as cured_amount
            from (select * exclude level, unnest([level, 'ALL']) as level from run) where month > '{BASE_MONTH}'
            group by all"""
    )
    con.execute(
        f"""create table roll_rate_curve as
            select scheme, base_month, level, n, {', '.join(f'sum({name}) as {name}' for name in ROLLED)},
                   sum(rolled) / sum(at_risk) as rate,
                   wilson_centre(sum(rolled) / sum(at_risk), sum(at_risk)) - wilson_half(sum(rolled) / sum(at_risk), sum(at_risk)) as rate_low,
                   wilson_centre(sum(rolled) / sum(at_risk), sum(at_risk)) + wilson_half(sum(rolled) / sum(at_risk), sum(at_risk)) as rate_high
            from roll_rate group by all"""
    )


def compare_roll_rates(con, report):
    """Rows nobody is at risk in may be listed or not."""
    for table, keys, near in [
        ("roll_rate", ["month", "scheme", "base_month", "level", "n"], []),
        ("roll_rate_curve", ["scheme", "base_month", "level", "n"], ["rate", "rate_low", "rate_high"]),
    ]:
        selected = ", ".join([*keys, *ROLLED, *near])
        where = f"scheme = 'asset_level' and base_month = '{BASE_MONTH}' and at_risk > 0"
        sides = [f"select {selected} from {schema}.{table} where {where}" for schema in ("reference", "warehouse")]
        compare(con, report, table, sides[0], sides[1], keys, near)


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Compares a warehouse with an independent computation of the Berka pack.")
    parser.add_argument("--data", required=True, help="folder of the raw files")
    parser.add_argument("--from", dest="first", default="1993-01", help="first covered month of the warehouse")
    parser.add_argument("--to", dest="last", default="1994-02")
    target = parser.add_mutually_exclusive_group(required=True)
    target.add_argument("--warehouse")
    target.add_argument("--self-check", metavar="EXPECTED_DIR")
    options = parser.parse_args(arguments)
    report = Report()
    con = build(options.data, options.first, options.last)
    if options.self_check:
        expected.berka(con, report, Path(options.self_check) / "berka")
    else:
        attach(con, options.warehouse, "berka")
        compare_tables(con, report, FEATURES)
        compare_roll_rates(con, report)
    return report.exit_code()


if __name__ == "__main__":
    sys.exit(main())
