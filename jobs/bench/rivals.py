"""The other programs, each a process that stays open and is asked month by month."""

import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PEERS = ["notebook", "duckdb_recompute", "duckdb_partials"]


class Rival:
    """One program of peers/."""

    def __init__(self, name, source, work, threads, memory):
        self.name = name
        self.results = work / "results" / name
        self.peak_mib = 0.0
        self.log = (work / f"{name}.log").open("w")
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "peers" / f"{name}.py"), "--source", source, "--work", work, "--threads", str(threads), "--memory", memory],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True,
            env={**os.environ, "PYTHONPATH": str(HERE), "PYSPARK_PYTHON": sys.executable},
        )  # fmt: skip

    def prepare(self, month):
        """What must stand there before the month, where the program keeps anything."""
        self._ask(do="prepare", month=month)

    def write(self, month):
        """The month's features; gives the seconds."""
        return self._ask(do="write", month=month, out=str(self.result(month)))

    def result(self, month):
        return self.results / f"{month}.parquet"

    def _ask(self, **asked):
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit(f"{self.name} ended on {asked}; see {self.log.name}")
        told = json.loads(answer)
        self.peak_mib = told["peak_mib"]
        return told["seconds"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.log.close()
