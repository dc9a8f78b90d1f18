"""Seconds, CPU seconds and memory of a command, its children included; bytes of a folder."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

GLANCE = 0.02  # seconds between two looks at the memory
PATIENCE = 1800  # seconds; Hugo can wait for itself for ever when a cached partial fails


class Failed(Exception):
    """A command did not end well."""


class Command(msgspec.Struct, frozen=True):
    """What to run, and where."""

    line: tuple[str, ...]
    folder: Path
    environment: dict[str, str] = {}


class Took(msgspec.Struct, frozen=True):
    """Seconds by the clock, and of all processors together."""

    wall: float
    cpu: float


class Memory(msgspec.Struct, frozen=True):
    """Peaks in bytes: the largest process, and all of them together (shared pages counted once)."""

    largest: int
    together: int


class Contents(msgspec.Struct, frozen=True):
    """What a folder holds."""

    pages: int
    files: int
    bytes: int


def timed(command: Command) -> Took:
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = _start(command, said.fileno())
        patience = threading.Timer(PATIENCE, os.kill, (process.pid, signal.SIGKILL))
        patience.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        patience.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        _check(command, process.returncode, said.fileno())
    return Took(wall, usage.ru_utime + usage.ru_stime)


def weighed(command: Command, glance: float = GLANCE) -> tuple[Took, Memory]:
    """Also looks at the memory, which costs time: its seconds are good for long runs with rare glances only."""
    largest = together = 0
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = _start(command, said.fileno())
        while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
            family = _family(process.pid)
            largest = max([largest, *(_high_water(pid) for pid in family)])
            together = max(together, sum(_proportional(pid) for pid in family))
            time.sleep(glance)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(ended[1])
        _check(command, process.returncode, said.fileno())
    return Took(wall, ended[2].ru_utime + ended[2].ru_stime), Memory(largest, max(together, largest))


def contents(folder: Path) -> Contents:
    pages = files = size = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            files += 1
            pages += name.endswith(".html")
            size += os.stat(os.path.join(parent, name)).st_size
    return Contents(pages, files, size)


def settle() -> None:
    """Lets the kernel finish writing what earlier runs left, so that nobody pays for others."""
    os.sync()
    time.sleep(0.2)


def stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _start(command: Command, said: int) -> subprocess.Popen[bytes]:
    # Where Python may not keep what it compiled, every start would compile all of a tool that is run from a checkout.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = {**kept, **command.environment}
    return subprocess.Popen(
        command.line, cwd=command.folder, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said
    )


def _check(command: Command, code: int, said: int) -> None:
    if code:
        os.lseek(said, 0, os.SEEK_SET)
        tail = os.read(said, 1 << 20).decode(errors="replace")[-4000:]
        raise Failed(f"{' '.join(command.line)} ended with {code}:\n{tail}")


def _family(pid: int) -> list[int]:
    """A process and all that came from it."""
    family, todo = [], [pid]
    while todo:
        member = todo.pop()
        family.append(member)
        for task in _read(f"/proc/{member}/task", listing=True):
            todo += map(int, " ".join(_read(f"/proc/{member}/task/{task}/children")).split())
    return family


def _high_water(pid: int) -> int:
    return _kilobytes(f"/proc/{pid}/status", "VmHWM:")


def _proportional(pid: int) -> int:
    return _kilobytes(f"/proc/{pid}/smaps_rollup", "Pss:")


def _kilobytes(path: str, label: str) -> int:
    return next((int(line.split()[1]) << 10 for line in _read(path) if line.startswith(label)), 0)


def _read(path: str, listing: bool = False) -> Sequence[str]:
    """Lines of a file or names in a folder of /proc; none when the process is gone."""
    try:
        return os.listdir(path) if listing else Path(path).read_text().splitlines()
    except OSError:
        return []


def median(values: Sequence[float]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
