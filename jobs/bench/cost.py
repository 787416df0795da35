"""What a month costs after how much history, and many months at once against one by one.

    python cost.py --work DIR [--customers 50000 --per-month 7.5 --histories 6 12 24 48 --measured 3 --bulk 24]

One JVM, warmed by a warehouse that is not measured. A warehouse per length of history, each made as one range; then one more
month in each of them in turn, and again. Then --bulk months as one range, and one by one. DIR/data is used again;
DIR/warehouses must not be there. Writes DIR/cost.json.
"""

import argparse
import sys
from pathlib import Path
from statistics import median

import data
from months import months_from
from ours import Fenqun
from report import load, machine, note, ratio, seconds, table, write_json


def parser():
    parsed = argparse.ArgumentParser(description="Measures a month after histories of several lengths, and a range against single months.")
    parsed.add_argument("--work", required=True, type=Path, help="folder for data, warehouses and results")
    parsed.add_argument("--customers", type=int, default=50_000)
    parsed.add_argument("--per-month", type=float, default=7.5)
    parsed.add_argument("--histories", type=int, nargs="+", default=[6, 12, 24, 48], help="months; ratios are to the first")
    parsed.add_argument("--measured", type=int, default=3, help="months after each history")
    parsed.add_argument("--bulk", type=int, default=24, help="months at once and one by one; 0: not measured")
    parsed.add_argument("--warm", type=int, default=4, help="single months in the warehouse that is not measured, after 6 as a range")
    parsed.add_argument("--from", dest="first", default="2023-01")
    parsed.add_argument("--seed", type=int, default=1)
    parsed.add_argument("--threads", type=int, default=2)
    parsed.add_argument("--memory", default="4g", help="heap of the JVM")
    parsed.add_argument("--jar", type=Path, help="default: FENQUN_JAR, or the newest in jobs/target")
    return parsed


class Cost:
    def __init__(self, options):
        self.options = options
        self.work = options.work.resolve()
        self.source = self.work / "data"
        self.warehouses = self.work / "warehouses"
        if self.warehouses.exists():
            sys.exit(f"Cannot measure into {self.warehouses}: it is there already; remove it, or give another --work")
        needed = max([*(history + options.measured for history in options.histories), options.bulk, 6 + options.warm])
        self.months = months_from(options.first, needed)

    def run(self):
        options = self.options
        note("writing data")
        data.write(self.source, options.customers, len(self.months), options.per_month, options.first, options.seed)
        self.fenqun = Fenqun(self.work / "fenqun.log", options.threads, options.memory, options.jar)
        try:
            self._range("warm", 6)
            for month in self.months[6 : 6 + options.warm]:
                self._month("warm", month)
            return {
                "sizes": {name: getattr(options, name) for name in ["customers", "per_month", "measured", "bulk", "warm", "threads", "memory", "seed"]},
                "machine": machine(), "histories": self._histories(), "bulk": self._bulk() if options.bulk else None,
                "peak_mib": self.fenqun.peak_mib(),
            }  # fmt: skip
        finally:
            self.fenqun.close()

    def _range(self, name, count):
        ran = self.fenqun.run(self.source, self.warehouses / name, self.months[0], self.months[count - 1])
        note(f"{name}: {count} months as a range, {ran.wall:.1f} s")
        return ran

    def _month(self, name, month):
        ran = self.fenqun.run(self.source, self.warehouses / name, month)
        note(f"{name}: {month}, {ran.wall:.1f} s, load {load()}")
        return ran

    def _histories(self):
        """The months after each history; in turn, so that what else the machine does falls on all alike."""
        for history in self.options.histories:
            self._range(f"after_{history}", history)
        ran = {history: [] for history in self.options.histories}
        for step in range(self.options.measured):
            for history in self.options.histories:
                month = self._month(f"after_{history}", self.months[history + step])
                ran[history].append({"wall": month.wall, "steps": month.seconds, "files_read": month.files_read, "other_files_read": month.other_files_read})
        return ran

    def _bulk(self):
        at_once = self._range("at_once", self.options.bulk)
        single = [self._month("one_by_one", month).wall for month in self.months[: self.options.bulk]]
        return {"range": at_once.wall, "single": single}


def tables(result):
    histories = result["histories"]
    rows, first = [], None
    for history, months in histories.items():
        whole = median(month["wall"] for month in months)
        features = median(month["steps"]["features"] for month in months)
        first = first or (whole, features)
        files, others = ([month[count] for month in months] for count in ("files_read", "other_files_read"))
        rows.append([history, seconds(whole), ratio(whole, first[0]), seconds(features), ratio(features, first[1]), median(files), max(others)])
    header = ["months before", "a month, s", "to the first", "its features, s", "to the first", "source files read", "of other months"]
    text = table(header, rows)
    bulk = result["bulk"]
    if bulk:
        alone = sum(bulk["single"])
        row = [len(bulk["single"]), seconds(bulk["range"]), seconds(alone), ratio(alone, bulk["range"])]
        text += "\n\n" + table(["months", "as one range, s", "one by one, s", "times the range"], [row])
    return text


def main(arguments=None):
    options = parser().parse_args(arguments)
    result = Cost(options).run()
    write_json(options.work / "cost.json", result)
    print("\n" + tables(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
