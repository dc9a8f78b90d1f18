"""What it costs to make pages on a dask cluster and to put them into an S3 store, beside this machine alone.

    python bench/builds/cluster.py 60x60 120x120 --rounds 3

All workers are processes of this machine and the store is moto's server, so nothing here is faster than one machine:
the bench finds out what every page costs whom, which is what a larger cluster is reckoned from. Writes into
docs/scaling.md.
"""

from __future__ import annotations

import argparse
import os
import pickle
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import report
import tools
import workload
from distributed import Client, LocalCluster
from measure import Command, contents, settle, timed, weighed
from workload import Size

from sitegen.build import PageOutputs, check
from sitegen.checkouts import find_providers
from sitegen.memory import Memory
from sitegen.settings import Settings
from sitegen.write.workbench import shared_bench

SITEGEN = Path(sys.executable).parent / "sitegen"  # beside what the workers run, which must be the same
DOC = report.DOC.parent / "scaling.md"
CLOCK = "2026-11-22T00:00:00+00:00"
SHARE = 2_000
PORT = 5557
FOLDER = ("build", "who makes the pages", "wall", "to 2 processes", "CPU here", "CPU of workers")
STORE = (
    "who makes the pages",
    "objects",
    "wall",
    "a second",
    "our CPU each",
    "the server's CPU each",
    "again, nothing",
)


class Way(msgspec.Struct, frozen=True):
    """Who makes the pages, and where they go."""

    name: str
    options: tuple[str, ...]
    workers: LocalCluster | None = None


class Cost(msgspec.Struct, frozen=True):
    """Of one build, in seconds: by the clock, of the processors here, and of the processors of workers."""

    wall: float
    here: float
    there: float


def measured(way: Way, source: Path, output: str) -> Cost:
    before = _worker_seconds(way)
    took = timed(command(way, source, output))
    return Cost(took.wall, took.cpu, _worker_seconds(way) - before)


def command(way: Way, source: Path, output: str) -> Command:
    line = (str(SITEGEN), "build", "-q", "-s", str(source), "-o", output, "--clock", CLOCK, *way.options)
    return Command(line, source, dict(os.environ))


def _worker_seconds(way: Way) -> float:
    if way.workers is None:
        return 0.0
    with Client(way.workers.scheduler_address, set_as_default=False) as client:
        return float(sum(client.run(time.process_time).values()))


def _worker_memory(way: Way) -> int:
    assert way.workers is not None
    with Client(way.workers.scheduler_address, set_as_default=False) as client:
        return int(max(client.run(lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss).values())) * 1024


def folder_rows(ways: list[Way], source: Path, folder: Path, rounds: int) -> tuple[list[list[str]], dict[str, Cost]]:
    """Clean, nothing and one product, each way in turn; the answer has medians of clean builds too."""
    kinds = ("clean", "nothing", "one product")
    found: dict[tuple[str, str], list[Cost]] = {}
    for turn in range(rounds):
        for way in ways[turn % len(ways) :] + ways[: turn % len(ways)]:
            output = folder / "output"
            shutil.rmtree(output, ignore_errors=True)
            shutil.rmtree(source / ".sitegen", ignore_errors=True)
            settle()
            for kind in kinds:
                if kind != "clean":
                    workload.EDITS[kind](source, turn * 10 + len(found))
                found.setdefault((kind, way.name), []).append(measured(way, source, str(output)))
    rows = []
    for kind in kinds:
        yard = statistics.median(cost.wall for cost in found[kind, ways[1].name])
        for way in ways:
            wall, here, there = _medians(found[kind, way.name])
            cells = [report.seconds(wall), report.times(wall / yard), report.seconds(here), report.seconds(there)]
            rows.append([kind, way.name, *cells])
    return rows, {way.name: Cost(*_medians(found["clean", way.name])) for way in ways}


def _medians(costs: list[Cost]) -> tuple[float, float, float]:
    return tuple(statistics.median(getattr(cost, name) for cost in costs) for name in ("wall", "here", "there"))  # type: ignore[return-value]


def wire(source: Path) -> dict[str, float]:
    """Bytes that travel: the site to every worker, and rows back."""
    settings = Settings(source=source, output=source / "output", clock=datetime.fromisoformat(CLOCK))
    checked = check(settings, find_providers())
    pages = PageOutputs(checked, (), settings.state, Memory())
    count = min(SHARE, len(checked.plan.pages))
    with tempfile.TemporaryDirectory() as root, shared_bench(root, Path(root) / "none") as bench:
        rows = bench().rows(pages(0, count), b"")
    started = time.process_time()
    paths = sum(1 for _ in pages.paths(0, len(checked.plan.pages)))
    return {
        "site": len(pickle.dumps(pages, 5)),
        "row": len(pickle.dumps(rows, 5)) / count,
        "path": (time.process_time() - started) / paths,
    }


def share_overhead(way: Way, shares: int = 500) -> float:
    """Seconds that client and scheduler, both of this process, work for a share without pages."""
    assert way.workers is not None
    with Client(way.workers.scheduler_address, set_as_default=False) as client:
        started = time.process_time()
        client.gather(client.map(_nothing, range(shares), pure=False))
        return (time.process_time() - started) / shares


def _nothing(number: int) -> int:
    return number


