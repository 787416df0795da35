"""Made-up bank transactions in Parquet, one file a month, the same at every call.

    python data.py --out DIR --customers 200000 --months 24 --per-month 7.5 [--from 2023-01] [--seed 1]

Writes DIR/txn/month=yyyy-MM/part.parquet, sorted by time as a bank exports it. Nothing is drawn: every value is a hash of
seed, customer, month and number, so a month does not depend on how many are written, nor on what was there before. DuckDB's
hash may differ between its versions; the pinned one decides. A month that is already there for the same world stays.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import duckdb

from months import month_number, months_from

# Places of the paths along which customers come and go; beyond the last one everyone who joins has joined.
HORIZON = 48
# Of the customers and months, so many are without a transaction; the rest have more, so that the average holds.
PRESENT, NOT_SILENT = 0.90, 0.85
# The share of a customer in all transactions is a power of its rank: the busiest of 200,000 has 600 times the average.
TAIL = 0.6

TRANSACTIONS = """
create or replace macro chance(tag, a, b, c) as (hash(getvariable('seed'), tag, a, b, c) >> 11)::double / 9007199254740992;

create or replace temp table customer as
select n, 'C' || lpad(n::varchar, 8, '0') as customer_id, (1 - {tail}) * pow(1 - chance('size', n, 0, 0), -{tail}) as size,
       case when chance('joins', n, 0, 0) < 0.1 then floor({horizon} * chance('joined', n, 0, 0))::int else 0 end as joined,
       case when chance('leaves', n, 0, 0) < 0.1 then floor({horizon} * chance('left', n, 0, 0))::int else 100000 end as gone
from range(1, {customers} + 1) as numbers(n)
"""

MONTH = """
copy (
  with counted as (
    select n, customer_id, unnest(range(floor({mean} * size * (0.5 + chance('rows', n, {place}, 0)) + chance('part', n, {place}, 0))::int)) as k
    from customer
    where {place} >= joined and {place} < gone and chance('silent', n, {place}, 0) < {not_silent}),
  drawn as (
    select *, timestamp '{month}-01' + to_microseconds(floor(chance('time', n, {place}, k) * {microseconds})::bigint) as txn_time,
           chance('channel', n, {place}, k) as u, chance('partner', n, {place}, k) as v
    from counted)
  select {number}::bigint * 1000000000 + row_number() over (order by txn_time, n, k) as txn_id, customer_id, txn_time,
         ((100 + floor(exp(5 + 10 * chance('amount', n, {place}, k) * chance('amount2', n, {place}, k)))::bigint) * 0.01::decimal(3, 2))::decimal(18, 2) as amount,
         case when chance('direction', n, {place}, k) < 0.35 then 'C' else 'D' end as direction,
         case when u < 0.45 then 'MOBILE' when u < 0.65 then 'CARD' when u < 0.80 then 'WEB' when u < 0.92 then 'ATM' else 'BRANCH' end as channel,
         case when v >= 0.3 then 'P' || lpad(floor((v - 0.3) / 0.7 * 9999999)::bigint::varchar, 7, '0') end as counterparty_id
  from drawn order by txn_id)
to '{file}' (format parquet, compression snappy)
"""


def parser():
    parsed = argparse.ArgumentParser(description="Writes made-up bank transactions, one Parquet file a month.")
    parsed.add_argument("--out", required=True, type=Path)
    parsed.add_argument("--customers", type=int, default=200_000)
    parsed.add_argument("--months", type=int, default=24)
    parsed.add_argument("--per-month", type=float, default=7.5, help="transactions on average per customer and month")
    parsed.add_argument("--from", dest="first", default="2023-01")
    parsed.add_argument("--seed", type=int, default=1)
    return parsed


def write(out, customers, months, per_month, first="2023-01", seed=1):
    """Writes what is not there yet; gives rows by month."""
    world = {"customers": customers, "per_month": per_month, "first": first, "seed": seed, "duckdb": duckdb.__version__}
    _require_same_world(out, world)
    con = duckdb.connect()
    con.execute("set threads = 2")
    con.execute("set variable seed = ?", [seed])
    con.execute(TRANSACTIONS.format(tail=TAIL, horizon=HORIZON, customers=customers))
    mean = per_month / PRESENT / NOT_SILENT
    return {month: _month(con, out, month, place, mean) for place, month in enumerate(months_from(first, months))}


def _require_same_world(out, world):
    """Files of another world under the same names would be measured without a word."""
    note = out / "world.json"
    if note.exists() and json.loads(note.read_text()) != world:
        sys.exit(f"Cannot write into {out}: it holds the world {note.read_text()}; give another --out, or remove it")
    out.mkdir(parents=True, exist_ok=True)
    note.write_text(json.dumps(world))


def _month(con, out, month, place, mean):
    file = out / "txn" / f"month={month}" / "part.parquet"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = out / f"{month}.unfinished"
        days = con.execute(f"select day(last_day(date '{month}-01'))").fetchone()[0]
        con.execute(
            MONTH.format(
                mean=mean, place=place, not_silent=NOT_SILENT, month=month, microseconds=days * 86_400_000_000,
                number=month_number(month), file=unfinished,
            )  # fmt: skip
        )
        unfinished.rename(file)
    return con.execute(f"select count(*) from read_parquet('{file}', hive_partitioning = false)").fetchone()[0]


def main(arguments=None):
    options = parser().parse_args(arguments)
    started = time.monotonic()
    rows = write(options.out, options.customers, options.months, options.per_month, options.first, options.seed)
    print(f"{sum(rows.values())} transactions in {len(rows)} months, {time.monotonic() - started:.1f} s")


if __name__ == "__main__":
    main()
