"""Builds as processes, killed, starved and meddled with; `make crash` and `make storm` do it for an hour."""

from __future__ import annotations

import ctypes
import os
import random
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.crashing import Build, Size, crash, damage
from tests.storming import storm_over
from tests.test_write_killed import NEW, OLD
from tests.test_write_publish import Desk
from tests.world import World

TEA = "content/products/tea.md"
GOOD = """
    -- content/products/tea.md --
    ---
    title: Tea
    sku: T
    price: 12
    ---
    -- content/creators/ann.md --
    ---
    name: Ann
    ---
"""


def test_builds_killed_at_random_moments_end_where_a_clean_one_does(tmp_path: Path) -> None:
    outcome = crash(tmp_path, 5, Size(creators=2, products=4, photos=0), 3, "--jobs", "1")
    assert outcome.wrong == []
    assert outcome.rounds == 5
    assert outcome.reads > 100


def test_the_dev_server_stands_a_storm(tmp_path: Path) -> None:
    storm = storm_over(tmp_path, edits=25, readers=20, seed=1, pause=0.02)
    assert storm.wrong == []
    assert storm.statuses[200] > 20


# A ledger or a list of what is ours that is damaged


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("which", ["ledger", "manifest"])
def test_damaged_books_cost_time_and_nothing_else(tmp_path: Path, which: str, seed: int) -> None:
    chance = random.Random(seed)
    desk = Desk(tmp_path)
    before = {path: text for path, text in OLD.items() if not path.startswith("was-")}
    desk.publish(before)
    (desk.out / "mine.txt").write_text("mine")
    books = desk.state.rglob("*.ledger") if which == "ledger" else [desk.out / ".sitegen-files"]
    for book in books:
        damage(book, chance)
    after = {path: text for path, text in NEW.items() if not path.startswith("was-")}
    desk.publish(after)
    assert desk.files() == {**after, "mine.txt": "mine"}
    traces = desk.traces()
    desk.publish(after)
    assert desk.traces() == traces


@pytest.mark.parametrize("kind", [Path.mkdir, os.mkfifo])
def test_a_ledger_that_is_no_file_is_told_or_made_anew(
    world: Callable[..., World], kind: Callable[[Path], None]
) -> None:
    site = world(GOOD)
    site.build()
    (book,) = (site.folder / ".sitegen/published").glob("*.ledger")
    book.unlink()
    kind(book)
    code, said = built(site)
    assert code in (0, 1)
    assert "Traceback" not in said


# Disks that are full, slow to give, or shut


def built(
    site: World, *words: str, before: Callable[[], object] = lambda: None, output: Path | None = None
) -> tuple[int, str]:
    """The exit code of a build in a process of its own, and what it said."""
    return Build(site.folder, output or site.folder / "output", "--jobs", "1", *words, before=before).finish()


def as_anybody() -> None:
    """Give up root's right to open whatever there is; the kernel then asks for rights like of anybody."""
    if os.geteuid() == 0:
        version, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
        if ctypes.CDLL(None, use_errno=True).capset(version, none):
            os._exit(77)


def published(site: World) -> dict[str, bytes]:
    output = site.folder / "output"
    return {str(path): path.read_bytes() for path in sorted(output.rglob("*")) if path.is_file()}


@pytest.fixture
def shop(world: Callable[..., World]) -> Iterator[World]:
    """A published shop that has changed since."""
    site = world(GOOD)
    site.put("static/large.bin", b"0" * 900_000)
    assert built(site) == (0, "")
    site.put("static/large.bin", b"1" * 900_000)
    site.put(TEA, "---\ntitle: Green Tea\nsku: T\nprice: 13\n---\n")
    yield site
    for folder in (site.folder, *site.folder.rglob("*")):
        if folder.is_dir() and not folder.is_symlink():
            folder.chmod(0o755)


def ends_clean(site: World, tmp_path: Path) -> None:
    """Once the disk is right again, a build ends where a clean one does."""
    assert built(site) == (0, "")
    found = {Path(path).relative_to(site.folder / "output"): data for path, data in published(site).items()}
    other = tmp_path / "clean"
    assert built(site, output=other) == (0, "")
    assert found == {path.relative_to(other): path.read_bytes() for path in other.rglob("*") if path.is_file()}


def test_a_file_that_may_not_grow_leaves_the_last_good_site(shop: World, tmp_path: Path) -> None:
    """What a full disk does, for whoever may not mount one: no file may become larger than this."""
    before = published(shop)
    code, said = built(shop, before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000)))
    assert code == 1
    assert "cannot be written: File too large" in said
    assert "Traceback" not in said
    assert published(shop) == before
    ends_clean(shop, tmp_path)


