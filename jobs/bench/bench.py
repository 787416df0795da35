"""Features of one more month: fenqun against a notebook in PySpark and two programs in DuckDB, in turn, all of them warm.

    python bench.py --work DIR [--customers 200000 --per-month 7.5 --history 12 --warm 2 --measured 5]

fenqun runs the history as one range, then the warm-up months, then the measured ones, all in one JVM; the others stay open
too. Every month is computed by all four before the next one. Times are shown only when all features are equal. What is
already in DIR/data is used again; DIR/warehouse must not be there. Writes DIR/bench.json.
"""

import argparse
import sys
from pathlib import Path
from statistics import median

import data
import equal
from months import months_from
from ours import STEPS, Fenqun
from report import load, machine, note, ratio, seconds, table, write_json
from rivals import PEERS, Rival

# The others begin with raw Parquet, as this does; the step alone begins with clean rows.
WITH_INGEST = "fenqun, ingest too"


def parser():
    parsed = argparse.ArgumentParser(description="Measures a month's features against three other programs.")
    parsed.add_argument("--work", required=True, type=Path, help="folder for data, warehouse and results")
    parsed.add_argument("--customers", type=int, default=200_000)
    parsed.add_argument("--per-month", type=float, default=7.5)
    parsed.add_argument("--history", type=int, default=12, help="months run as one range first")
    parsed.add_argument("--warm", type=int, default=2, help="months one by one that are not measured")
    parsed.add_argument("--measured", type=int, default=5)
    parsed.add_argument("--from", dest="first", default="2023-01")
    parsed.add_argument("--seed", type=int, default=1)
    parsed.add_argument("--threads", type=int, default=2)
    parsed.add_argument("--memory", default="4g", help="heap of each JVM")
    parsed.add_argument("--jar", type=Path, help="default: FENQUN_JAR, or the newest in jobs/target")
    return parsed


class Bench:
    def __init__(self, options):
        self.options = options
        self.work = options.work.resolve()
        self.source = self.work / "data"
        self.warehouse = self.work / "warehouse"
        if self.warehouse.exists():
            sys.exit(f"Cannot measure into {self.warehouse}: it is there already; remove it, or give another --work")
        self.months = months_from(options.first, options.history + options.warm + options.measured)
        self.measured = []

    def run(self):
        """Gives the result, None where features differ."""
        options = self.options
        note("writing data")
        rows = data.write(self.source, options.customers, len(self.months), options.per_month, options.first, options.seed)
        self.fenqun = Fenqun(self.work / "fenqun.log", options.threads, options.memory, options.jar)
        self.rivals = [Rival(name, self.source, self.work, options.threads, options.memory) for name in PEERS]
        try:
            self._run_months()
            is_equal = self._is_equal()
            return self._result(rows) if is_equal else None
        finally:
            for program in [*self.rivals, self.fenqun]:
                program.close()

    def _run_months(self):
        options = self.options
        history = self.fenqun.run(self.source, self.warehouse, self.months[0], self.months[options.history - 1])
        note(f"history of {options.history} months: {history.wall:.1f} s")
        for place, month in enumerate(self.months[options.history :]):
            line = self._month(month)
            is_warm = place >= options.warm
            if is_warm:
                self.measured.append(line)
            note(f"{month}{'' if is_warm else ' (warm-up)'} done")

    def _month(self, month):
        line = {"month": month, "load": load()}
        ours = self.fenqun.run(self.source, self.warehouse, month)
        line |= {"wall": ours.wall, "steps": ours.seconds, "fenqun": ours.features, WITH_INGEST: ours.ingest + ours.features}
        for rival in self.rivals:
            rival.prepare(month)
            line[rival.name] = rival.write(month)
        return line

    def _is_equal(self):
        return all(
            [
                equal.compare(self.warehouse, self.fenqun.pack.name, line["month"], {rival.name: rival.result(line["month"]) for rival in self.rivals})
                for line in self.measured
            ]
        )

    def _result(self, rows):
        options = self.options
        peaks = {"fenqun": self.fenqun.peak_mib()} | {rival.name: rival.peak_mib for rival in self.rivals}
        sizes = {name: getattr(options, name) for name in ["customers", "per_month", "history", "warm", "measured", "threads", "memory", "seed"]}
        return {"sizes": sizes, "machine": machine(), "rows": sum(rows.values()), "months": self.measured, "peak_mib": peaks}


def tables(result):
    months, names = result["months"], ["fenqun", WITH_INGEST, *PEERS]
    medians = {name: median(month[name] for month in months) for name in names}
    programs = [
        [name, seconds(medians[name]), seconds(min(month[name] for month in months)), seconds(max(month[name] for month in months)),
         ratio(medians[name], medians["fenqun"]), peak(result, name)]
        for name in names
    ]  # fmt: skip
    whole = [[step, seconds(median(month["steps"].get(step, 0.0) for month in months))] for step in STEPS]
    whole.append(["outside of the steps", seconds(median(month["wall"] - sum(month["steps"].values()) for month in months))])
    whole.append(["the call of `run`, by the clock", seconds(median(month["wall"] for month in months))])
    header = ["features of a month", "median s", "least s", "most s", "times fenqun's", "peak MiB"]
    return table(header, programs) + "\n\n" + table(["fenqun, a whole month", "median s"], whole)


def peak(result, name):
    return f"{result['peak_mib'][name]:.0f}" if name in result["peak_mib"] else ""


def main(arguments=None):
    options = parser().parse_args(arguments)
    result = Bench(options).run()
    if result is None:
        print("Features differ (see above): no times")
        return 1
    write_json(options.work / "bench.json", result)
    print("\n" + tables(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
