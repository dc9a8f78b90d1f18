"""The commands as a person meets them: words, exit codes, and nothing half done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sitegen.cli import main
from tests.world import World


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


GOOD = """
    -- content/products/tea.md --
    ---
    title: Tea
    sku: T
    price: 12
    ---
"""


def test_a_good_build_says_where_the_result_is_and_how_to_see_it(world: Callable[..., World]) -> None:
    site = world(GOOD)
    told = run("build", "--source", site.folder)
    assert told.exit_code == 0
    assert "Built" in told.output
    assert "sitegen serve" in told.output
    assert (site.folder / "output/products/tea/index.html").is_file()


def test_content_errors_are_exit_code_one_and_name_file_line_and_field(world: Callable[..., World]) -> None:
    site = world(GOOD.replace("price", "prise"))
    told = run("build", "--source", site.folder)
    assert told.exit_code == 1
    assert "content/products/tea.md:4" in told.output
    assert "did you mean `price`?" in told.output
    assert not (site.folder / "output").exists()


def test_wrong_usage_is_exit_code_two() -> None:
    assert run("build", "--source", "/nowhere/at/all").exit_code == 2
    assert run("build", "--clock", "yesterday").exit_code == 2
    assert run("bake").exit_code == 2


def test_check_writes_nothing(world: Callable[..., World]) -> None:
    site = world(GOOD)
    told = run("check", "--source", site.folder)
    assert told.exit_code == 0
    assert "nothing wrong" in told.output
    assert not (site.folder / "output").exists()


def test_check_tells_machines_everything(world: Callable[..., World]) -> None:
    site = world(GOOD.replace("price", "prise"))
    told = run("check", "--json", "--source", site.folder)
    assert told.exit_code == 1
    problems = json.loads(told.stdout)
    assert {
        "place": {"file": "content/products/tea.md", "line": 4, "field": "prise"},
        "what": "unknown key `prise`",
        "hint": "did you mean `price`?",
        "severity": "error",
    } in problems


def test_strict_makes_warnings_errors(world: Callable[..., World]) -> None:
    site = world(GOOD.replace("price: 12", "price: 12\n    photos: [tea.jpg]"))
    site.put("content/products/tea.jpg", "photo 400x500 #88aa66")
    assert run("check", "--source", site.folder).exit_code == 0
    assert run("check", "--strict", "--source", site.folder).exit_code == 1


def test_skipped_texts_are_listed_with_the_reason(world: Callable[..., World]) -> None:
    site = world(GOOD.replace("price: 12", "price: 12\n    draft: true"))
    told = run("build", "--source", site.folder)
    assert "content/products/tea.md" in told.output
    assert "--drafts" in told.output
    assert run("build", "--drafts", "--source", site.folder).exit_code == 0
    assert (site.folder / "output/products/tea/index.html").is_file()


def test_new_starts_a_store_that_builds_without_a_warning(
    tmp_path: Path, with_known_pictures: Callable[[Path], None]
) -> None:
    assert run("new", tmp_path / "store").exit_code == 0
    with_known_pictures(tmp_path / "store")
    told = run("build", "--strict", "--source", tmp_path / "store")
    assert told.exit_code == 0, told.output
    assert (tmp_path / "store/output/@tao/index.html").is_file()


def test_new_does_not_touch_a_folder_with_something_in_it(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert run("new", tmp_path).exit_code == 2
    assert os.listdir(tmp_path) == ["mine.txt"]


@pytest.mark.parametrize("kind", ["product", "creator", "post", "circle", "page"])
def test_add_writes_something_that_builds(kind: str, world: Callable[..., World]) -> None:
    site = world(GOOD)
    told = run("add", kind, "My: First #1 [thing]", "--source", site.folder)
    assert told.exit_code == 0, told.output
    assert f"content/{kind}s/my-first-1-thing/index.md" in told.output
    assert site.problems(drafts=True) == []


def test_add_refuses_to_overwrite(world: Callable[..., World]) -> None:
    site = world(GOOD)
    before = (site.folder / "content/products/tea.md").read_text()
    told = run("add", "product", "Tea", "--source", site.folder)
    assert told.exit_code == 2
    assert "content/products/tea.md" in told.output
    assert (site.folder / "content/products/tea.md").read_text() == before


def test_add_spells_a_name_in_any_script(world: Callable[..., World]) -> None:
    site = world(GOOD)
    assert "content/creators/lin-xiao-man/index.md" in run("add", "creator", "林小满", "--source", site.folder).output


def test_there_are_no_colours_where_nobody_asked_for_them(world: Callable[..., World]) -> None:
    site = world(GOOD)
    command = [sys.executable, "-m", "sitegen", "build", "--source", str(site.folder)]
    quiet = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "NO_COLOR": "1"})
    assert "\x1b" not in quiet.stdout + quiet.stderr
    assert "Built" in quiet.stdout


def test_quiet_says_nothing_when_all_is_well(world: Callable[..., World]) -> None:
    assert run("build", "--quiet", "--source", world(GOOD).folder).output == ""


def test_the_clock_can_be_set_by_option_and_by_source_date_epoch(
    world: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    site = world(GOOD.replace("price: 12", "price: 12\n    expires: 2026-06-01"))
    assert "expired" in run("check", "--source", site.folder, "--clock", "2026-06-02").output
    assert "expired" not in run("check", "--source", site.folder, "--clock", "2026-05-01").output
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert "expired" not in run("check", "--source", site.folder).output


def imported(*words: str | Path) -> set[str]:
    """The modules that a command imports, as Python tells them."""
    command = [sys.executable, "-X", "importtime", "-m", "sitegen", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}


def test_the_version_is_told_before_anything_is_imported() -> None:
    found = imported("--version")
    assert "sitegen" in found
    assert found.isdisjoint({"click", "msgspec", "sitegen.cli"})
    assert run("--version").output == "sitegen, version 0.1.0\n"


def test_a_build_that_still_stands_imports_nothing_that_builds(world: Callable[..., World]) -> None:
    site = world(GOOD)
    first = imported("build", "--quiet", "--source", site.folder)
    assert {"sitegen.build", "jinja2", "yaml"} <= first
    assert first.isdisjoint({"multiprocessing.context", "concurrent.futures", "PIL", "fsspec", "rich", "tornado"})
    assert first.isdisjoint({"difflib", "subprocess", "gzip", "icalendar", "asyncio"})
    again = imported("build", "-q", "--source", site.folder)
    assert "sitegen.standing" in again
    assert again.isdisjoint({"sitegen.build", "sitegen.model.content", "jinja2", "yaml", "babel", "importlib.metadata"})


@pytest.mark.parametrize(("words", "code"), [(["build", "-q"], 0), (["check", "--no-such-option"], 2)])
def test_what_a_command_made_is_left_to_the_system_when_it_ends(
    words: list[str], code: int, world: Callable[..., World]
) -> None:
    """Python would look at all of it again, which takes longer than a small build may."""
    told_at_the_end = "import atexit, gc; atexit.register(lambda: print(gc.get_freeze_count(), gc.get_threshold()[0]))"
    script = f"{told_at_the_end}; from sitegen.__main__ import start; start()"
    command = [sys.executable, "-c", script, *words]
    done = subprocess.run(command, cwd=world(GOOD).folder, capture_output=True, text=True)
    assert done.returncode == code, done.stderr
    frozen, seldom = map(int, done.stdout.split())
    assert frozen > 10_000
    assert seldom == 700
