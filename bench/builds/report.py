"""Tables, and the sections of docs/benchmarks.md that they fill."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from pathlib import Path

DOC = Path(__file__).parents[2] / "docs/benchmarks.md"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows))


def record(section: str, text: str, doc: Path = DOC) -> None:
    """Puts the text between the section's two comments, and shows it."""
    print(f"\n{text}\n", flush=True)
    begin, end = f"<!-- {section} -->", f"<!-- /{section} -->"
    before, _, rest = doc.read_text(encoding="utf-8").partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        raise SystemExit(f"{doc} has no section {begin} … {end}")
    doc.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


def machine() -> str:
    """What it ran on, without names of the machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cpu = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
    name = f" ({cpu[1]})" if cpu else ""
    return (
        f"{os.cpu_count()} processors{name}, {memory:.0f} GB of memory, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}"
    )


def seconds(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"


def times(value: float) -> str:
    return f"{value:.2f} x"


def megabytes(value: int) -> str:
    return f"{value / 1e6:,.0f} MB"
