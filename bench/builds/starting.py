"""How soon sitegen is there: `--version`, and builds of the starter, beside a Python that does nothing."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import report
import tools
from measure import Command, Took, median, timed

ROUNDS = 15
NOTHING = "`python -c pass`"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--dry", action="store_true", help="writes nothing into the docs")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        took = measured(Path(folder), arguments.rounds)
    rows = [_row(name, found, took[NOTHING]) for name, found in took.items()]
    shown = report.table(("", "wall", "CPU", f"of {NOTHING}"), rows)
    if arguments.dry:
        print(shown)
    else:
        report.record("starting", shown)


def _row(name: str, found: list[Took], nothing: list[Took]) -> list[str]:
    return [
        name,
        f"{median([took.wall for took in found]) * 1000:.0f} ms",
        f"{median([took.cpu for took in found]) * 1000:.0f} ms",
        report.times(median([took.wall / base.wall for took, base in zip(found, nothing, strict=True)])),
    ]


def measured(folder: Path, rounds: int) -> dict[str, list[Took]]:
    """All in turn, after a first round that is not counted: it makes the pictures and fills the file cache."""
    site, output = folder / "site", folder / "output"
    timed(Command((str(tools.SITEGEN), "new", str(site)), folder))
    build = tools.build_sitegen(site, output)
    commands = {
        NOTHING: Command((sys.executable, "-c", "pass"), folder),
        "`sitegen --version`": Command((str(tools.SITEGEN), "--version"), folder),
        "the starter into a fresh folder, pictures known": build,
        "the starter again": build,
    }
    took: dict[str, list[Took]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            if "fresh" in name:
                shutil.rmtree(output, ignore_errors=True)
            found = timed(command)
            if turn:
                took[name].append(found)
    return took


if __name__ == "__main__":
    main()
