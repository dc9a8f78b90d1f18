"""docs/audit.md: what was measured, when the machine was how busy, and with what."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from lighthouse import CATEGORIES, Seen
from sizes import Weight

DOC = Path(__file__).parents[2] / "docs/audit.md"
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"
MOST = 20


def write(
    pages: Mapping[str, str],
    seen: Sequence[Seen],
    weights: Sequence[Weight],
    heaviest: tuple[str, int],
    found: Sequence[tuple[str, list[str]]],
    versions: Mapping[str, str],
    times: int,
    load: float,
) -> None:
    """Put the tables between the two comments, and show them."""
    text = "\n\n".join(
        [
            _lighthouse(pages, seen),
            _conditions(seen, times, load),
            _weights(pages, weights),
            f"The heaviest personal product page is `{heaviest[0]}` with {_bytes(heaviest[1])} of HTML.",
            _checks(found),
            _table(["tool", "version"], [[name, version] for name, version in versions.items()]),
        ]
    )
    print(text)
    for what, faults in found:
        print("\n".join([f"\n{what}:", *faults[:MOST], f"… {len(faults)} in all"]) if faults else "", end="")
    for one in seen:
        print(f"\n{one.address} did not pass: {', '.join(one.failed)}" if one.failed else "", end="")
    before, _, rest = DOC.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    DOC.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def said(command: list[str]) -> str:
    """The version in what a program says of itself."""
    found = re.search(r"\d[\d.]+", subprocess.run(command, capture_output=True, text=True).stdout)
    return found[0] if found else "?"


def _conditions(seen: Sequence[Seen], times: int, load: float) -> str:
    speeds = sorted(one.speed for one in seen)
    return (
        f"Median of {times}. The machine had a load of {load:.1f} on {os.cpu_count()} processors, and Lighthouse's own "
        f"measure of its speed was {speeds[0]} to {speeds[-1]}."
    )


def _lighthouse(pages: Mapping[str, str], seen: Sequence[Seen]) -> str:
    names = {address: name for name, address in pages.items()}
    head = ["page", *(name.replace("-", " ") for name in CATEGORIES), "LCP", "CLS", "blocked"]
    rows = [
        [f"{names[one.address]} `{one.address}`", *(str(one.scores[name]) for name in CATEGORIES),
         f"{one.paint / 1000:.2f} s", f"{one.shift:g}", f"{one.blocking} ms"]
        for one in seen
    ]  # fmt: skip
    return _table(head, rows)


def _weights(pages: Mapping[str, str], weights: Sequence[Weight]) -> str:
    rows = [
        [name, _bytes(one.html), _bytes(one.view), _bytes(one.script)] for name, one in zip(pages, weights, strict=True)
    ]
    return _table(["page, gzip", "HTML with styles", "first view, pictures included", "script"], rows)


def _checks(found: Sequence[tuple[str, list[str]]]) -> str:
    return _table(["check", "wrong"], [[what, str(len(faults))] for what, faults in found])


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows))


def _bytes(count: int) -> str:
    return f"{count:,} B"
