"""Builds the demo once for each way to tell search engines of products, and has a stranger's validator read it all."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from sitegen.build import build
from sitegen.settings import Settings

ROOT = Path(__file__).parents[2]
PARTS = ("content", "fonts", "site.yaml", "site.zh.yaml", ".sitegen-secret")
WAYS = ("snippets", "merchant")


def built(way: str, folder: Path) -> Path:
    source, output = folder / f"{way}-source", folder / way
    source.mkdir()
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, source / part)
        elif (ROOT / part).exists():
            shutil.copy(ROOT / part, source)
    with (source / "site.yaml").open("a", encoding="utf-8") as file:
        file.write(f"structured_data: {way}\n")
    state = source / ".sitegen"
    state.mkdir()
    if (ROOT / ".sitegen/cache").exists():  # so that no picture is made anew
        (state / "cache").symlink_to(ROOT / ".sitegen/cache")
    build(Settings(source=source, output=output, clock=datetime.now(UTC)))
    return output


def main() -> int:
    node_modules = Path(sys.argv[1])
    script = shutil.copy(Path(__file__).with_name("check.mjs"), node_modules)
    with tempfile.TemporaryDirectory() as folder:
        outputs = [built(way, Path(folder)) for way in WAYS]
        return subprocess.run(["node", script, *outputs], check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
