"""Tiny raw files with results worked out by hand, and the tables the reference programs make of them, written as Delta."""

import gzip
import sys
from pathlib import Path

import duckdb
import pytest
from deltalake import write_deltalake

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

PARTITIONS = {
    "allocation": ["month"],
    "feature_month": ["month"],
    "customer_month": ["month"],
    "segment_month": ["scheme", "month"],
    "segment_profile": ["scheme", "month"],
    "scheme_overlap": ["month"],
    "transition_month": ["scheme", "month"],
    "roll_rate": ["month"],
    "roll_rate_curve": [],
    "run_ledger": [],
    "quarantine": ["source", "delivery"],
}


def gz(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content.encode()))


@pytest.fixture
def berka_data(tmp_path):
    """Balances at month end, 1993-08 to 1993-10: customer 1 12000, 9000, 11000; 2 25000, 26000, 19000; 3 -, 5000, 5000."""
    folder = tmp_path / "raw" / "berka"
    gz(folder / "disp.csv.gz", '"disp_id";"client_id";"account_id";"type"\n1;1;11;"OWNER"\n2;2;12;"OWNER"\n3;3;13;"OWNER"\n4;9;11;"DISPONENT"\n')
    gz(
        folder / "trans_199308_199310.csv.gz",
        '"trans_id";"account_id";"date";"type";"operation";"amount";"balance";"k_symbol";"bank";"account"\n'
        '1;11;930805;"PRIJEM";"VKLAD";12000.00;0;"";;\n2;12;930810;"PRIJEM";"VKLAD";25000.00;0;"";;\n'
        '3;11;930911;"VYBER";"VYBER";3000.00;0;"";;\n4;12;930912;"PRIJEM";"VKLAD";1000.00;0;"";;\n5;13;930930;"PRIJEM";"VKLAD";5000.00;0;"";;\n'
        '6;11;931001;"PRIJEM";"VKLAD";2000.00;0;"";;\n7;12;931031;"VYDAJ";"PREVOD NA UCET";7000.00;0;"";"AB";77\n',
    )
    return folder


@pytest.fixture
def berka_expected(tmp_path):
    folder = tmp_path / "expected" / "berka"
    folder.mkdir(parents=True)
    (folder / "b1_month_totals.csv").write_text(
        "month,accounts,sum_balance_czk,negative\n1993-08,2,37000.00,0\n1993-09,3,40000.00,0\n1993-10,3,35000.00,0\n"
    )
    (folder / "b2_level_transitions.csv").write_text(
        "month,from_state,to_state,customers,amount_from,amount_to,rate\n"
        "1993-09,A1,MASS,1,12000.000000,9000.000000,1.000000\n1993-09,A2,A2,1,25000.000000,26000.000000,1.000000\n"
        "1993-09,ENTRANT,MASS,1,0.000000,5000.000000,1.000000\n1993-10,A2,A1,1,26000.000000,19000.000000,1.000000\n"
        "1993-10,MASS,A1,1,9000.000000,11000.000000,0.500000\n1993-10,MASS,MASS,1,5000.000000,5000.000000,0.500000\n"
    )
    (folder / "b3_roll_rates.csv").write_text(
        "base_level,n,at_n,rolled_to_n_plus_1,roll_rate\nA1,0,1,1,1.000000\nA1,1,1,0,0.000000\nA2,0,2,1,0.500000\n"
        "ALL,0,3,2,0.666667\nALL,1,1,0,0.000000\n"
    )
    return folder.parent


@pytest.fixture
def iowa_data(tmp_path):
    """Two shops in 2019-05 (100, 99), two in 2019-06 (100 and the new 101); A1 is a key brand, X9 an unknown item."""
    folder = tmp_path / "raw" / "iowa_liquor"
    gz(folder / "product.csv.gz", "Item Number,Bottle Volume (ml),State Bottle Retail\nA1,1000,20.00\nB1,500,19.99\n")
    gz(folder / "store.csv.gz", "Store,Name,Zip Code\n100,Hy-Vee 1,50613\n99,CASEY'S 7,\n101,CORNER,50613\n")
    (folder / "sales").mkdir()
    lines = {
        "2019-05": "('i1', date '2019-05-02', 100, 'A1', 2, 60.00), ('i2', date '2019-05-31', 99, 'B1', 1, 12.00)",
        "2019-06": "('i3', date '2019-06-01', 100, 'A1', 1, 30.00), ('i4', date '2019-06-30', 101, 'X9', 1, 7.50)",
    }
    for month, rows in lines.items():
        duckdb.execute(
            f"""copy (select #1 as invoice_item_number, #2 as date, #3 as store_number, #4 as item_number, #5 as bottles_sold,
                             #6::decimal(12, 2) as sale_dollars from (values {rows})) to '{folder}/sales/sales_{month}.parquet'"""
        )
    return folder


