"""Times sitegen, Hugo, Eleventy, Pelican and `cp -r` side by side, and writes docs/benchmarks.md.

    python bench/builds/builds.py --rounds 5
    python bench/builds/builds.py --rounds 2 --shrink 10 --only network     a quick look, without writing

All take turns within a round, each time in another order, and every ratio is taken within a round, since machines
drift. Outputs are fresh folders; what the kernel still has to write is written before the next one starts.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import equal
import msgspec
import report
import tools
import workload
from measure import Command, Contents, Memory, Took, contents, median, settle, timed, weighed
from tools import Tool
from workload import Size

SCENARIOS = {"store": Size(20, 50, 50), "network": Size(100, 100), "blog": Size(10, 12, 5000)}
MEMORY_FILES = Path("/dev/shm")
OURS, KEPT, COPY = "sitegen", "sitegen, caches kept", "`cp -r`"


class Entry(msgspec.Struct, frozen=True):
    """One line of the table: what is made ready before the clock runs, and what is timed."""

    name: str
    ready: Callable[[], None]
    command: Callable[[Path], Command]


class Figures(msgspec.Struct, frozen=True):
    """What came out for one line: one `Took` a round."""

    name: str
    rounds: tuple[Took, ...]
    memory: Memory
    made: Contents


class Place(msgspec.Struct, frozen=True):
    """A file system. What lies on a disk stays until a scenario is over: freed space is slow for some time."""

    name: str
    folder: Path
    keep: bool


def places() -> list[Place]:
    disk = Place("disk", tools.HOME / "work", keep=True)
    memory = Place("tmpfs", MEMORY_FILES / f"sitegen-bench-{os.getpid()}", keep=False)
    return [memory, disk] if MEMORY_FILES.is_dir() else [disk]


def compare(size: Size, place: Place, peers: Iterable[Tool], rounds: int) -> str:
    """Builds of one scenario by everybody."""
    ours = tools.sitegen()
    source, finished = place.folder / "sitegen", place.folder / "finished"
    ours.lay(size, finished, source)
    timed(ours.build(source, finished))
    entries = [
        Entry(OURS, lambda: _forget(source / ours.state), lambda output: ours.build(source, output)),
        Entry(KEPT, lambda: None, lambda output: ours.build(source, output)),
        Entry(COPY, lambda: None, lambda output: Command(("cp", "-r", str(finished), str(output)), place.folder)),
        *(_peer(tool, size, finished, place.folder) for tool in peers),
    ]
    outputs = (place.folder / f"output-{number}" for number in itertools.count())
    took: dict[str, list[Took]] = {entry.name: [] for entry in entries}
    for turn in range(rounds):
        for entry in entries[turn % len(entries) :] + entries[: turn % len(entries)]:
            took[entry.name].append(_run(entry, next(outputs), place))
    return shown([_figures(entry, tuple(took[entry.name]), next(outputs)) for entry in entries])


def _peer(tool: Tool, size: Size, finished: Path, folder: Path) -> Entry:
    """Laid out, built once and found equal to ours."""
    source, output = folder / tool.name, folder / f"{tool.name}-checked"
    tool.lay(size, finished, source)
    timed(tool.build(source, output))
    if said := equal.differences(finished, output):
        raise SystemExit(f"{tool.name} does not do equal work:\n{equal.shown(said)}")
    return Entry(tool.name, lambda: _forget(source / tool.state), lambda output: tool.build(source, output))


def _run(entry: Entry, output: Path, place: Place) -> Took:
    entry.ready()
    settle()
    took = timed(entry.command(output))
    print(f"  {entry.name:22} {took.wall:7.2f} s  {took.cpu:7.2f} s CPU", flush=True)
    if not place.keep:
        shutil.rmtree(output)
    return took


def _figures(entry: Entry, rounds: tuple[Took, ...], output: Path) -> Figures:
    entry.ready()
    _, memory = weighed(entry.command(output))
    figures = Figures(entry.name, rounds, memory, contents(output))
    shutil.rmtree(output)
    return figures


def _forget(state: Path) -> None:
    shutil.rmtree(state, ignore_errors=True)


def shown(figures: list[Figures]) -> str:
    ours, copy = figures[0], next(item for item in figures if item.name == COPY)
    head = ("", "wall", "CPU", "of `cp -r`", "of sitegen", "memory", "all processes", "pages", "MB")
    return report.table(head, [_row(item, ours, copy) for item in figures])


def _row(item: Figures, ours: Figures, copy: Figures) -> list[str]:
    return [
        item.name,
        report.seconds(median([took.wall for took in item.rounds])),
        report.seconds(median([took.cpu for took in item.rounds])),
        report.times(_ratio(item, copy)),
        report.times(_ratio(item, ours)),
        report.megabytes(item.memory.largest),
        report.megabytes(item.memory.together),
        f"{item.made.pages:,}",
        f"{item.made.bytes / 1e6:.1f}",
    ]


def _ratio(item: Figures, other: Figures) -> float:
    return median([a.wall / b.wall for a, b in zip(item.rounds, other.rounds, strict=True)])


def edits(size: Size, place: Place, peers: Iterable[Tool], rounds: int) -> str:
    """One change at a time in a site that is built, then the build again over what lies there."""
    ours = tools.sitegen()
    source, output = place.folder / "sitegen", place.folder / "output"
    ours.lay(size, output, source)
    workload.add_theme(source, tools.ROOT / "themes/base/templates")
    timed(ours.build(source, output))
    entries: list[tuple[str, Path, Callable[[int], None], Command]] = [
        (name, output, functools.partial(edit, source), ours.build(source, output))
        for name, edit in workload.EDITS.items()
    ]
    for tool in peers:
        folder, result = place.folder / tool.name, place.folder / f"{tool.name}-output"
        tool.lay(size, output, folder)
        timed(tool.build(folder, result))
        entries.append((f"{tool.name}, one product", result, _peer_edit(folder), tool.build(folder, result)))
    clean: list[Took] = []
    took: dict[str, list[tuple[Took, int]]] = {name: [] for name, *_ in entries}
    for turn in range(rounds):
        clean.append(_clean(source, place, turn))
        for name, result, edit, command in entries[turn % len(entries) :] + entries[: turn % len(entries)]:
            edit(turn)
            took[name].append(_edited(name, command, result))
    rows = [_edit_row(name, list(found), clean) for name, found in took.items()]
    return report.table(("edited", "wall", "CPU", "of sitegen's clean build", "files written"), rows)


def _clean(source: Path, place: Place, turn: int) -> Took:
    """A clean build of a copy, so that the site that is edited keeps its caches."""
    copy = place.folder / f"clean-{turn}"
    shutil.copytree(source, copy, ignore=shutil.ignore_patterns(".sitegen"))
    settle()
    took = timed(tools.build_sitegen(copy, place.folder / f"clean-output-{turn}"))
    print(f"  {'clean build':22} {took.wall:7.2f} s  {took.cpu:7.2f} s CPU", flush=True)
    return took


def _edited(name: str, command: Command, output: Path) -> tuple[Took, int]:
    before = _stamps(output)
    settle()
    took = timed(command)
    after = _stamps(output)
    written = sum(before.get(path) != stamp for path, stamp in after.items())
    print(f"  {name:22} {took.wall:7.2f} s  {took.cpu:7.2f} s CPU  {written} written", flush=True)
    return took, written


def _stamps(folder: Path) -> dict[str, tuple[int, int]]:
    stamps = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(parent, name)
            found = os.stat(path)
            stamps[path] = (found.st_mtime_ns, found.st_ino)
    return stamps


def _edit_row(name: str, found: list[tuple[Took, int]], clean: list[Took]) -> list[str]:
    ratio = median([took.wall / whole.wall for (took, _), whole in zip(found, clean, strict=True)])
    return [
        name,
        report.seconds(median([took.wall for took, _ in found])),
        report.seconds(median([took.cpu for took, _ in found])),
        f"1/{1 / ratio:.1f}" if ratio < 1 else report.times(ratio),
        f"{median([written for _, written in found]):,.0f}",
    ]


def _peer_edit(folder: Path) -> Callable[[int], None]:
    kept = next(folder.glob(f"*/products/{workload.product_name(0)}.md"))
    return lambda turn: workload.append_line(kept, turn)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--shrink", type=int, default=1, help="divides all sizes; nothing is written into the docs")
    parser.add_argument("--only", nargs="*", default=[*SCENARIOS, "edit"], choices=[*SCENARIOS, "edit"])
    parser.add_argument("--places", nargs="*", default=["tmpfs", "disk"], choices=["tmpfs", "disk"])
    parser.add_argument("--peers", nargs="*", default=["hugo", "eleventy", "pelican"])
    arguments = parser.parse_args()
    peers = [tools.MAKERS[name]() for name in arguments.peers]
    record = report.record if arguments.shrink == 1 else lambda _, text: print(f"\n{text}\n", flush=True)
    versions = ", ".join(f"{tool.name} {tool.version}" for tool in (tools.sitegen(), *peers))
    record("machine", f"{report.machine()}.\n{versions}. {arguments.rounds} rounds.")
    for place in places():
        if place.name not in arguments.places:
            continue
        for scenario in arguments.only:
            print(f"{scenario} on {place.name}", flush=True)
            size = shrunk(SCENARIOS.get(scenario, SCENARIOS["network"]), arguments.shrink)
            make = edits if scenario == "edit" else compare
            try:
                record(f"{scenario} {place.name}", make(size, place, peers, arguments.rounds))
            finally:
                shutil.rmtree(place.folder, ignore_errors=True)


def shrunk(size: Size, by: int) -> Size:
    return Size(-(-size.creators // by), max(6, size.products // by), size.posts // by)


if __name__ == "__main__":
    main()
