"""What it takes to put many customers into all segments of a pack, against reading and writing the same rows once.

    python segments.py --warehouse W --pack conf/bank --source S --month 2024-06 [--customers 1000000 --runs 3]

Takes a month of a small warehouse whose segments are there, and repeats its customers until there are so many. Then, in one JVM, in turn: the step
`segments` of that month, and a plain copy of what it reads and writes: feature_month is read, segment_month and customer_month
are read and written once, as partitioned. Also names the stages in which one task had all rows. W is changed: give a copy.
"""

import argparse
import tempfile
import time
from pathlib import Path
from statistics import median

from copies import customers_in, repeat
from ours import Fenqun, measured
from report import load, note, ratio, seconds, table
from stages import alone, stages


def parser():
    parsed = argparse.ArgumentParser(description="Measures the step segments in a month of many customers.")
    parsed.add_argument("--warehouse", required=True, type=Path)
    parsed.add_argument("--pack", required=True, type=Path)
    parsed.add_argument("--source", required=True, type=Path, help="the files that the small warehouse was made from")
    parsed.add_argument("--month", required=True)
    parsed.add_argument("--money", default="total_assets", help="the feature that differs from copy to copy")
    parsed.add_argument("--customers", type=int, default=1_000_000)
    parsed.add_argument("--runs", type=int, default=3, help="the first one compiles and is not counted")
    parsed.add_argument("--threads", type=int, default=2)
    parsed.add_argument("--memory", default="4g", help="heap of the JVM")
    parsed.add_argument("--log", type=Path, default=Path("segments.log"), help="what the commands print")
    return parsed


class Copy:
    """The same rows read and written once by the same Spark."""

    def __init__(self, fenqun, tables, month, out):
        self.session = fenqun.jvm.org.apache.spark.sql.SparkSession.getDefaultSession().get()
        self.fenqun, self.tables, self.month, self.out = fenqun, tables, month, out

    def run(self):
        started = time.perf_counter()
        self._rows("feature_month").write().format("noop").mode("overwrite").save()
        for name, partitions in [("segment_month", ["scheme", "month"]), ("customer_month", ["month"])]:
            columns = self.fenqun.gateway.new_array(self.fenqun.jvm.java.lang.String, len(partitions))
            for place, column in enumerate(partitions):
                columns[place] = column
            self._rows(name).write().format("delta").partitionBy(columns).mode("overwrite").save(str(self.out / name))
        return time.perf_counter() - started

    def _rows(self, name):
        return self.session.read().format("delta").load(str(self.tables / name)).filter(f"month = '{self.month}'")


def main():
    options = parser().parse_args()
    tables = options.warehouse / options.pack.name
    few = customers_in(tables, options.month)
    copies = -(-options.customers // few)
    repeat(tables / "feature_month", [("month", "=", options.month)], copies, options.money)
    many = few * copies
    note(f"{many:,} customers: {few:,} repeated {copies} times")
    where = ["--pack", options.pack, "--source", options.source, "--warehouse", options.warehouse, "--month", options.month, "--force"]
    with tempfile.TemporaryDirectory() as folder:
        events = Path(folder) / "events"
        events.mkdir()
        settings = {"spark.eventLog.enabled": "true", "spark.eventLog.dir": events.as_uri()}
        fenqun = Fenqun(options.log, options.threads, options.memory, settings=settings)
        steps, copied, spans = [], [], []
        try:
            for run in range(options.runs):
                since = time.time() * 1000
                fenqun.call("segments", *where)
                spans.append((since, time.time() * 1000))
                steps.append(measured(tables, 0).seconds["segments"])
                copied.append(Copy(fenqun, tables, options.month, Path(folder) / "copy").run())
                note(f"run {run + 1}: segments {steps[-1]:.1f} s, copy {copied[-1]:.1f} s, load {load()}")
        finally:
            fenqun.close()
        lonely = alone(stages(events, *spans[-1]), many)
    step, copy = median(steps[1:]), median(copied[1:])
    print(table(["customers", "segments, s", "the same rows read and written, s", "times that"], [[f"{many:,}", seconds(step), seconds(copy), ratio(step, copy)]]))
    print(f"stages of all rows with one task: {len(lonely)}" + "".join(f"\n  stage {stage}: {tasks}" for stage, tasks in lonely.items()))


if __name__ == "__main__":
    main()
