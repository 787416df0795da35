"""Whether beeline, PyHive and plain JDBC read a served pack right, in several rounds of connect, query, close.

    python serve.py --warehouse W --pack NAME --url jdbc:hive2://HOST:PORT/NAME --beeline "COMMAND LINE"

The command line is the one that the server printed. What the server shows is held against the Delta tables, read by delta-rs at
the versions of the last publication: every column of every table by sums and counts, comments, labels in Chinese, the sums of the
views; and what is no read must be refused. Exit 1 on differences.
"""

import argparse
import json
import os
import re
import shlex
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from deltalake import DeltaTable
from pyhive import hive

import readers
from warehouse import Report, connect, table_folders

ROUNDS = 3
HIDDEN = {"roll_rate_state"}
# Every client asks these: a sum, labels, comments.
SUM = "select count(*), cast(sum(value) as string), min(month), max(month) from customer_month"
LABELS = "select scheme, segment, label_zh, label_en from dim_segment order by scheme, segment"
COMMENTS = "describe customer_month"
# What beeline puts before the first row of a statement, silent or not.
PROMPT = re.compile(r"^\d+: jdbc:\S+> ", flags=re.M)
# Clients that live for seconds
SHORT_LIVED = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"]
# None of them may pass; {pack} exists.
NO_READS = [
    "create table t (a int)",
    "create view v as select 1 as a",
    "create temporary view v as select 1 as a",
    "drop view customer_month",
    "drop database {pack} cascade",
    "insert into dim_month values ('2000-01', true, 1)",
    "delete from dim_month",
    "insert overwrite directory '/tmp/fenqun-serve' using csv select 1",
    "select * from text.`/etc/hosts`",
    "select * from {pack}.dim_month where exists (select * from text.`/etc/hosts`)",
    "select reflect('java.lang.System', 'getProperty', 'user.home')",
    "select transform(month) using 'cat' as (x) from dim_month",
    "add jar /tmp/no.jar",
    "vacuum delta.`/tmp/no`",
]


class Served:
    """One connection of PyHive."""

    def __init__(self, url):
        host, port, database = re.fullmatch(r"jdbc:hive2://([\d.]+):(\d+)/(\w+)", url).groups()
        self.connection = hive.connect(host, int(port), database=database)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()

    def rows(self, sql):
        with self.connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    def refuses(self, sql):
        try:
            self.rows(sql)
        except hive.OperationalError as failure:
            return "Cannot run this statement" in str(failure)
        return False


def published(warehouse, pack):
    """Table -> DeltaTable at the version of the last publication; the table of publications itself as it is."""
    folders = table_folders(warehouse, pack)
    con = connect()
    con.register("publications", DeltaTable(str(folders["dim_publication"])).to_pyarrow_dataset())
    versions = dict(
        con.execute('select "table", version from publications where publication = (select max(publication) from publications)').fetchall()
    )
    tables = {name: DeltaTable(str(folders[name]), version=version) for name, version in versions.items() if name not in HIDDEN}
    tables["dim_publication"] = DeltaTable(str(folders["dim_publication"]))
    return tables


def expected_of(con, tables):
    """Statement -> rows as text, what every client must be told."""
    for name in ("customer_month", "dim_segment"):
        con.register(name, tables[name].to_pyarrow_dataset())
    sums = con.execute(SUM.replace("as string", "as varchar")).fetchall()
    labels = con.execute(LABELS).fetchall()
    return {SUM: as_text(sums), LABELS: as_text(labels), COMMENTS: described(tables["customer_month"])}


def described(table):
    """Name, type and comment of each column, as `describe` prints them."""
    fields = json.loads(table.schema().to_json())["fields"]
    types = {"long": "bigint", "integer": "int"}
    return [(f["name"], types.get(str(f["type"]), str(f["type"])), f["metadata"].get("comment", "NULL")) for f in fields]


def as_text(rows):
    return [tuple("NULL" if cell is None else str(cell) for cell in row) for row in rows]


