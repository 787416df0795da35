"""Whether fenqun and other programs computed the same features of a month, every column of every customer.

    python equal.py --warehouse W --month 2024-03 NAME=PARQUET [NAME=PARQUET …] [--pack pack]

Keys, money, counts and dates must be equal. Doubles may differ by half a unit of the ninth significant digit, because that
is how many fenqun publishes. Prints a line per program, "ok …" or "BAD …"; exit 1 on any difference.
"""

import argparse
import sys
from pathlib import Path

import duckdb
from deltalake import DeltaTable

# Half a unit of the ninth digit of 1.00000000, and the last bits of a double beyond it
NINE_DIGITS = 5.001e-9

NOT_FEATURES = ["month", "is_departed"]


def compare(warehouse, pack, month, results):
    """One line per program; true where all are equal. Results: name -> Parquet file or folder."""
    con = duckdb.connect()
    table = DeltaTable(str(Path(warehouse) / pack / "feature_month"))
    con.register("published", table.to_pyarrow_dataset(partitions=[("month", "=", month)]))
    con.execute(f"create temp table ours as select * exclude ({', '.join(NOT_FEATURES)}) from published where month = '{month}'")
    return all([_compare_one(con, month, name, path) for name, path in results.items()])


def _compare_one(con, month, name, path):
    files = f"{path}/*.parquet" if Path(path).is_dir() else path
    con.execute(f"create or replace temp table theirs as from read_parquet('{files}', hive_partitioning = false)")
    ours, theirs = _columns(con, "ours"), _columns(con, "theirs")
    differing = sorted(set(ours.items()) ^ set(theirs.items()))
    if differing:
        return _line(False, f"{month} {name}: columns differ: {', '.join(' '.join(pair) for pair in differing)}")
    return _compare_rows(con, f"{month} {name}", ours)


def _columns(con, table):
    return {row[0]: row[1] for row in con.execute(f"describe {table}").fetchall()}


def _compare_rows(con, label, columns):
    features = [column for column in columns if column != "customer_id"]
    counts = ", ".join(f"count(*) filter ({_differs(column, columns[column])})" for column in features)
    rows, one_sided, ours, *differing = con.execute(
        f"""select count(*), count(*) filter (o.customer_id is null or t.customer_id is null), count(o.customer_id), {counts}
            from ours o full join theirs t using (customer_id)"""
    ).fetchone()
    wrong = [f"{column} of {count}" for column, count in zip(features, differing) if count]
    repeated = sum(con.execute(f"select count(*) - count(distinct customer_id) from {side}").fetchone()[0] for side in ["ours", "theirs"])
    if rows == 0 or one_sided or repeated or wrong:
        what = ", ".join(wrong) or "no column"
        return _line(False, f"{label}: {rows} customers, {one_sided} on one side only, {repeated} repeated; differs in {what}")
    return _line(True, f"{label}: {ours} customers, {len(features)} columns equal")


def _differs(column, kind):
    ours, theirs = f'o."{column}"', f't."{column}"'
    both = "o.customer_id is not null and t.customer_id is not null"
    if kind != "DOUBLE":
        return f"{both} and {ours} is distinct from {theirs}"
    near = f"abs({ours} - {theirs}) <= {NINE_DIGITS} * greatest(abs({ours}), abs({theirs}))"
    return f"{both} and not (({ours} is null and {theirs} is null) or coalesce({near}, false))"


def _line(good, text):
    print(("ok  " if good else "BAD ") + text, flush=True)
    return good


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Compares the features of a month with what other programs wrote.")
    parser.add_argument("--warehouse", required=True)
    parser.add_argument("--pack", default="pack")
    parser.add_argument("--month", required=True)
    parser.add_argument("results", nargs="+", metavar="NAME=PARQUET")
    options = parser.parse_args(arguments)
    results = dict(result.split("=", 1) for result in options.results)
    return 0 if compare(options.warehouse, options.pack, options.month, results) else 1


if __name__ == "__main__":
    sys.exit(main())
