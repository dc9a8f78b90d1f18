"""What `pip install .` gives: a working command far away from the repository."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.starting import STARTER

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return next(folder.glob("sitegen-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which `import sitegen` finds the wheel's files and not the checkout's."""
    target = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return {**os.environ, "PYTHONPATH": str(target)}


def run(environment: dict[str, str], folder: Path, *words: str) -> str:
    command = [sys.executable, "-m", "sitegen", *words]
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_starter_from_a_wheel_builds_without_warnings(
    installed: dict[str, str], tmp_path: Path, with_known_pictures: Callable[[Path], None]
) -> None:
    where = subprocess.run(
        [sys.executable, "-c", "import sitegen; print(sitegen.__file__)"],
        env=installed,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert not Path(where.strip()).is_relative_to(ROOT)
    run(installed, tmp_path, "new", "store")
    with_known_pictures(tmp_path / "store")
    checked = run(installed, tmp_path, "check", "--strict", "--source", "store", "--clock", "2026-11-22")
    assert "nothing wrong" in checked
    run(installed, tmp_path, "build", "--strict", "--source", "store")
    page = (tmp_path / "store/output/@tao/cedar-candle/index.html").read_text()
    assert "tag=tao_cedar-candle" in page


def test_the_wheel_carries_every_bundle_of_the_starter_and_no_more_content(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    folder = "sitegen/data/starter/content/"
    packed = {"/".join(name.removeprefix(folder).split("/")[:2]) for name in names if name.startswith(folder)}
    assert packed == set(STARTER)
    assert "sitegen/data/themes/base/theme.yaml" in names


def test_packed_starter_and_copied_starter_are_the_same_list() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    included = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    packed = {source.removeprefix("content/") for source in included if source.startswith("content/")}
    assert packed == set(STARTER)
