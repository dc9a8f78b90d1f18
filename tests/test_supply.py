"""What we depend on is fixed to the byte, and what we make can be made again to the byte."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def plain(name: str) -> str:
    """A package's name as every index writes it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", name.strip())[0]).lower()


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    wanted = [*project["project"]["dependencies"], *(each for extra in extras for each in extra)]
    wanted += project["build-system"]["requires"]
    locked = {plain(line) for line in LOCK.splitlines() if re.match(r"[A-Za-z0-9]", line)}
    assert {plain(each) for each in wanted} - locked == set(), "run `make lock`"


def test_every_locked_package_has_one_version_and_hashes() -> None:
    entries = re.split(r"\n(?=[A-Za-z0-9])", LOCK.split("\n", 2)[2])
    assert len(entries) > 50
    for entry in entries:
        assert re.match(r"[\w.-]+(?:\[[\w,-]+\])?==[\w.+!]+( ;| \\)", entry), entry[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry[:80]


def test_the_lock_names_no_place_to_get_them_from() -> None:
    assert re.search(r"https?://|file:|--(?:extra-)?index-url|--find-links|--trusted-host", LOCK) is None


def test_the_wheel_can_be_made_again_to_the_byte(tmp_path: Path) -> None:
    made = []
    for zone, mask in (("UTC", 0o022), ("Pacific/Kiritimati", 0o077)):
        folder = tmp_path / zone.replace("/", "-")
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
        odd = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000", "TZ": zone, "PYTHONHASHSEED": str(mask)}
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT, env=odd, umask=mask)
        made.append(next(folder.glob("*.whl")).read_bytes())
    assert made[0] == made[1]