def ask_beeline(line, statements):
    arguments = shlex.split(line)
    environment = dict(os.environ, LC_ALL="C.UTF-8", SPARK_BEELINE_OPTS=" ".join(SHORT_LIVED))
    while "=" in arguments[0]:
        name, _, value = arguments.pop(0).partition("=")
        environment[name] = value
    arguments += ["--silent=true", "--showHeader=false", "--outputformat=tsv2"]
    answers = []
    for statement in statements:
        arguments += ["-e", f"{statement}; select '--'"]
    done = subprocess.run(arguments, env=environment, capture_output=True, encoding="utf-8", timeout=120, check=False)
    if done.returncode:
        sys.exit(f"Cannot ask with beeline: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
    for block in re.split(r"^--\n", PROMPT.sub("", done.stdout), flags=re.M)[:-1]:
        answers.append([tuple(row.split("\t")) for row in block.splitlines() if row.strip()])
    return answers


def ask_jdbc(spark_home, url, statements):
    """One JVM, all rounds; the answers of the driver's own metadata come first in each."""
    program = Path(__file__).with_name("ServeClient.java")
    java = Path(os.environ["JAVA_HOME"]) / "bin/java" if "JAVA_HOME" in os.environ else "java"
    done = subprocess.run(
        [java, *SHORT_LIVED, "-cp", f"{spark_home}/jars/*", program, str(ROUNDS), url, *statements],
        capture_output=True, encoding="utf-8", timeout=120, check=False,
    )
    if done.returncode:
        sys.exit(f"Cannot ask with JDBC: exit {done.returncode}\n{done.stderr}")
    blocks = re.split(r"^--\n", done.stdout, flags=re.M)[:-1]
    answers = [[tuple(row.split("\t")) for row in block.splitlines()] for block in blocks]
    size = len(statements) + 1
    return [answers[i : i + size] for i in range(0, len(answers), size)]


def check_answers(report, label, expected, answers):
    for (statement, rows), answer in zip(expected.items(), answers, strict=True):
        differing = [pair for pair in zip(rows, answer) if tuple(pair[0]) != tuple(pair[1])]
        report.add(
            f"{label}: {statement[:40]}",
            len(rows),
            len(differing) + abs(len(rows) - len(answer)),
            [f"expected {left}, got {right}" for left, right in differing[:3]],
            "rows",
        )


def check_tables(report, con, served, tables):
    """Every column of every table by the measures of readers.py."""
    shown = {row[1] for row in served.rows("show views")}
    report.add("views of tables", len(tables), len(set(tables) - shown), sorted(set(tables) - shown), "names")
    for name, table in sorted(tables.items()):
        kinds = readers.kinds_of(table)
        readings = {
            "delta-rs": readers.read_with_delta_rs(con, table, kinds),
            "PyHive": served.rows(readers.measures_sql(kinds, f"`{name}`", readers.SPARK))[0],
        }
        readers.compare_readings(report, name, kinds, readings)
    return shown


def check_comments(report, served, tables, shown):
    """No column without a comment, the tables' own as they are in the log."""
    for name in sorted(shown):
        rows = [row for row in served.rows(f"describe `{name}`")]
        bare = [column for column, _, comment in rows if not comment or " / " not in comment]
        if name in tables:
            own = {column: comment for column, _, comment in described(tables[name])}
            bare += [column for column, _, comment in rows if own.get(column) != comment]
        report.add(f"comments of {name}", len(rows), len(set(bare)), bare[:5], "columns")


def check_views(report, served):
    """The sums of the views are those of the tables that they show; labels are there, also the Chinese ones."""
    equal = {
        "customer_month_latest": (
            "select month, count(*), sum(value) from customer_month_latest group by month",
            "select month, count(*), sum(value) from customer_month where month = (select max(month) from dim_month) group by month",
        ),
        "segment_month_labelled": (
            "select scheme, month, count(*), count(segment_zh), count(scheme_zh) from segment_month_labelled group by scheme, month",
            "select scheme, month, count(*), count(*), count(*) from segment_month group by scheme, month",
        ),
        "segment_profile_labelled": (
            "select scheme, month, count(*), sum(customers), sum(value), count(segment_zh) from segment_profile_labelled group by scheme, month",
            "select scheme, month, count(*), sum(customers), sum(value), count(*) from segment_profile group by scheme, month",
        ),
        "segment_indicator_labelled": (
            "select scheme, month, indicator, count(*), sum(value), count(segment_zh), count(indicator_zh) from segment_indicator_labelled group by scheme, month, indicator",
            "select scheme, month, indicator, count(*), sum(value), count(*), count(*) from segment_indicator_month group by scheme, month, indicator",
        ),
        "scheme_overlap_labelled": (
            "select month, scheme_a, scheme_b, count(*), sum(customers), count(segment_a_zh), count(segment_b_zh) from scheme_overlap_labelled group by month, scheme_a, scheme_b",
            "select month, scheme_a, scheme_b, count(*), sum(customers), count(*), count(*) from scheme_overlap group by month, scheme_a, scheme_b",
        ),
        "segment_change_labelled": (
            "select scheme, month, part, count(*), sum(customers), sum(value), count(part_zh), count(scheme_zh) from segment_change_labelled group by scheme, month, part",
            "select scheme, month, part, count(*), sum(customers), sum(value), count(*), count(*) from segment_change group by scheme, month, part",
        ),
        "sankey_link": (
            "select scheme, month, count(*), count(source_zh), count(target_zh), sum(customers), sum(amount_to) from sankey_link group by scheme, month",
            "select scheme, month, count(*), count(*), count(*), sum(customers), sum(amount_to) from transition_month"
            " where horizon_months = 1 and group_by = 'ALL' group by scheme, month",
        ),
        "sankey_node": (
            "select scheme, month, node, sum(customers), count(node_zh) from sankey_node group by scheme, month, node",
            "select scheme, month, source, sum(customers), 1 from sankey_link group by scheme, month, source"
            " union all select scheme, month, target, sum(customers), 1 from sankey_link group by scheme, month, target",
        ),
        "roll_rate_curve_labelled": (
            "select scheme, base_month, level, sum(rolled), count(level_zh) from roll_rate_curve_labelled group by scheme, base_month, level",
            "select scheme, base_month, level, sum(rolled), count(*) from roll_rate_curve group by scheme, base_month, level",
        ),
        "transition_forecast_labelled": (
            "select scheme, month, horizon_months, sum(customers), count(segment_zh), count(happened) from transition_forecast_labelled"
            " group by scheme, month, horizon_months",
            "select f.scheme, f.month, f.horizon_months, sum(f.customers), count(*), count(b.customers) from transition_forecast f"
            " left join forecast_backtest b on b.scheme = f.scheme and b.month = f.target_month"
            " and b.horizon_months = f.horizon_months and b.segment = f.segment group by f.scheme, f.month, f.horizon_months",
        ),
        "drill_down": (
            "select distinct scheme, month, sum(customers), sum(value) from drill_down group by scheme, month, dimension",
            "select s.scheme, m.month, count(*), sum(m.value) from customer_month m join dim_scheme s on true group by s.scheme, m.month",
        ),
    }
    for view, (actual, expected) in equal.items():
        left, right = (sorted(map(str, served.rows(sql))) for sql in (actual, expected))
        differing = set(left) ^ set(right)
        report.add(f"view {view}", len(right), len(differing), sorted(differing)[:4], "groups")
    sides = defaultdict(set)
    states = set()
    for side, node, segment in served.rows("select distinct side, node, segment from sankey_node"):
        sides[side].add(node)
        states.add(segment)
    report.add("sankey: no name on both sides", len(sides["from"]), len(sides["from"] & sides["to"]), (), "nodes")
    report.add("sankey: customers who enter", 1, int("ENTERED" not in states), (), "states")


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Reads a served pack with three clients.")
    for name in ("warehouse", "pack", "url", "beeline"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args(arguments)
    spark_home = re.search(r"SPARK_HOME='([^']+)'", options.beeline).group(1)
    tables = published(options.warehouse, options.pack)
    con = connect()
    report = Report()
    expected = expected_of(con, tables)
    report.add("labels in Chinese", len(expected[LABELS]), sum(not re.search(r"[\u4e00-\u9fff]", row[2]) for row in expected[LABELS]), (), "labels")
    for number in range(1, ROUNDS + 1):
        with Served(options.url) as served:
            check_answers(report, f"PyHive, round {number}", expected, [as_text(served.rows(sql)) for sql in expected])
        check_answers(report, f"beeline, round {number}", expected, ask_beeline(options.beeline, expected))
    remarks = [(column, comment) for column, _, comment in expected[COMMENTS]]
    for number, answers in enumerate(ask_jdbc(spark_home, options.url, expected), 1):
        check_answers(report, f"JDBC, round {number}", {"getColumns": remarks, **expected}, answers)
    with Served(options.url) as served:
        shown = check_tables(report, con, served, tables)
        check_comments(report, served, tables, shown)
        check_views(report, served)
        passed = [sql for sql in NO_READS if not served.refuses(sql.format(pack=options.pack))]
        report.add("what is no read is refused", len(NO_READS), len(passed), passed, "statements")
    with Served(options.url) as served:
        served.rows("set spark.sql.variable.substitute=true")
        report.add("the server's environment is not shown", 1, int(not served.refuses("select '${env:HOME}'")), (), "statements")
    return report.exit_code()


if __name__ == "__main__":
    sys.exit(main())
