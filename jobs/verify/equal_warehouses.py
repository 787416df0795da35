"""Whether two warehouses hold the same rows (design.md section 6, Equality): file layout and order do not matter.

    python equal_warehouses.py A B --pack NAME

Ignored: columns with a clock or a run number, the three tables that are books of the runs themselves, and the parts of
segment_change that tell what was restated since a month was reported. Rows are compared as multisets. Exit 1 on any difference, and when a table stands on one side only.
"""

import argparse
import sys

import duckdb

from warehouse import Report, attach, columns_of, connect

IGNORED_COLUMNS = {"run_id", "started_at", "seconds", "published_at", "code_version"}
IGNORED_TABLES = {"run_ledger", "dim_publication", "revision"}
COMPARED_ROWS = {"segment_change": "part not in ('RESTATED', 'DEFINITION')"}


def compare_warehouses(con, report, tables_a, tables_b, ignored=()):
    """Tables of the schemas `a` and `b`."""
    for table in sorted((set(tables_a) | set(tables_b)) - IGNORED_TABLES - set(ignored)):
        if table not in tables_a or table not in tables_b:
            report.fail(table, f"only in {'A' if table in tables_a else 'B'}")
            continue
        try:
            _compare_table(con, report, table)
        except duckdb.Error as error:
            report.fail(table, " ".join(str(error).split())[:300])


def _compare_table(con, report, table):
    columns = [_compared_columns(con, f"{side}.{table}") for side in "ab"]
    if columns[0] != columns[1]:
        one_sided = sorted(set(columns[0].items()) ^ set(columns[1].items()))
        report.fail(table, "columns differ: " + ", ".join(f"{name} {kind}" for name, kind in one_sided))
        return
    names = ", ".join(f'"{name}"' for name in sorted(columns[0]))
    where = COMPARED_ROWS.get(table, "true")
    rows = [con.execute(f"select count(*) from {side}.{table} where {where}").fetchone()[0] for side in "ab"]
    examples, differing = [], 0
    for side, other in ("ab", "ba"):
        con.execute(
            f"create or replace temp table surplus as select {names} from {side}.{table} where {where}"
            f" except all select {names} from {other}.{table} where {where}"
        )
        surplus = con.execute("select count(*) from surplus").fetchone()[0]
        differing += surplus
        if surplus:
            row = con.execute("select * from surplus order by all limit 1").fetchone()
            examples.append(f"{surplus} only in {side.upper()}, as {dict(zip(sorted(columns[0]), row))}")
    # An empty table on both sides is equal: the quarantine of clean data has no rows.
    report.add(f"{table} (A {rows[0]}, B {rows[1]} rows)", max(*rows, 1), differing, examples, "rows")


def _compared_columns(con, table):
    return {name: kind for name, kind in columns_of(con, f"select * from {table}").items() if name not in IGNORED_COLUMNS}


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Compares two warehouses of one pack.")
    parser.add_argument("a", metavar="A")
    parser.add_argument("b", metavar="B")
    parser.add_argument("--pack", required=True)
    parser.add_argument("--ignore", action="append", default=[], metavar="TABLE", help="not compared; may stand several times")
    options = parser.parse_args(arguments)
    report = Report()
    con = connect()
    tables_a = attach(con, options.a, options.pack, "a")
    tables_b = attach(con, options.b, options.pack, "b")
    compare_warehouses(con, report, tables_a, tables_b, options.ignore)
    return report.exit_code()


if __name__ == "__main__":
    sys.exit(main())
