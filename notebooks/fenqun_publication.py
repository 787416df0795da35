"""Tables as they were published, for delta-rs and DuckDB, without Spark: one consistent set, whatever is being written meanwhile.

    from fenqun_publication import published, published_sql
    published("demo-warehouse", "bank", "segment_profile").to_pandas()
    duckdb.sql(f"select segment, customers from {published_sql('demo-warehouse', 'bank', 'segment_profile')}")

Needs `deltalake`, and for `to_pandas` pyarrow and pandas; DuckDB needs its extension `delta`. A table's folder read without a version is
its latest commit, which may be of a run that is under way or that failed.
"""

from deltalake import DeltaTable


def published(warehouse, pack, table, publication=None, storage_options=None):
    """A deltalake.DeltaTable at the version that the last readable publication names, or the given one.

    `warehouse` is a folder or a URL that delta-rs knows, with its `storage_options`.
    """
    version = _version(warehouse, pack, table, publication, storage_options)
    return DeltaTable(_address(warehouse, pack, table), version=version, storage_options=storage_options)


def published_sql(warehouse, pack, table, publication=None, storage_options=None):
    """What stands after `from` in DuckDB for the same rows: delta_scan at that version."""
    version = _version(warehouse, pack, table, publication, storage_options)
    address = _address(warehouse, pack, table).replace("'", "''")
    return f"delta_scan('{address}', version => {version})"


def _version(warehouse, pack, table, publication, storage_options):
    rows = DeltaTable(_address(warehouse, pack, "dim_publication"), storage_options=storage_options).to_pyarrow_table().to_pylist()
    readable = [row for row in rows if row["readable"] and publication in (None, row["publication"])]
    if not readable:
        which = "readable publication" if publication is None else f"readable publication {publication}"
        raise LookupError(f"Pack {pack} in {warehouse} has no {which}; run publish")
    last = max(row["publication"] for row in readable)
    versions = {row["table"]: row["version"] for row in readable if row["publication"] == last}
    if table not in versions:
        raise LookupError(f"Publication {last} of {pack} has no table {table}; it has: {', '.join(sorted(versions))}")
    return versions[table]


def _address(warehouse, pack, table):
    return f"{str(warehouse).rstrip('/')}/{pack}/{table}"
