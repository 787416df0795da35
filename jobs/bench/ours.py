"""fenqun in one JVM: commands one after another as a program calls them, and what its ledger says of each."""

import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
from deltalake import DeltaTable
from pyspark.java_gateway import launch_gateway

import memory
import spark

PACK = Path(__file__).resolve().parent / "pack"
STEPS = ["ingest", "features", "segments", "transitions", "publish"]


@dataclass
class Measured:
    """One command: the clock of the whole call, and of each step what the ledger says."""

    wall: float
    seconds: dict = field(default_factory=dict)
    files_read: int = 0
    other_files_read: int = 0

    @property
    def features(self):
        return self.seconds["features"]

    @property
    def ingest(self):
        return self.seconds["ingest"]


def newest_jar():
    """FENQUN_JAR, or the newest one that was built here."""
    if os.environ.get("FENQUN_JAR"):
        return Path(os.environ["FENQUN_JAR"]).resolve()
    built = sorted((spark.ROOT / "jobs" / "target").glob("fenqun-jobs-*.jar"), key=lambda jar: jar.stat().st_mtime)
    return built[-1] if built else sys.exit("Cannot find fenqun-jobs-*.jar in jobs/target; run ./mvnw package, or set FENQUN_JAR")


class Fenqun:
    """The JVM. The session that the first command opens serves all later ones."""

    def __init__(self, log, threads=2, heap="4g", jar=None, pack=PACK, settings=()):
        self.jar = Path(jar) if jar else newest_jar()
        self.pack = pack
        spark.prepare(threads, heap, self.jar, settings)
        self.gateway = launch_gateway()
        self.jvm = self.gateway.jvm
        self._say_into(log)

    def _say_into(self, log):
        """What a run prints goes into a file: the tables here are the output."""
        log.parent.mkdir(parents=True, exist_ok=True)
        stream = self.jvm.java.io.PrintStream(self.jvm.java.io.FileOutputStream(str(log), True), True)
        self.jvm.java.lang.System.setOut(stream)
        self.jvm.java.lang.System.setErr(stream)
        self.log = log

    def call(self, *arguments):
        """One command; gives the seconds it took."""
        words = self.gateway.new_array(self.jvm.java.lang.String, len(arguments))
        for place, word in enumerate(arguments):
            words[place] = str(word)
        started = time.perf_counter()
        code = self.jvm.io.fenqun.jobs.Main.run(words)
        seconds = time.perf_counter() - started
        if code != 0:
            sys.exit(f"fenqun {' '.join(map(str, arguments))} ended with {code}; see {self.log}")
        return seconds

    def run(self, source, warehouse, first, last=None):
        """`run` of a month, or of a range."""
        months = ["--month", first] if last is None else ["--from", first, "--to", last]
        wall = self.call("run", "--pack", self.pack, "--source", source, "--warehouse", warehouse, *months)
        return measured(Path(warehouse) / self.pack.name, wall)

    def peak_mib(self):
        return memory.peak_mib(self.gateway.proc.pid)

    def close(self):
        self.gateway.shutdown()
        self.gateway.proc.stdin.close()
        self.gateway.proc.wait()


def measured(folder, wall):
    """The lines that the last run wrote into the ledger. A step's seconds are shared among its lines: their sum is the step's."""
    ledger = DeltaTable(str(folder / "run_ledger")).to_pyarrow_table()
    con = duckdb.connect()
    con.register("ledger", ledger)
    rows = con.execute(
        """select split_part(step, '.', 1) as step, sum(seconds), sum(files_read), sum(other_files_read)
            from ledger where run_id = (select arg_max(run_id, started_at) from ledger) group by all"""
    ).fetchall()
    return Measured(wall, {row[0]: row[1] for row in rows}, int(sum(row[2] for row in rows)), int(sum(row[3] for row in rows)))