@pytest.fixture
def iowa_expected(tmp_path):
    folder = tmp_path / "expected" / "iowa_2019"
    folder.mkdir(parents=True)
    (folder / "i0_month_totals.csv").write_text(
        "month,stores,lines,bottles,cents,ml,key_ml,known_lines\n2019-05,2,2,3,7200,2500,2000,2\n2019-06,2,2,2,3750,1000,1000,1\n"
    )
    grades = "B,1,1,100.000000,100.000000,9000", "G,1,1,30.000000,30.000000,750", "P,1,1,70.000000,70.000000,1200"
    (folder / "i1_grade_summary.csv").write_text(
        "half,scope,tier,grade,stores,score_min,score_max,cents\n"
        + "".join(f"2019H1,{scope},{row}\n" for scope in ("BRANCH", "STATE") for row in grades)
    )
    best_and_rest = {"TOP20": ("TOP20", "REST80"), "S5_15_80": ("KEY", "SMALL"), "S1_4_15_80": ("VIP", "SMALL")}
    (folder / "i2_value_shares.csv").write_text(
        "month,scheme,class,customers,value,value_share\n"
        + "".join(
            f"2019-05,{scheme},{best},1,6000,0.833333\n2019-05,{scheme},{rest},1,1200,0.166667\n"
            f"2019-06,{scheme},{best},1,3000,0.800000\n2019-06,{scheme},{rest},1,750,0.200000\n"
            for scheme, (best, rest) in best_and_rest.items()
        )
    )
    (folder / "i3_class_transitions.csv").write_text(
        "month,from_state,to_state,customers,amount_from,amount_to,rate\n2019-06,ENTRANT,SMALL,1,0,750,1.000000\n"
        "2019-06,KEY,KEY,1,6000,3000,1.000000\n2019-06,SMALL,LEAVER,1,1200,0,1.000000\n"
    )
    (folder / "i4_dormancy.csv").write_text("month,stores_known,idle_2_or_more,idle_4_or_more\n2019-05,2,0,0\n2019-06,3,0,0\n")
    return folder.parent


@pytest.fixture
def berka_tables(berka_data):
    import berka_reference

    con = berka_reference.build(berka_data, "1993-08", "1993-10")
    _add_books(con)
    return con


@pytest.fixture
def iowa_tables(iowa_data):
    import iowa_reference

    con = iowa_reference.build(iowa_data, "2019-05", "2019-06")
    _add_books(con)
    return con


def _add_books(con):
    """What the reference programs do not make: pairs of schemes, a ledger, and a table with a null partition."""
    con.execute(
        """create table scheme_overlap as
           with cell as (
             select month, a.scheme as scheme_a, a.segment as segment_a, b.scheme as scheme_b, b.segment as segment_b,
                    count(*) as customers, sum(c.value)::decimal(38, 2) as value
             from segment_month a join segment_month b using (month, customer_id) join customer_month c using (month, customer_id)
             where a.scheme < b.scheme and 'SCORED' not in (select segment from segment_month s where s.scheme in (a.scheme, b.scheme))
             group by all)
           select t.*, customers / n as base_share, customers / n_a as share_of_a, customers / n_b as share_of_b, customers * n / (n_a * n_b) as lift
           from (select *, sum(customers) over (partition by month, scheme_a, scheme_b)::double as n,
                        sum(customers) over (partition by month, scheme_a, scheme_b, segment_a)::double as n_a,
                        sum(customers) over (partition by month, scheme_a, scheme_b, segment_b)::double as n_b from cell) t"""
    )
    con.execute(
        """create table run_ledger as
           select 'r1' as run_id, 'ingest' as step, null::text as month, 'done' as status, timestamptz '2024-01-01 00:00:00Z' as started_at,
                  7 as rows_read, 5 as rows_written, 1 as rows_refused, 1 as rows_duplicate, 0 as rows_superseded"""
    )
    con.execute(
        """create table quarantine as
           select * from (values ('trans', null, 3::bigint, ['CAST', '坏'], date '2024-01-31'), ('trans', 'd1', 4, null, null))
             t(source, delivery, record_no, reasons, day)"""
    )


@pytest.fixture
def write_warehouse(tmp_path):
    """Writes the reference tables of a connection as the Delta tables of a pack; returns the warehouse's folder."""

    def write(con, pack, name="warehouse", without=(), statistics="month"):
        tables = [row[0] for row in con.execute("select table_name from duckdb_tables() where schema_name = 'reference'").fetchall()]
        for table in set(tables) & set(PARTITIONS) - set(without):
            write_deltalake(
                str(tmp_path / name / pack / table),
                con.execute(f"select {_published_types(con, table)} from reference.{table}").to_arrow_table(),
                partition_by=PARTITIONS[table] or None,
                configuration={"delta.dataSkippingStatsColumns": statistics} if statistics else None,
            )
        return str(tmp_path / name)

    return write


def _published_types(con, table):
    """Counts are bigint and money is decimal(18,2), as in the tables of the pipeline."""
    types = {"HUGEINT": "bigint", "DECIMAL(38,2)": "decimal(18, 2)"}
    described = con.execute(f"describe reference.{table}").fetchall()
    return ", ".join(f'"{name}"::{types.get(kind, kind)} as "{name}"' for name, kind, *_ in described)


@pytest.fixture
def conf(tmp_path):
    """The smallest pack folder the checkers can read; the real ones are under conf/."""

    def write(schemes):
        folder = tmp_path / "conf"
        for part in ("schemes", "sources"):
            (folder / part).mkdir(parents=True)
        (folder / "pack.yaml").write_text("zh: 试\nen: trial\n")
        (folder / "sources" / "trans.yaml").write_text("key: [trans_id]\nevent_time: date\ncustomer: owner\n")
        for name, content in schemes.items():
            (folder / "schemes" / f"{name}.yaml").write_text(content)
        return str(folder)

    return write
