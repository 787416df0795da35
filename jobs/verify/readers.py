"""Whether Spark, delta-rs and DuckDB read every table of a warehouse alike, and whether its log is fit to be shared.

    python readers.py --warehouse W --pack NAME [--jar JAR[,JAR]] [--conf PACK_FOLDER]

JAR brings Delta to Spark: the shaded fenqun-jobs jar (default: environment FENQUN_JAR). Per column: nulls, exact sums, the
smallest and largest text and the sum of the texts' hashes, which moves with any text, as a count of distinct ones does not.
Further: reader protocol 1, and no id or personal column in the statistics of the log, which stand there in clear text. Which
columns those are, the pack's sources tell (default: conf/examples/NAME of this repository). Exit 1 on differences.
"""

import argparse
import json
import os
import sys
from decimal import Decimal

from deltalake import DeltaTable
from pyspark.sql import SparkSession

import pack
from warehouse import Report, connect, load_delta, table_folders, text

# Kind of column -> measure -> (DuckDB's expression, Spark's); {c} is the column. Sums are exact and free of order, but for doubles.
_TEXT = {
    "min": ("min({c})", "min({c})"),
    "max": ("max({c})", "max({c})"),
    "hashes": (
        "sum(('0x' || substr(md5({c}), 1, 15))::bigint)",
        "sum(cast(conv(substr(md5({c}), 1, 15), 16, 10) as decimal(38, 0)))",
    ),
}
MEASURES = {
    "integer": {"sum": ("sum({c}::hugeint)", "sum(cast({c} as decimal(38, 0)))")},
    "decimal": {"sum": ("sum({c})", "sum({c})")},
    "double": {name: (f"{name}({{c}})", f"{name}({{c}})") for name in ("min", "max", "sum")},
    "boolean": {"sum": ("count(*) filter ({c})", "count_if({c})")},
    "date": {"sum": ("sum({c} - date '1970-01-01')", "sum(datediff({c}, date '1970-01-01'))")},
    "timestamp": {"sum": ("sum(epoch_us({c}))", "sum(cast(unix_micros({c}) as decimal(38, 0)))")},
    "string": _TEXT,
    "array": {
        # nulls are left out by both; of nulls alone DuckDB makes null, Spark the empty text
        name: (
            duck.replace("{c}", "nullif(array_to_string({c}::varchar[], '|'), '')"),
            spark.replace("{c}", "nullif(array_join(cast({c} as array<string>), '|'), '')"),
        )
        for name, (duck, spark) in _TEXT.items()
    },
}
DELTA_KINDS = {"long": "integer", "short": "integer", "byte": "integer", "float": "double"}
DUCKDB, SPARK = 0, 1
# The one id that is nobody's.
RUN_ID = "run_id"


# Between a list of structs and the field that is taken of each of them
EACH = "[]."


def kind_of_array(delta):
    """`array` for lists of texts, whole numbers and decimals, compared as their joined text; else the type as it stands."""
    element = str(delta.get("elementType"))
    return "array" if element in ("string", "long") or element.startswith("decimal") else str(delta)


def kinds_of(table):
    """Column -> kind; a field of a struct is column.field, of each struct in a list column[].field. Ends the program on a type that no measure is defined for."""
    kinds = {}
    for field in json.loads(table.schema().to_json())["fields"]:
        kinds.update(_kinds_of(field["name"], field["type"]))
    return kinds


def _kinds_of(column, delta):
    if isinstance(delta, dict) and delta["type"] == "struct":
        kinds = {}
        for field in delta["fields"]:
            kinds.update(_kinds_of(f"{column}.{field['name']}", field["type"]))
        return kinds
    if isinstance(delta, dict) and isinstance(delta.get("elementType"), dict) and delta["elementType"]["type"] == "struct":
        kinds = {}
        for field in delta["elementType"]["fields"]:
            kinds.update(_kinds_of(f"{column}{EACH}{field['name']}", {"type": "array", "elementType": field["type"]}))
        return kinds
    name = kind_of_array(delta) if isinstance(delta, dict) else str(delta)
    kind = "decimal" if name.startswith("decimal") else DELTA_KINDS.get(name, name)
    if kind not in MEASURES:
        sys.exit(f"Cannot compare readers: column {column} has type {name}; add its measures to MEASURES")
    return {column: kind}


def measures_sql(kinds, relation, dialect):
    selected = ["count(*)"]
    for column, kind in kinds.items():
        name = named(column, dialect)
        selected.append(f"count(*) - count({name})")
        selected.extend(sides[dialect].replace("{c}", name) for sides in MEASURES[kind].values())
    return f"select {', '.join(selected)} from {relation}"


