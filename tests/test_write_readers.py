"""Whoever reads or writes the folder at the same time."""

import errno
import fcntl
import os
import shutil
import stat
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sitegen.errors import PublishError
from sitegen.write import golive
from sitegen.write.output import Output
from sitegen.write.publication import publication
from sitegen.write.publish import publish
from tests.test_write_publish import SITE, Desk

PAGES = 60


def issue(number: int) -> dict[str, str]:
    """Pages whose every line names the edition; lengths differ, and a third of the site comes and goes."""
    lines = 300 + number % 3 * 200
    always = {f"@{page % 6}/{page}/index.html": f"{number}\n" * lines for page in range(PAGES)}
    sometimes = {f"extra-{number % 2}/{page}.html": f"{number}\n" * lines for page in range(PAGES // 2)}
    return {**always, **sometimes}


class Reader(threading.Thread):
    """Reads the pages that are in every edition, over and over, and notes what is wrong with them."""

    def __init__(self, out: Path) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.reads = 0
        self.editions: set[str] = set()
        self._out = out
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.is_set():
            for page in range(PAGES):
                self._read(f"@{page % 6}/{page}/index.html")

    def _read(self, path: str) -> None:
        self.reads += 1
        try:
            lines = (self._out / path).read_text().splitlines()
        except OSError as error:
            self.wrong.append(f"{path}: {error}")
            return
        self.editions.update(lines)
        if len(set(lines)) != 1 or len(lines) != 300 + int(lines[0]) % 3 * 200:
            self.wrong.append(f"{path}: {len(lines)} lines of {set(lines)}")

    def stop(self) -> None:
        self._over.set()
        self.join()


@contextmanager
def reading(out: Path) -> Iterator[Reader]:
    reader = Reader(out)
    reader.start()
    try:
        yield reader
    finally:
        reader.stop()


def no_exchange(_staged: str, _folder: int, _name: str) -> bool:
    return False


@pytest.mark.parametrize("exchanging", [True, False])
def test_a_reader_never_meets_half_a_file_or_a_gap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchanging: bool
) -> None:
    if not exchanging:
        monkeypatch.setattr(golive, "exchanger", lambda: no_exchange)
    desk = Desk(tmp_path)
    desk.publish(issue(0))
    with reading(desk.out) as reader:
        until = time.monotonic() + 1.2
        number = 0
        while time.monotonic() < until:
            number += 1
            desk.publish(issue(number))
    assert reader.wrong == []
    assert reader.reads > PAGES
    assert len(reader.editions) > 2
    assert desk.files() == issue(number)


def test_an_open_page_can_be_read_to_its_end(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.publish({"index.html": "old " * 50_000, "gone.html": "gone " * 50_000})
    with (desk.out / "index.html").open() as page, (desk.out / "gone.html").open() as gone:
        start, gone_start = page.read(1000), gone.read(1000)
        desk.publish({"index.html": "new " * 50_000})
        desk.publish({"index.html": "newer " * 50_000})
        assert start + page.read() == "old " * 50_000
        assert gone_start + gone.read() == "gone " * 50_000


def test_a_second_publisher_is_told_when_it_has_waited_long_enough(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with publication(desk.out, desk.state):
        for state in (desk.state, tmp_path / "another-state"):
            second = publication(desk.out, state, patience=0.05)
            with pytest.raises(PublishError, match="another build is writing"):
                second.__enter__()
    desk.publish(SITE)


def test_where_folders_cannot_be_locked_a_file_of_ours_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = fcntl.flock

    def flock(descriptor: int, how: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EBADF, "no locks for folders here")
        lock(descriptor, how)

    monkeypatch.setattr(fcntl, "flock", flock)
    desk = Desk(tmp_path)
    with publication(desk.out, desk.state):
        second = publication(desk.out, desk.state, patience=0.05)
        with pytest.raises(PublishError, match="another build is writing"):
            second.__enter__()
    desk.publish(SITE)


def test_a_second_publisher_waits_for_the_first_and_builds_on_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    order: list[str] = []
    started = threading.Event()

    def slowly() -> bytes:
        started.set()
        time.sleep(0.2)
        order.append("first")
        return b"same"

    def first() -> None:
        publish([Output("index.html", "1", slowly)], folder=desk.out, state=desk.state)

    thread = threading.Thread(target=first)
    thread.start()
    started.wait()
    report = publish([Output("index.html", "1", _unwanted)], folder=desk.out, state=desk.state)
    thread.join()
    assert order == ["first"]
    assert report.unchanged == 1


def _unwanted() -> bytes:
    raise AssertionError("the first publisher made this already")


def test_many_publishers_at_once_leave_one_whole_site(tmp_path: Path) -> None:
    desk = Desk(tmp_path)

    def work(number: int) -> Callable[[], None]:
        def run() -> None:
            for turn in range(2):
                Desk(tmp_path).publish(issue(number + turn))
            Desk(tmp_path).publish(SITE)

        return run

    threads = [threading.Thread(target=work(number)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert desk.files() == SITE


def test_a_file_that_appears_while_publishing_is_not_overwritten(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.publish({"index.html": "home"})
    with publication(desk.out, desk.state) as edition:
        assert not edition.needs("index.html", "home")
        for path in ("new.html", "folder/new.html"):
            assert edition.needs(path, "1")
            edition.stage(path, "1", b"ours")
        (desk.out / "new.html").write_text("mine")
        with pytest.raises(PublishError, match="changed by someone else"):
            edition.commit()
    assert desk.files()["new.html"] == "mine"
    assert not list(desk.out.glob(".sitegen-staging"))


def test_a_folder_that_appears_while_publishing_is_used_and_stays_its_makers(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with publication(desk.out, desk.state) as edition:
        for path in SITE:
            assert edition.needs(path, "1")
            edition.stage(path, "1", SITE[path].encode())
        (desk.out / "products/tea").mkdir(parents=True)
        (desk.out / "products/tea/notes.txt").write_text("mine")
        edition.commit()
    assert desk.files() == {**SITE, "products/tea/notes.txt": "mine"}
    desk.publish({})
    assert desk.files() == {"products/tea/notes.txt": "mine"}


def test_a_staged_file_that_vanishes_is_noticed(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.publish({"index.html": "home"})
    with publication(desk.out, desk.state) as edition:
        assert edition.needs("new.html", "1")
        edition.stage("new.html", "1", b"new")
        shutil.rmtree(desk.out / ".sitegen-staging")
        with pytest.raises(PublishError, match=r"new\.html was changed by someone else"):
            edition.commit()
    desk.publish({"index.html": "home", "new.html": "new"})
    assert desk.files() == {"index.html": "home", "new.html": "new"}


def test_a_disk_that_refuses_is_reported_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(tmp_path)
    desk.publish(SITE)

    def full(_descriptor: int, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        with pytest.raises(PublishError, match=r"index\.html cannot be written: No space left on device"):
            desk.publish({**SITE, "index.html": "new"})
    assert desk.files() == SITE
