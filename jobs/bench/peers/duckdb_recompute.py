"""Features of a month by one query over twelve months of raw Parquet. Started by bench.py; see worker.py."""

import duckdb

import worker
from months import months_up_to
from window_sql import MONTHLY, features_sql, month_files


class Recompute:
    def __init__(self, options):
        self.source = options.source
        self.con = duckdb.connect()
        self.con.execute(f"set threads = {options.threads}")
        self.con.execute("set preserve_insertion_order = false")

    def prepare(self, month):
        """Nothing is kept from month to month."""

    def write(self, month, out):
        months = months_up_to(month, 12)
        monthly = f"""(select customer_id, month, {MONTHLY}
                       from read_parquet({month_files(self.source, months)}, hive_partitioning = true, hive_types = {{'month': varchar}})
                       group by customer_id, month)"""
        self.con.execute(f"copy ({features_sql(monthly, months)}) to '{out}' (format parquet, compression snappy)")


if __name__ == "__main__":
    worker.serve(Recompute)
