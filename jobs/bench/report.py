"""Tables in Markdown, and the machine that the figures are of."""

import json
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path


def table(header, rows):
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def seconds(value):
    return "" if value is None else f"{value:.2f}"


def ratio(value, base):
    return f"{value / base:.2f}" if base else ""


def machine():
    """Cores, memory and versions; no names of hosts or users."""
    memory = next(line for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemTotal"))
    cpu = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), platform.machine())
    packages = {name: version(name) for name in ["duckdb", "deltalake", "pyspark"]}
    return {"cores": os.cpu_count(), "memory_gib": round(int(memory.split()[1]) / 2**20, 1), "cpu": cpu, "python": platform.python_version(), **packages}


def load():
    """What else runs, as the machine says: a figure beside a busy machine is worth less."""
    return round(os.getloadavg()[0], 2)


def note(text):
    """Progress goes to standard error, so that standard output is the tables."""
    print(text, file=sys.stderr, flush=True)


def write_json(path, content):
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
