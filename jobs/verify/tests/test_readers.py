import os

import duckdb
import pytest
import readers
from deltalake import DeltaTable, write_deltalake
from warehouse import Report, connect, load_delta, table_folders


@pytest.fixture
def folders(berka_tables, write_warehouse):
    berka_tables.execute("update feature_month set balance = -balance where customer_id = '1'")
    return table_folders(write_warehouse(berka_tables, "berka"), "berka")


def readings_of(folder):
    con = connect()
    load_delta(con)
    table = DeltaTable(str(folder))
    kinds = readers.kinds_of(table)
    return kinds, {
        "delta-rs": readers.read_with_delta_rs(con, table, kinds),
        "DuckDB": readers.read_with_duckdb(con, folder, kinds),
    }


def test_delta_rs_and_duckdb_read_alike_null_partitions_too(folders):
    report = Report()
    for name, folder in folders.items():
        kinds, readings = readings_of(folder)
        readers.compare_readings(report, name, kinds, readings)
    assert report.exit_code() == 0
    assert {"quarantine", "run_ledger", "roll_rate_curve"} <= set(folders)


def test_any_other_value_fails(folders):
    kinds, readings = readings_of(folders["quarantine"])
    names = readers.measure_names(kinds)
    for index in range(len(names)):
        other = list(readings["DuckDB"])
        other[index] = None if other[index] is not None else 1
        report = Report()
        readers.compare_readings(report, "quarantine", kinds, {"Spark": readings["delta-rs"], "DuckDB": other})
        assert report.exit_code() == 1, names[index]


def places(folder, value):
    rows = duckdb.sql(
        f"""select {{'places': [{{'segment': 'B', 'size': {value}::decimal(18, 6)}}, {{'segment': 'G', 'size': null}}]}} as memory
            union all select {{'places': []}} union all select null"""
    ).to_arrow_table()
    write_deltalake(str(folder), rows)
    return readings_of(folder)


def test_structs_in_lists_are_read_by_their_fields(tmp_path):
    kinds, readings = places(tmp_path / "t", "1.5")
    assert kinds == {"memory.places[].segment": "array", "memory.places[].size": "array"}
    assert readings["delta-rs"] == readings["DuckDB"]
    assert places(tmp_path / "other", "1.6")[1]["DuckDB"] != readings["DuckDB"]
    assert readers.named("memory.places[].size", readers.SPARK) == "transform(`memory`.`places`, x -> x.`size`)"


@pytest.mark.parametrize("statistics, code", [("month", 0), ("month,customer_id", 1), ("month,segment", 1), (None, 1)])
def test_an_id_in_the_statistics_fails(statistics, code, berka_tables, write_warehouse):
    folder = table_folders(write_warehouse(berka_tables, "berka", statistics=statistics), "berka")["segment_month"]
    report = Report()
    readers.check_log(report, "segment_month", folder, DeltaTable(str(folder)), {"segment"})
    assert report.exit_code() == code


def test_a_reader_protocol_above_1_fails(tmp_path, berka_tables):
    rows = berka_tables.execute("select month, balance from feature_month").to_arrow_table()
    write_deltalake(str(tmp_path / "t"), rows, configuration={"delta.enableDeletionVectors": "true"})
    report = Report()
    readers.check_log(report, "t", tmp_path / "t", DeltaTable(str(tmp_path / "t")), set())
    assert report.exit_code() == 1


@pytest.mark.skipif(not os.environ.get("FENQUN_JAR"), reason="FENQUN_JAR names no jar with Delta for Spark")
def test_spark_reads_alike(berka_tables, write_warehouse, conf):
    warehouse = write_warehouse(berka_tables, "berka")
    assert readers.main(["--warehouse", warehouse, "--pack", "berka", "--conf", conf({})]) == 0
