"""A warehouse (Delta tables at <warehouse>/<pack>/<table>) in DuckDB, and the comparison of two relations cell by cell.

Every checker of this folder reads and compares through this module.
"""

import sys
import tempfile
from pathlib import Path

import duckdb
import duckdb_extensions

# Rates, shares and scores are published to 6 decimals: a difference of exactly half a unit is still equal (5/128 is printed 0.039062).
PRINTED = "0.0000005"
# The tables carry 9 significant digits; everything compared with this is at most 1, or close to it.
NINE_DIGITS = "0.000000001"


def connect():
    """A DuckDB connection that spills to a temporary folder instead of taking the machine's memory."""
    con = duckdb.connect()
    con.execute("set memory_limit = '4GB'")
    con.execute(f"set temp_directory = '{tempfile.gettempdir()}/fenqun_verify'")
    con.execute("set preserve_insertion_order = false")
    con.execute("create macro month_no(m) as left(m, 4)::int * 12 + right(m, 2)::int")
    return con


def load_delta(con):
    """Gives the connection delta_scan, from the installed package and not from the network."""
    duckdb_extensions.import_extension("delta", con=con)
    con.execute("load delta")


def table_folders(warehouse, pack):
    """Table name -> folder, for every Delta table of the pack; ends the program when there is none."""
    root = Path(warehouse) / pack
    folders = {log.parent.name: log.parent for log in sorted(root.glob("*/_delta_log"))}
    if not folders:
        sys.exit(f"Cannot verify pack {pack}: no Delta table under {root}; give the warehouse the pipeline wrote")
    return folders


def attach(con, warehouse, pack, schema="warehouse"):
    """Makes every table of the pack a view in `schema`, which becomes the current one; returns the tables' names."""
    folders = table_folders(warehouse, pack)
    load_delta(con)
    con.execute(f"create schema {schema}")
    for table, folder in folders.items():
        con.execute(f"create view {schema}.{table} as select * from delta_scan({text(folder)})")
    con.execute(f"set schema = '{schema}'")
    return sorted(folders)


def text(value):
    """An SQL string literal."""
    return "'" + str(value).replace("'", "''") + "'"


def text_list(values):
    """The inside of an SQL IN list."""
    return ", ".join(text(value) for value in values)


def columns_of(con, sql):
    """Column name -> type of a query."""
    return {row[0]: row[1] for row in con.execute(f"describe {sql}").fetchall()}


class Report:
    """Collects one line per check, prints it at once, and knows the exit code of the program."""

    def __init__(self):
        self.checks = 0
        self.failed = 0

    def add(self, label, cells, differing, examples=(), what="cells"):
        """A check over nothing is a failed check: it would hold for any warehouse."""
        bad = differing > 0 or cells == 0
        self.checks += 1
        self.failed += bad
        print(f"{'FAIL' if bad else 'ok  '} {label}: {cells} {what} compared, {differing} differing", flush=True)
        for example in examples:
            print(f"       {example}", flush=True)

    def fail(self, label, message):
        self.checks += 1
        self.failed += 1
        print(f"FAIL {label}: {message}", flush=True)

    def exit_code(self):
        print(f"{self.checks} checks, {self.failed} failed", flush=True)
        return 1 if self.failed or not self.checks else 0


def compare(con, report, label, expected, actual, keys, near=(), tolerance=NINE_DIGITS):
    """Compares two queries with the same column names: rows meet on `keys`, every other column is a cell.

    A row on one side only counts all its cells as differing, and so does a key that occurs twice. Columns in `near` may
    differ by `tolerance`, inclusive; all others must be equal (null equals null). A query that cannot run (a missing
    table or column) is a failed check, not the end of the program.
    """
    try:
        con.execute(f"create or replace temp table expected_side as {expected}")
        con.execute(f"create or replace temp table actual_side as {actual}")
        _compare_sides(con, report, label, list(keys), set(near), tolerance)
    except duckdb.Error as error:
        report.fail(label, " ".join(str(error).split())[:300])


def _compare_sides(con, report, label, keys, near, tolerance):
    names = list(columns_of(con, "select * from expected_side"))
    if sorted(names) != sorted(columns_of(con, "select * from actual_side")):
        raise ValueError(f"{label}: the two queries have different columns")
    cells = [name for name in names if name not in keys]
    differs = {name: _differs(name, name in near, tolerance) for name in cells} or {"row": "false"}
    met = " and ".join(f'e."{key}" is not distinct from a."{key}"' for key in keys)
    con.execute(
        f"""create or replace temp table sides as
            select {', '.join(f'coalesce(e."{key}", a."{key}") as "{key}"' for key in keys)},
                   {''.join(f'e."{name}" as "expected_{name}", a."{name}" as "actual_{name}", ' for name in cells)}
                   case when e.present is null then 'not expected' when a.present is null then 'missing' end as one_sided,
                   [{', '.join(f'one_sided is not null or ({sql})' for sql in differs.values())}] as differ
            from (select *, true as present from expected_side) e
            full join (select *, true as present from actual_side) a on {met}"""
    )
    key_list = ", ".join(f'"{key}"' for key in keys)
    repeated = sum(
        con.execute(f"select count(*) from (select {key_list} from {side} group by all having count(*) > 1)").fetchone()[0]
        for side in ("expected_side", "actual_side")
    )
    compared, differing = con.execute(
        "select count(*) * ?, coalesce(sum(len(list_filter(differ, lambda d: d))), 0) from sides", [len(differs)]
    ).fetchone()
    examples = [_example(con, row, keys, cells) for row in _first_differing(con, key_list)]
    if repeated:
        examples.append(f"{repeated} keys ({', '.join(keys)}) occur more than once")
    report.add(label, compared, int(differing) + repeated * len(differs), examples)


def _differs(name, is_near, tolerance):
    expected, actual = f'e."{name}"', f'a."{name}"'
    if not is_near:
        return f"{expected} is distinct from {actual}"
    # Decimals, so that a difference of exactly the tolerance is not lost in binary fractions.
    gap = f"abs(try_cast({expected} as decimal(38, 12)) - try_cast({actual} as decimal(38, 12)))"
    return f"not (({expected} is null and {actual} is null) or coalesce({gap} <= {tolerance}::decimal(38, 12), false))"


def _first_differing(con, key_list):
    result = con.execute(f"select * from sides where list_contains(differ, true) order by {key_list} limit 3")
    names = [column[0] for column in result.description]
    return [dict(zip(names, row)) for row in result.fetchall()]


def _example(con, row, keys, cells):
    where = ", ".join(f"{key} {row[key]}" for key in keys)
    if row["one_sided"]:
        return f"{where}: {row['one_sided']}"
    wrong = [name for name, differs in zip(cells, row["differ"]) if differs]
    return where + ": " + ", ".join(f"{name} {row['actual_' + name]}, expected {row['expected_' + name]}" for name in wrong)