def named(column, dialect):
    """The expression of a column, of a field of a struct, or of a field of each struct in a list."""
    quote = '"' if dialect == DUCKDB else "`"
    whole, *each = column.split(EACH)
    name = ".".join(f"{quote}{part}{quote}" for part in whole.split("."))
    for field in each:
        name = f"list_transform({name}, lambda x: x.{quote}{field}{quote})" if dialect == DUCKDB else f"transform({name}, x -> x.{quote}{field}{quote})"
    return name


def measure_names(kinds):
    """(column, measure) of every value that measures_sql selects, in order."""
    names = [("", "rows")]
    for column, kind in kinds.items():
        names.extend((column, measure) for measure in ["nulls", *MEASURES[kind]])
    return names


def read_with_delta_rs(con, table, kinds):
    """delta-rs finds the files and partition values, Arrow reads them; DuckDB only adds up."""
    con.register("delta_rs_rows", table.to_pyarrow_dataset())
    return con.execute(measures_sql(kinds, "delta_rs_rows", DUCKDB)).fetchone()


def read_with_duckdb(con, folder, kinds):
    return con.execute(measures_sql(kinds, f"delta_scan({text(folder)})", DUCKDB)).fetchone()


def read_with_spark(spark, folder, kinds):
    spark.read.format("delta").load(str(folder)).createOrReplaceTempView("spark_rows")
    return tuple(spark.sql(measures_sql(kinds, "spark_rows", SPARK)).first())


def compare_readings(report, label, kinds, readings):
    """`readings`: reader -> values in the order of measure_names; the first reader is held against the others."""
    names = measure_names(kinds)
    (first, values), *others = readings.items()
    rows = values[0]
    examples = []
    for other, other_values in others:
        for (column, measure), left, right in zip(names, values, other_values):
            if not _same(left, right, kinds.get(column) == "double"):
                examples.append(f"{column or 'table'} {measure}: {first} {left}, {other} {right}")
    report.add(f"{label} ({rows} rows)", len(names) * len(others), len(examples), examples[:5], "measures")


def _same(left, right, is_double):
    if left is None or right is None:
        return left is right
    if is_double:
        # A sum of doubles depends on the order of the rows by some bits per row; minima and maxima pass this too.
        return left == right or left != left and right != right or abs(left - right) <= 1e-9 * max(1.0, abs(left), abs(right))
    if isinstance(left, (int, Decimal)):
        return Decimal(left) == Decimal(right)
    return left == right


def check_log(report, label, folder, table, protected):
    """The protocol any reader knows, and no protected column in the statistics, neither now nor in an older commit."""
    protocol = table.protocol().min_reader_version
    if protocol != 1:
        report.fail(f"{label} protocol", f"minReaderVersion {protocol}, expected 1")
    shown = set()
    actions = 0
    for commit in sorted((folder / "_delta_log").glob("*.json")):
        for line in commit.read_text(encoding="utf-8").splitlines():
            stats = json.loads(line).get("add", {}).get("stats")
            actions += 1
            for part in ("minValues", "maxValues", "nullCount"):
                shown.update(json.loads(stats).get(part, {}) if stats else ())
    # Checkpoints repeat the statistics of commits that may be gone.
    for column in table.get_add_actions(flatten=True).schema.names:
        part, _, name = column.partition(".")
        if part in ("min", "max", "null_count"):
            shown.add(name)
    leaked = sorted(name for name in shown if name in protected or name.endswith("_id") and name != RUN_ID)
    report.add(f"{label} log statistics", actions, len(leaked), [f"in clear text: {name}" for name in leaked], "log actions")


def spark_session(jars):
    """A local session on the loopback address, with Delta from the given jars."""
    session = (
        SparkSession.builder.master("local[2]")
        .appName("fenqun-verify-readers")
        .config("spark.jars", jars)
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.memory", "2g")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    return session


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Compares what three readers see in one warehouse.")
    parser.add_argument("--warehouse", required=True)
    parser.add_argument("--pack", required=True)
    parser.add_argument("--jar", default=os.environ.get("FENQUN_JAR"), help="default: environment FENQUN_JAR")
    parser.add_argument("--conf", help="the pack's folder")
    options = parser.parse_args(arguments)
    if not options.jar:
        parser.error("no jar with Delta for Spark: give --jar or set FENQUN_JAR")
    folders = table_folders(options.warehouse, options.pack)
    protected = pack.protected_columns(options.conf or pack.default_folder(options.pack)) | {"record_hash", "content"}
    report = Report()
    con = connect()
    load_delta(con)
    spark = spark_session(options.jar)
    for name, folder in folders.items():
        table = DeltaTable(str(folder))
        kinds = kinds_of(table)
        readings = {
            "Spark": read_with_spark(spark, folder, kinds),
            "delta-rs": read_with_delta_rs(con, table, kinds),
            "DuckDB": read_with_duckdb(con, folder, kinds),
        }
        compare_readings(report, name, kinds, readings)
        check_log(report, name, folder, table, protected)
    spark.stop()
    return report.exit_code()


if __name__ == "__main__":
    sys.exit(main())
