"""Runs a page as written: its shell blocks, in order, in one bash session, and holds what they print against its output blocks.

    python tutorial.py PAGE.md [--folder DIR] [--timeout SECONDS]

A block fenced as `sh` must leave no command with another status than 0; `sh exit=2` says that the first failing command ends with 2.
A block fenced as `output` shows what the block before it printed, on either stream: its lines must be printed one after the other,
`…` stands for anything within a line, and a line `…` for any number of lines. No other fence is allowed, so that none is overlooked.

The session starts in the folder of the repository (or --folder); `mktemp` of it gives places that are gone at the end.
Exit 1 at the first difference, 2 when the page cannot be read. Standard library only.
"""

import argparse
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

ANYTHING = "…"
FENCE = re.compile(r"^(\s*)(```+|~~~+)\s*(.*?)\s*$")
INFO = re.compile(r"sh(?: exit=(\d+))?|output")
# The status of the first command that fails; with -E also when it stands in a function or a pipeline's subshell
SESSION = "set -E; trap '_first=${_first:-$?}' ERR"
RUN = "unset -v _first; . {file} </dev/null; printf '\\n%s %s\\n' {marker} \"${{_first:-0}}\""


class Fault(Exception):
    """Something on a page that cannot be run."""


class Difference(Exception):
    """The page says one thing, the session another."""


@dataclass
class Block:
    """Shell code, the status of its first failing command (0: none fails), and what it must print; lines are numbered from 1."""

    line: int
    code: str
    status: int = 0
    output_line: int = 0
    output: tuple = ()


def fences(text):
    """(line, info, content lines) of each fenced block."""
    start, info, content = 0, "", []
    for number, line in enumerate(text.splitlines(), 1):
        fence = FENCE.match(line)
        if start:
            if line.rstrip() == "```":
                yield start, info, content
                start = 0
            else:
                content.append(line)
        elif fence:
            if fence[1] or fence[2] != "```":
                raise Fault(f"{number}: a fence is three backticks at the start of the line")
            start, info, content = number, fence[3], []
    if start:
        raise Fault(f"{start}: this block has no end; close it with ```")


def read_page(text):
    """The blocks of a page, in order."""
    blocks = []
    for line, info, content in fences(text):
        known = INFO.fullmatch(info)
        if not known:
            raise Fault(f"{line}: unknown fence {info!r}; known: sh, sh exit=N, output")
        if not any(row.strip() for row in content):
            raise Fault(f"{line}: this block is empty")
        if info != "output":
            blocks.append(Block(line, "\n".join(content) + "\n", int(known[1] or 0)))
        elif not blocks or blocks[-1].output:
            raise Fault(f"{line}: this output follows no sh block of its own")
        else:
            blocks[-1].output_line, blocks[-1].output = line, tuple(content)
    if not blocks:
        raise Fault("1: the page has no sh block")
    return blocks


def fits(expected, printed):
    pattern = ".*".join(re.escape(part) for part in expected.rstrip().split(ANYTHING))
    return re.fullmatch(pattern, printed.rstrip()) is not None


def check_output(block, printed):
    """Each run of lines between two lines `…` is looked for behind the one before it, the first place counts."""
    at, start = 0, 0
    expected = block.output
    while start < len(expected):
        if expected[start].strip() == ANYTHING:
            start += 1
            continue
        end = start
        while end < len(expected) and expected[end].strip() != ANYTHING:
            end += 1
        part = expected[start:end]
        found, furthest = None, 0
        for place in range(at, len(printed)):
            same = 0
            while same < len(part) and place + same < len(printed) and fits(part[same], printed[place + same]):
                same += 1
            if same == len(part):
                found = place
                break
            furthest = max(furthest, same)
        if found is None:
            line = block.output_line + 1 + start + furthest
            raise Difference(f"{line}: this line was not printed here: {part[furthest]}")
        at, start = found + len(part), end


class Session:
    """One bash with one working directory and one set of variables, for all blocks."""

    def __init__(self, folder, scratch, timeout):
        self.file = Path(scratch) / "block.sh"
        self.marker = uuid.uuid4().hex
        self.timeout = timeout
        places = Path(scratch) / "tmp"
        places.mkdir()
        self.bash = subprocess.Popen(
            ["bash", "--noprofile", "--norc"], cwd=folder, env=dict(os.environ, TMPDIR=str(places)), start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
        )
        self._say(SESSION)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._end()
        self.bash.wait()
        self.bash.stdin.close()
        self.bash.stdout.close()

    def run(self, block):
        """The lines that the block printed, and the status of its first failing command, None where it ended the shell."""
        self.file.write_text(block.code, encoding="utf-8")
        late = threading.Event()
        timer = threading.Timer(self.timeout, lambda: (late.set(), self._end()))
        timer.start()
        printed, status = [], None
        try:
            self._say(RUN.format(file=shlex.quote(str(self.file)), marker=self.marker))
            for line in self.bash.stdout:
                if line.startswith(self.marker):
                    status = int(line.split()[1])
                    break
                printed.append(line.rstrip("\n"))
        finally:
            timer.cancel()
        if late.is_set():
            raise Difference(f"{block.line}: this block took more than {self.timeout:g} s")
        # the line that parts the marker from a block's last line
        return printed[:-1] if printed and not printed[-1] else printed, status

    def _say(self, command):
        try:
            self.bash.stdin.write(command + "\n")
            self.bash.stdin.flush()
        except BrokenPipeError:
            pass  # read from stdout: the end of the shell

    def _end(self):
        """The shell and what it started, by the group that it leads."""
        try:
            os.killpg(self.bash.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def check(block, session):
    printed, status = session.run(block)
    try:
        if status is None:
            raise Difference(f"{block.line}: this block ended the shell")
        if status != block.status:
            meant = f"exit {block.status}" if block.status else "no failing command"
            raise Difference(f"{block.line}: this block ended with exit {status}, the page says {meant}")
        check_output(block, printed)
    except Difference as difference:
        lines = "".join(f"\n  | {line}" for line in printed) or " nothing"
        raise Difference(f"{difference}\nprinted:{lines}") from None


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Runs the shell blocks of a page and compares what they print.")
    parser.add_argument("page", type=Path)
    parser.add_argument("--folder", type=Path, default=Path(__file__).resolve().parents[2], help="where the session starts [the repository]")
    parser.add_argument("--timeout", type=float, default=600, help="seconds that a block may take [600]")
    options = parser.parse_args(arguments)
    try:
        blocks = read_page(options.page.read_text(encoding="utf-8"))
        with tempfile.TemporaryDirectory() as scratch, Session(options.folder, scratch, options.timeout) as session:
            for block in blocks:
                started = time.monotonic()
                check(block, session)
                print(f"{options.page}:{block.line} passed in {time.monotonic() - started:.1f} s", flush=True)
    except (Fault, Difference, OSError) as refused:
        print(f"{options.page}:{refused}" if not isinstance(refused, OSError) else f"Cannot run {options.page}: {refused}", file=sys.stderr)
        return 1 if isinstance(refused, Difference) else 2
    print(f"{options.page}: {len(blocks)} blocks passed, {sum(bool(block.output) for block in blocks)} outputs as written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
