"""A program that stays open and computes the features of one month after another when it is asked.

Asked by one line of JSON on standard input, {"do": "prepare" | "write", "month": …, "out": …}; answers with one line of
seconds and peak memory. The clock runs around the work alone: start, imports and connections are not in it.
"""

import argparse
import json
import shutil
import sys
import time
from pathlib import Path

import memory


def serve(peer_of):
    """Until standard input ends. What else is printed goes to standard error."""
    parser = argparse.ArgumentParser(description="Computes the features of months that standard input names.")
    parser.add_argument("--source", required=True, type=Path, help="folder that holds txn/")
    parser.add_argument("--work", required=True, type=Path, help="folder for what is kept between months")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--memory", default="4g", help="of a JVM, where there is one")
    answers, sys.stdout = sys.stdout, sys.stderr
    peer = peer_of(parser.parse_args())
    for line in sys.stdin:
        asked = json.loads(line)
        started = time.perf_counter()
        if asked["do"] == "prepare":
            peer.prepare(asked["month"])
        else:
            peer.write(asked["month"], _emptied(asked["out"]))
        seconds = time.perf_counter() - started
        print(json.dumps({"seconds": seconds, "peak_mib": _peak_mib(peer)}), file=answers, flush=True)


def _emptied(out):
    """A place where nothing stands; the folder above it does."""
    path = Path(out)
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _peak_mib(peer):
    return memory.peak_mib() + (peer.jvm_peak_mib() if hasattr(peer, "jvm_peak_mib") else 0)
