"""How much memory a process took."""

from pathlib import Path


def peak_mib(pid="self"):
    """The most that a process ever held, in MiB. Not ru_maxrss, which begins with what the parent held when it started the child."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise ValueError(f"no VmHWM of process {pid}")