def fill(file: Path) -> None:
    """Write until the disk takes no more."""
    with suppress(OSError), file.open("wb", buffering=0) as filler:
        while True:
            filler.write(b"x" * 4096)


@pytest.mark.parametrize("full", ["output", ".sitegen"])
def test_a_full_disk_leaves_the_last_good_site(shop: World, tmp_path: Path, full: str) -> None:
    place, aside = shop.folder / full, tmp_path / "aside"
    shutil.copytree(place, aside)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", place], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a small disk takes rights that this process does not have")
    try:
        if full == "output":
            assert built(shop) == (0, "")
        before = published(shop)
        shop.put(TEA, "---\ntitle: Black Tea\nsku: T\nprice: 14\n---\n")
        fill(place / "filler")
        code, said = built(shop)
        assert code == 1, said
        assert "No space left on device" in said
        assert "Traceback" not in said
        after = published(shop)
        (place / "filler").unlink()
        after.pop(str(place / "filler"), None)
        ends_clean(shop, tmp_path)
        assert after in (before, published(shop))  # where only the ledger found no room, the new site is whole already
    finally:
        subprocess.run(["umount", place], check=True)


@pytest.mark.parametrize("shut", ["output", "output/products", ".sitegen", ".sitegen/published", "."])
def test_folders_that_may_not_be_written_are_told(shop: World, tmp_path: Path, shut: str) -> None:
    before = published(shop)
    (shop.folder / shut).chmod(0o555)
    code, said = built(shop, before=as_anybody)
    after = published(shop)
    if code:
        assert "Permission denied" in said
        assert "Traceback" not in said
    (shop.folder / shut).chmod(0o755)
    ends_clean(shop, tmp_path)
    assert after in ([before, published(shop)] if code else [published(shop)])
    assert code or shut not in ("output", ".sitegen/published")


@pytest.mark.parametrize("shut", [TEA, "content/products", "site.yaml", "static/large.bin", "content"])
def test_sources_that_may_not_be_read_are_named(shop: World, shut: str) -> None:
    before = published(shop)
    place = shop.folder / shut
    mode = place.stat().st_mode
    place.chmod(0)
    code, said = built(shop, before=as_anybody)
    place.chmod(mode)
    assert code == 1, said
    assert shut in said
    assert "permission denied" in said.lower()
    assert "Traceback" not in said
    assert published(shop) == before


# Clocks and machines


def test_a_clock_that_goes_backwards_changes_nothing(shop: World, tmp_path: Path) -> None:
    for clock in ("2030-01-01T00:00Z", "1999-01-01T00:00Z"):
        assert built(shop, "--clock", clock) == (0, "")
    for moment in (0, 4_000_000_000):
        for path in [*shop.folder.rglob("*")]:
            os.utime(path, (moment, moment), follow_symlinks=False)
        ends_clean(shop, tmp_path / str(moment))


def test_a_file_that_changes_and_keeps_its_size_and_time_is_published_anew(shop: World) -> None:
    assert built(shop) == (0, "")
    large = shop.folder / "static/large.bin"
    before = large.stat()
    large.write_bytes(b"2" * 900_000)
    os.utime(large, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert built(shop) == (0, "")
    assert (shop.folder / "output/large.bin").read_bytes()[:1] == b"2"


def test_the_same_bytes_whatever_the_machine_is_like(shop: World, tmp_path: Path) -> None:
    """Another folder, its files made in another order, another time zone, language, mask, seed and place to stand."""
    assert built(shop) == (0, "")
    elsewhere = World(tmp_path / "else where")
    files = [path for path in shop.folder.rglob("*") if path.is_file()]
    sources = [path for path in files if not {"output", ".sitegen"} & set(path.relative_to(shop.folder).parts)]
    for path in sorted(sources, reverse=True):
        elsewhere.put(path.relative_to(shop.folder).as_posix(), path.read_bytes())
    odd = {
        "TZ": "Pacific/Kiritimati",
        "LANG": "tr_TR.UTF-8",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "4711",
        "HOME": "/nowhere",
    }
    command = [sys.executable, "-m", "sitegen", "build", "-q", "--jobs", "3", "--clock", "2026-11-22T12:00Z"]
    subprocess.run(
        [*command, "--source", str(elsewhere.folder)], check=True, cwd="/", umask=0o077, env={**os.environ, **odd}
    )
    ours = {Path(path).relative_to(shop.folder): data for path, data in published(shop).items()}
    assert {Path(path).relative_to(elsewhere.folder): data for path, data in published(elsewhere).items()} == ours
