"""A build that still stands is told without building: it must never stand when another would differ."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sitegen.errors import ContentError
from sitegen.load import snapshot
from sitegen.standing import _Standing, still_told
from sitegen.write.ledger import book_of
from tests.test_laws import EDITS, TINY, edit
from tests.world import CLOCK, Site, World, make_world

ROOT = Path(__file__).parent.parent


def stands(world: World, **changes: Any) -> bool:
    return still_told(world.settings(**changes)) is not None


def test_what_a_build_said_is_told_again_with_nothing_to_do(world: Callable[..., World]) -> None:
    site = world(TINY)
    site.put("content/posts/secret.md", "---\ntitle: Later\ndraft: true\n---\n")
    first = site.build().built.told
    told = still_told(site.settings())
    assert told is not None
    assert (told.warnings, told.skipped, told.next_change) == (first.warnings, first.skipped, first.next_change)
    assert told.next_change is not None
    assert told.next_change.isoformat() == "2026-12-01T00:00:00+08:00"
    assert len(told.skipped) == 1
    assert told == site.build().built.told


@pytest.mark.parametrize("made", EDITS, ids=lambda made: f"{made[0]} {made[2]}".replace("\n", " "))
def test_no_build_stands_after_an_edit(world: Callable[..., World], made: tuple[str, str, str]) -> None:
    site = world(TINY)
    site.build()
    assert stands(site)
    edit(site, *made)
    assert not stands(site)


# As in `test_laws`: two builds an example, and readable as they are.
@settings(max_examples=12, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    st.lists(st.sampled_from(EDITS), max_size=2, unique=True),
    st.booleans(),
    st.sampled_from([timedelta(), timedelta(minutes=1), timedelta(hours=9), timedelta(days=30)]),
)
def test_what_stands_equals_a_clean_build(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, str, str]], undone: bool, later: timedelta
) -> None:
    world = make_world(tmp_path_factory.mktemp("site") / "site", TINY)
    built = world.build()
    for file, old, new in edits:
        before = (world.folder / file).read_bytes() if (world.folder / file).exists() else None
        edit(world, file, old, new)
        if undone and before is not None:
            (world.folder / file).write_bytes(before)
    if stands(world, clock=CLOCK + later):
        clean = world.build_clean(clock=CLOCK + later)
        assert built.published() == clean.published()


def removed(page: Path) -> None:
    page.unlink()


def emptied(page: Path) -> None:
    page.write_bytes(b"")


def touched(page: Path) -> None:
    os.utime(page)


def linked(page: Path) -> None:
    page.rename(page.with_suffix(".old"))
    page.symlink_to(page.with_suffix(".old"))


def littered(page: Path) -> None:
    """As a build leaves it that is killed after its last step, before it sweeps."""
    waiting = page.parents[2] / ".sitegen-staging/fresh"
    waiting.mkdir(parents=True)
    (waiting / "page.html").write_text("waits")


@pytest.mark.parametrize("meddled", [removed, emptied, touched, linked, littered])
def test_no_build_stands_over_an_output_that_was_meddled_with(
    world: Callable[..., World], meddled: Callable[[Path], None]
) -> None:
    site = world(TINY)
    built = site.build()
    meddled(built.output / "@ann/tea/index.html")
    assert not stands(site)
    assert "Every day." in site.build().page("/@ann/tea/")
    assert stands(site)
    assert not (built.output / ".sitegen-staging").exists()


@pytest.mark.parametrize("lost", ["ledger", "standing", "manifest"])
def test_no_build_stands_without_its_books(world: Callable[..., World], lost: str) -> None:
    site = world(TINY)
    built = site.build()
    book = book_of(site.settings().state, str(built.output.resolve()))
    (built.output / ".sitegen-files" if lost == "manifest" else book.with_suffix(f".{lost}")).unlink()
    assert not stands(site)


def test_a_build_stands_until_its_clock_says_something_else(world: Callable[..., World]) -> None:
    site = world(TINY)
    site.put("content/creators/cy.md", "---\nname: Cy\npicks: [tea]\n---\n")
    site.build()
    assert stands(site, clock=CLOCK + timedelta(minutes=5))
    assert not stands(site, clock=CLOCK - timedelta(minutes=5))
    assert not stands(site, clock=CLOCK + timedelta(days=1))
    end = CLOCK + timedelta(minutes=30)
    offers = f"offers: [{{price: 10, label: Now, until: {end.isoformat()}}}]"
    site.put("content/products/tea.md", f"---\ntitle: Tea\nsku: T1\nprice: 12\n{offers}\n---\n")
    site.build()
    assert stands(site, clock=end - timedelta(seconds=1))
    assert not stands(site, clock=end)


def test_an_update_announced_for_later_ends_it_too(world: Callable[..., World]) -> None:
    later = CLOCK + timedelta(minutes=30)
    site = world(TINY)
    site.put("content/posts/news.md", f"---\ntitle: News\ndate: 2026-11-01\nupdated: {later.isoformat()}\n---\n")
    site.build()
    assert stands(site, clock=later - timedelta(seconds=1))
    assert not stands(site, clock=later)


@pytest.mark.parametrize(
    "changes",
    [
        {"base_url": "https://other.example/"},
        {"drafts": True},
        {"future": True},
        {"strict": True},
        {"key": "k" * 32},
        {"secret": "s" * 32},
        {"output": Path("/tmp/elsewhere-of-sitegen")},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_another_choice_is_another_build(world: Callable[..., World], changes: dict[str, Any]) -> None:
    site = world(TINY)
    site.build()
    assert stands(site, jobs=7)
    assert not stands(site, **changes)


def test_a_build_that_fails_leaves_nothing_standing(world: Callable[..., World]) -> None:
    site = world(TINY)
    site.build()
    tea = site.folder / "content/products/tea.md"
    aside = tea.rename(site.folder / "tea.aside")
    tea.write_text("---\ntitle: 5\nprise: x\n---\n")
    with pytest.raises(ContentError):
        site.build()
    aside.rename(tea)
    assert not stands(site)


def test_a_preview_in_the_same_folder_ends_it(world: Callable[..., World]) -> None:
    site = world(TINY)
    site.build()
    site.build(preview=True)
    assert not stands(site)


def test_files_that_changed_just_now_are_told_apart_by_their_bytes(world: Callable[..., World]) -> None:
    """Two saves within one tick of a coarse clock leave one stamp, which the test makes sure of."""
    site = world(TINY)
    tea = site.folder / "content/products/tea.md"
    taken = snapshot.snapshot([site.folder / "content"])
    assert taken.is_current()
    text = tea.read_text()
    tea.write_text(text.replace("price: 12", "price: 13"))
    stat = tea.stat()
    alike = snapshot.Stamp(stat.st_size, stat.st_ino, stat.st_mtime_ns, stat.st_ctime_ns)
    was = taken.files[str(tea)]
    files = taken.files | {str(tea): snapshot.Mark(alike, was.content)}
    assert not snapshot.Snapshot(taken.roots, taken.folders, files).is_current()


def test_a_file_whose_name_is_no_text_is_left_to_a_build(world: Callable[..., World]) -> None:
    site = world(TINY)
    try:
        Path(os.fsdecode(os.fsencode(site.folder) + b"/\xff.txt")).touch()
    except OSError:
        pytest.skip("this disk takes no such names")
    site.build()
    assert not stands(site)


def test_too_much_that_is_fresh_is_left_to_a_build(
    world: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "MOST_READ", 100)
    site = world(TINY)
    site.build()
    assert not stands(site)


RECORDED = """
import json, os, sys
events, opened = ("open", "os.listdir", "os.scandir"), []
sys.addaudithook(lambda event, given: opened.append(given[0]) if event in events else None)
from datetime import datetime
from pathlib import Path
from sitegen.build import build
from sitegen.settings import Settings
source, output, clock = Path(sys.argv[1]), Path(sys.argv[2]), datetime.fromisoformat(sys.argv[3])
build(Settings(source=source, output=output, clock=clock, jobs=1))
print(json.dumps([os.path.abspath(os.fsdecode(path)) for path in opened if isinstance(path, str | bytes | Path)]))
"""


def test_the_demo_reads_nothing_that_is_not_watched(demo: Site, tmp_path: Path) -> None:
    """All files and folders that a real build opens, as Python's own audit hook tells."""
    output, state = tmp_path / "out", ROOT / ".sitegen"
    command = [sys.executable, "-c", RECORDED, str(ROOT), str(output), CLOCK.isoformat()]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    standing = book_of(state, str(output)).with_suffix(".standing")
    kept = msgspec.json.decode(standing.read_bytes(), type=_Standing).files
    python = [sys.base_prefix, *(path for path in sys.path if path.endswith("-packages"))]
    system = ["/proc", "/dev", "/usr/share/zoneinfo", "/etc"]
    watched = [*kept.roots, *python, *system, state, tmp_path]
    opened = set(map(Path, json.loads(done.stdout.splitlines()[-1])))
    strays = {
        path
        for path in opened
        if not any(path.is_relative_to(folder) for folder in watched)
        and str(path.parent) not in kept.folders
        and not any(Path(folder).is_relative_to(path) for folder in watched)  # looked through on the way there
    }
    assert ROOT / "site.yaml" in opened
    assert strays == set()
