import disturb
import duckdb
import pytest

UNDATED = "part-00000-3f5544a9-9910-4202-a0db-1af91d8aa367-c000.csv"  # no month, though 9910-42 might look like one
MONTHS = [f"2024-0{m}" for m in range(1, 7)]


@pytest.fixture
def delivered(tmp_path):
    con = duckdb.connect()
    for month in MONTHS:
        folder = tmp_path / "source" / "txn" / f"month={month}"
        folder.mkdir(parents=True)
        con.execute(f"copy (select '{month}-' || i as id, date '{month}-05' as day, (i * 1.25)::decimal(18,2) as amount from range(1000) t(i)) to '{folder}/part-0.parquet'")
    (tmp_path / "source" / "list.csv").write_text("a\n1\n")
    (tmp_path / "source" / UNDATED).write_text("b\n2\n")
    disturb.main([str(tmp_path / "source"), str(tmp_path / "out"), "--files", "txn/month=*/*.parquet", "--key", "id", "--month", "strftime(day, '%Y-%m')", "--from", MONTHS[0], "--to", MONTHS[-1]])
    return con, tmp_path


def rows(con, folder):
    return f"read_parquet('{folder}/txn/*/*.parquet', hive_partitioning=false)"


def test_in_the_end_every_record_lies_there_with_its_true_amount(delivered):
    con, path = delivered
    last, source = rows(con, path / "out" / MONTHS[-1]), rows(con, path / "source")
    assert con.execute(f"select count(*) from ((select distinct * from {last}) except (select * from {source}))").fetchone() == (0,)
    assert con.execute(f"select count(distinct id) from {last}").fetchone() == (6000,)


def test_some_come_late_some_wrong_and_some_twice(delivered):
    con, path = delivered
    last = rows(con, path / "out" / MONTHS[-1])
    assert con.execute(f"select count(*) - count(distinct id) from {last}").fetchone()[0] in range(30, 100)
    for before, after in zip(MONTHS, MONTHS[1:]):
        one, next_one = rows(con, path / "out" / before), rows(con, path / "out" / after)
        wrong = con.execute(f"select count(*) from (select distinct * from {one}) a join (select distinct * from {next_one}) b using (id) where b.amount = a.amount - 1").fetchone()[0]
        assert wrong in range(1, 30)
        late = con.execute(f"select count(*) from read_parquet('{path}/out/{after}/txn/month={after}/*.parquet', hive_partitioning=false) where strftime(day, '%Y-%m') < '{after}'").fetchone()[0]
        assert late > 0


def test_what_did_not_change_is_the_same_file_and_later_months_are_not_there_yet(delivered):
    _, path = delivered
    files = [path / "out" / month / "txn" / f"month={MONTHS[0]}" / "part.parquet" for month in MONTHS]
    assert len({file.stat().st_ino for file in files}) == 2
    assert not (path / "out" / MONTHS[0] / "txn" / f"month={MONTHS[1]}").exists()
    assert (path / "out" / MONTHS[0] / "list.csv").read_text() == "a\n1\n"
    assert (path / "out" / MONTHS[0] / UNDATED).exists()