@contextmanager
def store() -> Iterator[subprocess.Popen[bytes]]:
    """An S3 server in a process of its own, with a bucket."""
    import boto3

    line = [str(Path(sys.executable).parent / "moto_server"), "-H", "127.0.0.1", "-p", str(PORT)]
    server = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                boto3.resource("s3").Bucket("shop").create()
                break
            except Exception:  # it is not there yet
                time.sleep(0.3)
        yield server
    finally:
        server.kill()
        server.wait()


def store_rows(ways: list[Way], source: Path, rounds: int) -> list[list[str]]:
    import psutil

    rows = []
    with store() as server:
        for way in ways:
            costs, served = [], []
            for turn in range(rounds):
                shutil.rmtree(source / ".sitegen", ignore_errors=True)
                before = psutil.Process(server.pid).cpu_times()
                costs.append(measured(way, source, f"s3://shop/{way.name.replace(' ', '-')}{turn}"))
                after = psutil.Process(server.pid).cpu_times()
                served.append(after.user + after.system - before.user - before.system)
            again = measured(way, source, f"s3://shop/{way.name.replace(' ', '-')}{rounds - 1}")
            puts = _objects(f"{way.name.replace(' ', '-')}0/")
            wall, here, there = _medians(costs)
            each = [f"{1e3 * figure / puts:.1f} ms" for figure in (here + there, statistics.median(served))]
            pace = [report.seconds(wall), f"{puts / wall:,.0f}"]
            rows.append([way.name, f"{puts:,}", *pace, *each, report.seconds(again.wall)])
    return rows


def _objects(prefix: str) -> int:
    import boto3

    return sum(1 for _ in boto3.resource("s3").Bucket("shop").objects.filter(Prefix=prefix))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", default=["60x60", "120x120"])
    parser.add_argument("--store-size", default="20x40")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=tools.HOME / "cluster")
    arguments = parser.parse_args()
    os.environ.update(AWS_ENDPOINT_URL=f"http://127.0.0.1:{PORT}", AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="x",
                      AWS_DEFAULT_REGION="us-east-1")  # fmt: skip
    options: dict[str, Any] = {"threads_per_worker": 1, "processes": True, "dashboard_address": ":0"}
    with LocalCluster(n_workers=1, **options) as one, LocalCluster(n_workers=2, **options) as two:
        ways = [
            Way("this machine, 1 process", ("--jobs", "1")),
            Way("this machine, 2 processes", ("--jobs", "2")),
            Way("dask, 1 worker", ("--engine", "dask", "--scheduler", one.scheduler_address), one),
            Way("dask, 2 workers", ("--engine", "dask", "--scheduler", two.scheduler_address), two),
        ]
        _measure(ways, arguments)


def _measure(ways: list[Way], arguments: argparse.Namespace) -> None:
    report.record("machine", report.machine(), DOC)
    found: list[tuple[int, dict[str, Cost], int, dict[str, float]]] = []
    for size in map(_size, arguments.sizes):
        source = _laid(size, arguments.folder)
        rows, costs = folder_rows(ways, source, arguments.folder, arguments.rounds)
        shutil.rmtree(arguments.folder / "output")
        _, memory = weighed(command(ways[-1], source, str(arguments.folder / "output")))
        found.append((contents(arguments.folder / "output").pages, costs, memory.largest, wire(source)))
    report.record("folder", report.table(FOLDER, rows), DOC)
    report.record("each page", _each_page(ways, found), DOC)
    source = _laid(_size(arguments.store_size), arguments.folder)
    put = store_rows([ways[0], *ways[2:]], source, arguments.rounds)
    report.record("store", report.table(STORE, put), DOC)
    shutil.rmtree(arguments.folder)


def _each_page(ways: list[Way], found: list[tuple[int, dict[str, Cost], int, dict[str, float]]]) -> str:
    """What every further page costs, from the smallest size to the largest."""
    (few, cheap, small, _), (many, dear, large, travels) = found[0], found[-1]
    more, way = many - few, ways[-1].name
    here, there = (1e6 * (getattr(dear[way], name) - getattr(cheap[way], name)) / more for name in ("here", "there"))
    rows = [
        ["CPU of the machine that builds", f"{here:,.0f} µs"],
        ["CPU of workers", f"{there:,.0f} µs"],
        ["CPU of two processes of one machine", f"{_together(dear, cheap, ways[1].name) / more * 1e6:,.0f} µs"],
        ["memory of the machine that builds", f"{(large - small) / more:,.0f} bytes"],
        ["what a worker sends back", f"{travels['row']:,.0f} bytes"],
        ["finding its path, for a store", f"{travels['path'] * 1e6:.1f} µs"],
        [f"the site, sent to every worker once ({many:,} pages)", f"{travels['site'] / 1e6:.2f} MB"],
        ["memory of a worker, all in all", report.megabytes(_worker_memory(ways[-1]))],
        ["CPU of dask for one share, empty", f"{share_overhead(ways[-1]) * 1e3:.1f} ms"],
    ]
    return report.table(("each further page", f"{few:,} to {many:,} pages"), rows)


def _together(dear: dict[str, Cost], cheap: dict[str, Cost], way: str) -> float:
    return dear[way].here - cheap[way].here


def _size(text: str) -> Size:
    creators, _, products = text.partition("x")
    return Size(int(creators), int(products))


def _laid(size: Size, folder: Path) -> Path:
    source = folder / "source"
    shutil.rmtree(folder, ignore_errors=True)
    workload.write(size, source)
    return source


if __name__ == "__main__":
    main()
