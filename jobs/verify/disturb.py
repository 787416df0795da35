"""Delivers one source of a pack as it happens in practice: late, corrected in place, twice.

    python disturb.py SOURCE OUT --table txn --key txn_id --month "strftime(date, '%Y-%m')" --from 2024-01 --to 2024-06

Writes OUT/2024-01 … OUT/2024-06: the source folder as it lies there when that month is run. Of the records of --table, by a
hash of their key, 5 % arrive one to four months late (with the last month at the latest), 1 % arrive with an amount that is
one too large and are corrected in place a month later, 1 % stand twice. The last folder holds every record with its true
amount. Files that did not change are the same files. Other sources are there up to the month.
"""

import argparse
import os
import pathlib
import re
import shutil

import duckdb

LATE, CORRECTED, DUPLICATE = 0.05, 0.06, 0.07
# alone: not within the random letters and digits of a Parquet file's name
MONTH = re.compile(r"(?<![\w-])\d{4}-\d{2}(?![\w-])")


def months(first, last):
    index = lambda month: int(month[:4]) * 12 + int(month[5:]) - 1
    return [f"{i // 12:04d}-{i % 12 + 1:02d}" for i in range(index(first), index(last) + 1)]


def link(source, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)


class Disturbance:
    def __init__(self, arguments):
        self.months = months(arguments.first, arguments.last)
        self.source = pathlib.Path(arguments.source)
        self.out = pathlib.Path(arguments.out)
        self.files = self.out / "files"
        self.con = duckdb.connect()
        self.con.execute("set preserve_insertion_order = true")
        self._read(arguments)

    def _read(self, arguments):
        """The table `records`: every column as it is, when it arrives, and how it is disturbed."""
        self.is_csv = arguments.csv
        self.original = sorted(self.source.glob(arguments.files))
        names = [str(path) for path in self.original]
        reader = f"read_csv({names}, delim=';', quote='\"', header=true, all_varchar=true)" if self.is_csv else f"read_parquet({names}, hive_partitioning=false)"
        chance = lambda salt: f"(('0x' || substr(md5({arguments.key}::varchar || '{salt}'), 1, 8))::bigint / 4294967296.0)"
        first = self.months[0]
        self.con.execute(f"""
            create table records as
            select *, least({len(self.months) - 1}, _event + case when _u < {LATE} then 1 + floor(4 * {chance('late')})::int else 0 end) as _arrival
            from (select *, {chance('kind')} as _u, datediff('month', date '{first}-01', ({arguments.month} || '-01')::date) as _event from {reader})
            where _event between 0 and {len(self.months) - 1}""")
        self.amount = arguments.amount
        self.key = arguments.key

    def write(self):
        for place in range(len(self.months)):
            self._state(place)

    def _state(self, place):
        state = self.out / self.months[place]
        for path in sorted(self.source.rglob("*")):
            month = MONTH.search(str(path.relative_to(self.source)))
            is_due = not month or month.group() <= self.months[place]
            if path.is_file() and path not in self.original and is_due:
                link(path, state / path.relative_to(self.source))
        if self.is_csv:
            link(self._file(f"_arrival <= {place}", place, f"all_{place}.csv.gz"), state / self.original[0].relative_to(self.source))
            return
        for delivery in range(place + 1):
            last = min(place, delivery + 1)
            file = self._file(f"_arrival = {delivery}", last, f"{delivery}_{last}.parquet")
            pattern = MONTH.sub(self.months[delivery], str(self.original[0].parent.relative_to(self.source)))
            link(file, state / pattern / "part.parquet")

    def _file(self, where, place, name):
        """Records as they stand when the month at `place` is run."""
        file = self.files / name
        if file.exists():
            return file
        self.files.mkdir(parents=True, exist_ok=True)
        is_wrong = f"(_u >= {LATE} and _u < {CORRECTED} and _arrival = {place} and {place} < {len(self.months) - 1})"
        text = f"printf('%.2f', {self.amount}::decimal(18,2) + 1)" if self.is_csv else f"({self.amount} + 1.00)::decimal(18,2)"
        times = f"case when _u >= {CORRECTED} and _u < {DUPLICATE} then 2 else 1 end"
        form = "format csv, header, delim ';', quote '\"', compression gzip" if self.is_csv else "format parquet"
        self.con.execute(f"""
            copy (select * exclude (_u, _event, _arrival, _times) replace (case when {is_wrong} then {text} else {self.amount} end as {self.amount})
                  from (select *, unnest(range({times})) as _times from records where {where}) order by {self.key})
            to '{file}' ({form})""")
        return file


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Delivers one source of a pack late, corrected and twice.")
    parser.add_argument("source")
    parser.add_argument("out")
    parser.add_argument("--files", required=True, help="glob of the table's files below SOURCE")
    parser.add_argument("--key", required=True)
    parser.add_argument("--amount", default="amount")
    parser.add_argument("--month", required=True, help="SQL: the event month as yyyy-MM")
    parser.add_argument("--csv", action="store_true", help="text with ; and quotes, else Parquet")
    parser.add_argument("--from", dest="first", required=True)
    parser.add_argument("--to", dest="last", required=True)
    disturbance = Disturbance(parser.parse_args(arguments))
    disturbance.write()
    counts = disturbance.con.execute(f"""
        select count(*), count(*) filter (_arrival > _event), count(*) filter (_u >= {LATE} and _u < {CORRECTED}), count(*) filter (_u >= {CORRECTED} and _u < {DUPLICATE})
        from records""").fetchone()
    print("records %d, late %d, corrected %d, twice %d" % counts)


if __name__ == "__main__":
    main()
