"""Which changes the dev server sees, whatever way an editor saves, and which it overlooks."""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from watchdog.observers.api import BaseObserver

from sitegen.dev import watch as watch_module
from sitegen.dev.watch import Scope, Watch

NOISE = [
    "4913",
    "index.md~",
    ".index.md.swp",
    ".index.md.swx",
    "#index.md#",
    ".#index.md",
    "index.md___jb_tmp___",
    "index.md___jb_old___",
    ".goutputstream-X3K1Q2",
    "~$prices.xlsx",
    ".~lock.prices.ods#",
    "index.md.tmp",
    "photo.jpg.part",
    ".DS_Store",
    "._index.md",
    "Thumbs.db",
    ".git/HEAD",
    ".sitegen/ledger",
    "__pycache__/x.pyc",
    "node_modules/a/b.js",
]
CONTENT = [
    "index.md",
    "products/蜡烛/index.zh.md",
    ".well-known/security.txt",
    "temporary.md",
    "49130",
    "a~b.md",
]


class Diary:
    """A site under watch, and what was noticed."""

    def __init__(self, root: Path, *, poll: bool = False) -> None:
        self.root = root
        self.noticed: list[str] = []
        self.watch = Watch([root], [root / "output"], self._notice, poll=poll)

    def _notice(self, path: Path) -> None:
        self.noticed.append(path.relative_to(self.root).as_posix())

    def wait_for(self, *names: str, within: float = 1.5) -> set[str]:
        """All that was noticed, once these were."""
        latest = time.monotonic() + within
        while not set(names) <= set(self.noticed):
            assert time.monotonic() < latest, f"{names} not in {self.noticed}"
            time.sleep(0.005)
        return set(self.noticed)

    def settle(self) -> None:
        time.sleep(0.1)
        self.noticed.clear()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = tmp_path.resolve() / "site"
    (root / "content" / "products").mkdir(parents=True)
    (root / "output" / "products").mkdir(parents=True)
    (root / "content" / "index.md").write_text("old")
    (root / "site.yaml").write_text("title: Old")
    return root


@pytest.fixture
def diary(site: Path) -> Iterator[Diary]:
    diary = Diary(site)
    with diary.watch:
        yield diary


@pytest.mark.parametrize("name", NOISE)
def test_an_editors_own_files_do_not_count(name: str) -> None:
    assert not Scope((Path("/site"),)).covers(Path("/site/content") / name)


@pytest.mark.parametrize("name", CONTENT)
def test_an_authors_files_count(name: str) -> None:
    assert Scope((Path("/site"),)).covers(Path("/site/content") / name)


def test_what_is_ignored_or_elsewhere_does_not_count() -> None:
    scope = Scope((Path("/site"),), (Path("/site/output"),))
    assert not scope.covers(Path("/site/output/index.html"))
    assert not scope.covers(Path("/sites/index.md"))
    assert scope.covers(Path("/site/output.md"))


def test_a_site_below_a_folder_with_a_noisy_name_is_watched() -> None:
    assert Scope((Path("/home/.venv/site.tmp"),)).covers(Path("/home/.venv/site.tmp/index.md"))


def test_ignored_and_noisy_folders_are_not_even_watched(site: Path) -> None:
    for name in (".git", ".venv", "node_modules"):
        (site / name).mkdir()
    (site / "linked").symlink_to(site.parent, target_is_directory=True)
    assert set(Scope((site,), (site / "output",)).folders()) == {(site, False), (site / "content", True)}


def test_a_plain_save(diary: Diary) -> None:
    (diary.root / "content" / "index.md").write_text("new")
    assert diary.wait_for("content/index.md") == {"content/index.md"}


def test_a_save_by_writing_beside_and_renaming(diary: Diary) -> None:
    beside = diary.root / "content" / "index.md.tmp"
    beside.write_text("new")
    beside.replace(diary.root / "content" / "index.md")
    assert diary.wait_for("content/index.md") == {"content/index.md"}


def test_a_save_by_moving_in_from_elsewhere(diary: Diary) -> None:
    elsewhere = diary.root.parent / "draft"
    elsewhere.write_text("new")
    elsewhere.replace(diary.root / "content" / "index.md")
    assert diary.wait_for("content/index.md") == {"content/index.md"}


