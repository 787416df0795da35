"""How long a preview of a changed band takes in a month of many customers.

    python preview.py --warehouse W --pack conf/bank --scheme asset_level --floor 500000:400000 --month 2024-06 [--customers 200000 --runs 3]

Takes a published month of a small warehouse, repeats its customers under other ids, each copy with other money, until there are
so many, and publishes that as the next publication: features as wide as the pack's, without computing them. Then previews in one
JVM, after one command that opens the session; the first preview compiles what it needs. W is changed: give a copy.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable, write_deltalake

from copies import customers_in, repeat
from ours import Fenqun


def parser():
    parsed = argparse.ArgumentParser(description="Measures a preview of a changed band.")
    parsed.add_argument("--warehouse", required=True, type=Path)
    parsed.add_argument("--pack", required=True, type=Path)
    parsed.add_argument("--scheme", required=True, help="a bands scheme of the pack")
    parsed.add_argument("--floor", required=True, help="OLD:NEW, a floor as the file has it and what it becomes")
    parsed.add_argument("--money", default="total_assets", help="the feature that differs from copy to copy")
    parsed.add_argument("--month", required=True)
    parsed.add_argument("--customers", type=int, default=200_000)
    parsed.add_argument("--runs", type=int, default=3)
    parsed.add_argument("--threads", type=int, default=2)
    parsed.add_argument("--memory", default="2g", help="heap of the JVM")
    parsed.add_argument("--log", type=Path, default=Path("preview.log"), help="what the previews print")
    return parsed


def widen(tables, scheme, month, customers, money):
    """Publishes the month's features, and its segments of the scheme, with so many customers."""
    of_month = [("month", "=", month)]
    few = customers_in(tables, month)
    copies = -(-customers // few)
    changed = {
        "feature_month": repeat(tables / "feature_month", of_month, copies, money),
        "segment_month": repeat(tables / "segment_month", [("scheme", "=", scheme), *of_month], copies),
    }
    publications = DeltaTable(str(tables / "dim_publication"))
    all_of_them = publications.to_pyarrow_table()
    newest = all_of_them.filter(pc.equal(all_of_them["publication"], pc.max(all_of_them["publication"]))).to_pylist()
    for row in newest:
        row["publication"] += 1
        row["version"] = changed.get(row["table"], row["version"])
    write_deltalake(publications, pa.Table.from_pylist(newest, schema=all_of_them.schema), mode="append")
    return few * copies


def edited(pack, scheme, floor, folder):
    old, new = floor.split(":")
    text = (pack / "schemes" / f"{scheme}.yaml").read_text(encoding="utf-8")
    if f"floor: {old}," not in text:
        sys.exit(f"Cannot edit {scheme}: no floor {old} in it")
    file = Path(folder) / f"{scheme}.yaml"
    file.write_text(text.replace(f"floor: {old},", f"floor: {new},"), encoding="utf-8")
    return file


def main():
    options = parser().parse_args()
    customers = widen(options.warehouse / options.pack.name, options.scheme, options.month, options.customers, options.money)
    where = ["--pack", options.pack, "--warehouse", options.warehouse]
    fenqun = Fenqun(options.log, options.threads, options.memory)
    try:
        print(f"opening the session, with a list of runs: {fenqun.call('runs', *where):.1f} s", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            file = edited(options.pack, options.scheme, options.floor, folder)
            for run in range(1, options.runs + 1):
                seconds = fenqun.call("preview", "--scheme", file, "--month", options.month, *where)
                print(f"preview {run} of {customers:,} customers: {seconds:.1f} s", flush=True)
    finally:
        fenqun.close()


if __name__ == "__main__":
    main()
