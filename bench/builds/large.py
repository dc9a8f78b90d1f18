"""What a page costs as a site grows: builds of N creators x M products, and `cp -r` of a part of each.

    python bench/builds/large.py 100x100 316x316 1000x1000 --folder /mnt/large

A million pages take some 20 GB; each output is deleted before the next begins. Memory is looked at four times a
second while the clock runs. `cp -r` copies the first creators' folders, at most 20,000 pages of them.
"""

from __future__ import annotations

import argparse
import math
import shutil
from pathlib import Path

import report
import tools
import workload
from measure import Command, Contents, Memory, Took, contents, settle, timed, weighed
from workload import Size

COPIED = 20_000
GLANCE = 0.25
HEAD = ("creators x products", "pages", "GB", "wall", "CPU", "a page", "each further page", "copying a page", "memory",
        "all processes")  # fmt: skip


def measured(size: Size, folder: Path) -> tuple[Took, Memory, Contents, float]:
    """A cold build: seconds, memory, what was made, and the seconds of `cp -r` a page."""
    source, output, copy = folder / "source", folder / "output", folder / "copy"
    shutil.rmtree(folder, ignore_errors=True)
    workload.write(size, source)
    settle()
    took, memory = weighed(tools.build_sitegen(source, output), GLANCE)
    made = contents(output)
    copying = _copying(size, output, copy)
    shutil.rmtree(folder)
    return took, memory, made, copying


def _copying(size: Size, output: Path, copy: Path) -> float:
    many = max(1, min(size.creators, COPIED // size.products))
    chosen = [str(output / f"@{workload.creator_name(number)}") for number in range(many)]
    copy.mkdir()
    settle()
    took = timed(Command(("cp", "-r", *chosen, str(copy)), copy))
    return took.wall / contents(copy).pages


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", default=["100x100", "316x316", "1000x1000"])
    parser.add_argument("--folder", type=Path, default=tools.HOME / "large")
    parser.add_argument("--dry", action="store_true", help="writes nothing into the docs")
    arguments = parser.parse_args()
    rows: list[list[str]] = []
    before = (0.0, 0)
    for text in arguments.sizes:
        creators, _, products = text.partition("x")
        took, memory, made, copying = measured(Size(int(creators), int(products)), arguments.folder)
        further = (took.wall - before[0]) / max(1, made.pages - before[1])
        before = (took.wall, made.pages)
        rows.append(_row(text, took, memory, made, further if len(rows) else math.nan, copying))
        print(" | ".join(rows[-1]), flush=True)
    shown = report.table(HEAD, rows)
    if arguments.dry:
        print(shown)
    else:
        report.record("large", shown)


def _row(text: str, took: Took, memory: Memory, made: Contents, further: float, copying: float) -> list[str]:
    return [
        text.replace("x", " x "),
        f"{made.pages:,}",
        f"{made.bytes / 1e9:.2f}",
        report.seconds(took.wall),
        report.seconds(took.cpu),
        _microseconds(took.wall / made.pages),
        "" if math.isnan(further) else _microseconds(further),
        _microseconds(copying),
        report.megabytes(memory.largest),
        report.megabytes(memory.together),
    ]


def _microseconds(value: float) -> str:
    return f"{value * 1e6:,.0f} µs"


if __name__ == "__main__":
    main()
