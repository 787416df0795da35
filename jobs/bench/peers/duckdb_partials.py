"""Features of a month from partials of twelve: one Parquet of partials a month is kept. Started by bench.py; see worker.py."""

import duckdb

import worker
from months import months_up_to
from window_sql import MONTHLY, features_sql, month_files


class Partials:
    def __init__(self, options):
        self.source = options.source
        self.kept = options.work / "partials"
        self.con = duckdb.connect()
        self.con.execute(f"set threads = {options.threads}")
        self.con.execute("set preserve_insertion_order = false")

    def prepare(self, month):
        """Partials of the eleven months before, where they are not there yet."""
        for earlier in months_up_to(month, 12)[:-1]:
            if not self._file(earlier).exists() and (self.source / "txn" / f"month={earlier}").exists():
                self._keep(earlier)

    def write(self, month, out):
        self._keep(month)
        months = months_up_to(month, 12)
        files = [str(self._file(one)) for one in months if self._file(one).exists()]
        monthly = f"read_parquet({files}, hive_partitioning = true, hive_types = {{'month': varchar}})"
        self.con.execute(f"copy ({features_sql(monthly, months)}) to '{out}' (format parquet, compression snappy)")

    def _keep(self, month):
        file = self._file(month)
        file.parent.mkdir(parents=True, exist_ok=True)
        raw = f"read_parquet({month_files(self.source, [month])}, hive_partitioning = false)"
        self.con.execute(f"copy (select customer_id, {MONTHLY} from {raw} group by customer_id) to '{file}' (format parquet, compression snappy)")

    def _file(self, month):
        return self.kept / f"month={month}" / "part.parquet"


if __name__ == "__main__":
    worker.serve(Partials)