def test_vims_save_with_a_backup(diary: Diary) -> None:
    file, backup = diary.root / "content" / "index.md", diary.root / "content" / "index.md~"
    (diary.root / "content" / "4913").touch()
    (diary.root / "content" / "4913").unlink()
    file.rename(backup)
    file.write_text("new")
    backup.unlink()
    assert diary.wait_for("content/index.md") == {"content/index.md"}


def test_a_file_in_the_root_that_is_replaced_again_and_again(diary: Diary) -> None:
    for _ in range(3):
        beside = diary.root / "site.yaml.tmp"
        beside.write_text("title: New")
        beside.replace(diary.root / "site.yaml")
        diary.wait_for("site.yaml")
        diary.settle()


def test_a_deleted_file(diary: Diary) -> None:
    (diary.root / "content" / "index.md").unlink()
    diary.wait_for("content/index.md")


def test_a_new_folder_and_what_is_later_written_into_it(diary: Diary) -> None:
    folder = diary.root / "content" / "products" / "candle"
    folder.mkdir()
    diary.wait_for("content/products/candle")
    (folder / "index.md").write_text("new")
    diary.wait_for("content/products/candle/index.md")


def test_a_new_folder_beside_content(diary: Diary) -> None:
    (diary.root / "static").mkdir()
    diary.wait_for("static")
    (diary.root / "static" / "robots.txt").write_text("new")
    diary.wait_for("static/robots.txt")


def test_a_folder_that_goes_and_comes_back(diary: Diary) -> None:
    shutil.rmtree(diary.root / "content")
    diary.wait_for("content")
    diary.settle()
    (diary.root / "content").mkdir()
    diary.wait_for("content")
    diary.settle()
    (diary.root / "content" / "index.md").write_text("new")
    diary.wait_for("content/index.md")


def test_a_renamed_folder_is_followed(diary: Diary) -> None:
    (diary.root / "content").rename(diary.root / "words")
    diary.wait_for("content", "words")
    diary.settle()
    (diary.root / "words" / "index.md").write_text("new")
    assert diary.wait_for("words/index.md") == {"words/index.md"}


def test_looking_at_a_file_and_its_rights_are_not_changes(diary: Diary) -> None:
    file = diary.root / "content" / "index.md"
    diary.settle()
    file.read_text()
    file.chmod(0o600)
    os.utime(file)
    (diary.root / "output" / "index.html").write_text("built")
    time.sleep(0.15)
    assert diary.noticed == []


def test_a_root_may_be_one_file_or_not_there_yet(site: Path) -> None:
    noticed: list[str] = []
    later = site / "themes" / "mine"
    with Watch([site / "site.yaml", later], [], lambda path: noticed.append(path.name), poll=False):
        (site / "content" / "index.md").write_text("not below a root")
        (site / "site.yaml").write_text("title: New")
        later.mkdir(parents=True)
        _wait(lambda: {"site.yaml", "mine"} <= set(noticed))
        (later / "page.html").write_text("new")
        _wait(lambda: "page.html" in noticed)
    assert "index.md" not in noticed


@pytest.mark.parametrize("reason", ["asked", "refused"])
def test_polling_sees_the_same(site: Path, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch_module, "POLL_SECONDS", 0.05)
    if reason == "refused":
        monkeypatch.setattr(watch_module, "Observer", _refusing)
    diary = Diary(site, poll=reason == "asked")
    with diary.watch as watch:
        assert watch.polling
        time.sleep(0.02)  # so that the new time of the file differs
        (site / "content" / "index.md").write_text("new words")
        diary.wait_for("content/index.md")
        (site / "static").mkdir()
        diary.wait_for("static")
        (site / "static" / "robots.txt").write_text("new")
        diary.wait_for("static/robots.txt")
        (site / "static" / "robots.txt").unlink()
        (site / "output" / "index.html").write_text("built")
        time.sleep(0.15)
    assert set(diary.noticed) == {"content/index.md", "static", "static/robots.txt"}


def _refusing() -> BaseObserver:
    raise OSError(errno.ENOSPC, "inotify watch limit reached")


def _wait(condition: Callable[[], bool]) -> None:
    latest = time.monotonic() + 1.5
    while not condition():
        assert time.monotonic() < latest
        time.sleep(0.005)
