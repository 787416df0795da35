import sys
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from deltalake import write_deltalake
from warehouse import load_delta

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "notebooks"))

from fenqun_publication import published, published_sql  # noqa: E402


@pytest.fixture
def warehouse(tmp_path):
    """Two publications, a third one that is not readable, and a commit after them by a run that failed."""
    pack = tmp_path / "it's" / "pack"
    for amount in (1, 2, 3, 4):
        write_deltalake(str(pack / "sizes"), pa.table({"amount": [amount]}), mode="overwrite")
    publications = {"publication": [1, 2, 3], "table": ["sizes"] * 3, "version": [0, 1, 2], "readable": [True, True, False]}
    write_deltalake(str(pack / "dim_publication"), pa.table(publications))
    return tmp_path / "it's"


def amounts(warehouse, publication=None):
    con = duckdb.connect()
    load_delta(con)
    rows = con.execute(f"select amount from {published_sql(warehouse, 'pack', 'sizes', publication)}").fetchall()
    frame = published(warehouse, "pack", "sizes", publication).to_pandas()
    assert [row[0] for row in rows] == list(frame["amount"])
    return list(frame["amount"])


def test_both_readers_see_the_last_readable_publication(warehouse):
    assert amounts(warehouse) == [2]


def test_an_earlier_publication_can_be_named(warehouse):
    assert amounts(warehouse, 1) == [1]


@pytest.mark.parametrize(
    "table, publication, message",
    [("sizes", 3, "has no readable publication 3; run publish"), ("colours", None, "Publication 2 of pack has no table colours; it has: sizes")],
)
def test_what_is_not_published_is_refused(warehouse, table, publication, message):
    with pytest.raises(LookupError, match=message):
        published(warehouse, "pack", table, publication)
