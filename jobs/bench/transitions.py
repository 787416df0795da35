"""What it takes to put the moves of many customers between two months into matrices, against reading both months once.

    python transitions.py --warehouse W --pack conf/bank --source S --month 2024-06 [--customers 1000000 --runs 6]

Takes two months of a small warehouse whose segments are there, and repeats their customers until there are so many. Then, in one JVM, in
turn: the step `transitions` of the later month over one month, without roll rates, churn and forecasts; and customer_month of both months
read once. W is changed: give a copy.
"""

import argparse
import re
import shutil
import tempfile
import time
from pathlib import Path
from statistics import median

import pyarrow.compute as pc
from deltalake import DeltaTable

from copies import customers_in, repeat
from ours import Fenqun, measured
from report import load, note, ratio, seconds, table

# What the step does beside the matrices, by the pack's files and keys
FILES = ["churn.yaml", "lists.yaml"]
KEYS = "forecast|performance|alarms|transitions|roll_rate"


def parser():
    parsed = argparse.ArgumentParser(description="Measures the step transitions between two months of many customers.")
    parsed.add_argument("--warehouse", required=True, type=Path)
    parsed.add_argument("--pack", required=True, type=Path)
    parsed.add_argument("--source", required=True, type=Path, help="the files that the small warehouse was made from")
    parsed.add_argument("--month", required=True)
    parsed.add_argument("--customers", type=int, default=1_000_000)
    parsed.add_argument("--runs", type=int, default=6, help="the first one compiles and is not counted")
    parsed.add_argument("--threads", type=int, default=2)
    parsed.add_argument("--memory", default="4g", help="heap of the JVM")
    parsed.add_argument("--log", type=Path, default=Path("transitions.log"), help="what the commands print")
    return parsed


def matrices_only(pack, folder):
    """The pack without what the step does beside; under the same name, so that it has the same tables."""
    copy = folder / pack.name
    shutil.copytree(pack, copy)
    for name in FILES:
        (copy / name).unlink(missing_ok=True)
    for file in [copy / "pack.yaml", *sorted((copy / "schemes").glob("*.yaml"))]:
        text = file.read_text(encoding="utf-8")
        file.write_text(re.sub(rf"^(?:{KEYS}):.*\n(?:(?:[ #].*)?\n)*", "", text, flags=re.M), encoding="utf-8")
    return copy


def month_before(month):
    year, number = map(int, month.split("-"))
    return f"{year - (number == 1)}-{(number + 10) % 12 + 1:02d}"


def main():
    options = parser().parse_args()
    tables = options.warehouse / options.pack.name
    months = [month_before(options.month), options.month]
    copies = -(-options.customers // customers_in(tables, options.month))
    for month in months:
        repeat(tables / "customer_month", [("month", "=", month)], copies)
    repeat(tables / "customer_span", [], copies)
    rows = DeltaTable(str(tables / "customer_month")).to_pyarrow_dataset()
    many = sum(rows.count_rows(filter=pc.field("month") == month) for month in months)
    note(f"{many:,} rows of two months: each customer repeated {copies} times")
    with tempfile.TemporaryDirectory() as folder:
        pack = matrices_only(options.pack, Path(folder))
        where = ["--pack", pack, "--source", options.source, "--warehouse", options.warehouse, "--month", options.month, "--force"]
        fenqun = Fenqun(options.log, options.threads, options.memory)
        steps, reads = [], []
        try:
            for run in range(options.runs):
                fenqun.call("transitions", *where)
                steps.append(measured(tables, 0).seconds["transitions"])
                reads.append(read(fenqun, tables, months))
                note(f"run {run + 1}: transitions {steps[-1]:.1f} s, read {reads[-1]:.1f} s, load {load()}")
        finally:
            fenqun.close()
    step, once = median(steps[1:]), median(reads[1:])
    print(table(["rows of both months", "transitions, s", "customer_month of both read, s", "times that"], [[f"{many:,}", seconds(step), seconds(once), ratio(step, once)]]))


def read(fenqun, tables, months):
    """Every column of the rows, by the same Spark."""
    session = fenqun.jvm.org.apache.spark.sql.SparkSession.getDefaultSession().get()
    started = time.perf_counter()
    rows = session.read().format("delta").load(str(tables / "customer_month")).filter(f"month in ('{months[0]}', '{months[1]}')")
    rows.write().format("noop").mode("overwrite").save()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
