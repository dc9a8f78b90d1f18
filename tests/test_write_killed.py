"""Killed at any moment, the next build repairs."""

import os
import random
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sitegen.write import golive, swap
from tests.test_write_publish import Desk, quickest

OLD = {
    "index.html": "old home",
    "same.css": "css",
    "gone.html": "gone",
    "was-file": "a file",
    "was-folder/index.html": "page",
    "was-folder/deep/er.html": "deeper",
    "@lin/tea/index.html": "tea by lin",
    "@mei/tea/index.html": "tea by mei",
}
NEW = {
    "index.html": "new home",
    "same.css": "css",
    "was-file/index.html": "a folder",
    "was-folder": "now a file",
    "@lin/tea/index.html": "green tea by lin",
    "@lin/pan/index.html": "pan by lin",
    "@lin/extra.html": "extra",
    "@new/a/index.html": "a",
    "@new/b/c/index.html": "c",
}
CALLS = ("open", "write", "mkdir", "rename", "replace", "unlink", "rmdir")
FINISHED = 42


def in_child(work: Callable[[], object]) -> int:
    """Run in a fork of this process; the answer is its exit code, or minus the signal that ended it."""
    child = os.fork()
    if not child:
        try:
            work()
            os._exit(FINISHED)
        except BaseException:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def die_at(call: int) -> None:
    """Make this process kill itself just before its nth call that could change the disk."""
    left = [call]
    opening = os.open

    def deadly(function: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:
            if function is not opening or args[1] & os.O_CREAT:
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                left[0] -= 1
            return function(*args, **kwargs)

        return counted

    for name in CALLS:
        setattr(os, name, deadly(getattr(os, name)))
    exchange = swap.exchanger()
    setattr(golive, "exchanger", lambda: deadly(exchange))  # noqa: B010 - what a test may replace, a type checker may not


def deaths(prepare: Callable[[], Desk], site: dict[str, str], every: int = 1) -> Iterator[Desk]:
    """A desk for every (second, third …) moment at which publishing `site` could be killed, killed there."""
    for call in range(0, 10_000, every):
        desk = prepare()

        def publish(desk: Desk = desk, call: int = call) -> None:
            die_at(call)
            desk.publish(site)

        code = in_child(publish)
        if code == FINISHED:
            return
        assert code == -signal.SIGKILL
        yield desk


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Memory where there is some: these tests make thousands of files."""
    with tempfile.TemporaryDirectory(dir=quickest(tmp_path)) as folder:
        yield Path(folder)


def clean_build(folder: Path, site: dict[str, str]) -> dict[str, bytes | None]:
    desk = Desk(folder)
    desk.publish(site)
    return everything(desk)


def everything(desk: Desk) -> dict[str, bytes | None]:
    """All files with their bytes and all folders, ours and hidden ones included."""
    found = sorted(desk.out.rglob("*"))
    return {str(path.relative_to(desk.out)): path.read_bytes() if path.is_file() else None for path in found}


def assert_nothing_half_done(desk: Desk) -> None:
    """Live files are old or new ones, whole; none of both sites is missing; the old goes after all new came."""
    found = {path: text for path, text in desk.files().items() if not path.startswith(".sitegen")}
    for path, text in found.items():
        assert text in (OLD.get(path), NEW.get(path))
    assert OLD.keys() & NEW.keys() <= found.keys()
    assert "gone.html" in found or NEW.items() <= found.items()


def starting_from(disk: Path, site: dict[str, str] | None) -> Callable[[], Desk]:
    """Makes a desk with nothing but `site` published, again and again."""

    def prepare() -> Desk:
        shutil.rmtree(disk / "tried", ignore_errors=True)
        desk = Desk(disk / "tried")
        if site is not None:
            desk.publish(site)
        return desk

    return prepare


def assert_came_in_order(desk: Desk) -> None:
    """What an output may link to is live before it: outputs come in the order in which they were given."""
    live = [path for path in NEW if path in desk.files()]
    assert live == list(NEW)[: len(live)]


@pytest.mark.parametrize("state_is_lost", [False, True])
def test_an_edit_killed_at_any_call_is_repaired(disk: Path, state_is_lost: bool) -> None:
    expected = clean_build(disk / "clean", NEW)
    moments = 0
    for desk in deaths(starting_from(disk, OLD), NEW):
        moments += 1
        assert_nothing_half_done(desk)
        if state_is_lost:
            shutil.rmtree(desk.state)
        desk.publish(NEW)
        assert everything(desk) == expected
        before = desk.traces()
        desk.publish(NEW)
        assert desk.traces() == before
    assert moments > 50


def test_a_first_build_killed_at_any_call_is_repaired(disk: Path) -> None:
    expected = clean_build(disk / "clean", NEW)
    for desk in deaths(starting_from(disk, None), NEW):
        if desk.out.exists():
            assert_came_in_order(desk)
        desk.publish(NEW)
        assert everything(desk) == expected


def test_after_a_kill_the_old_site_can_be_built_again(disk: Path) -> None:
    expected = clean_build(disk / "clean", OLD)
    for desk in deaths(starting_from(disk, OLD), NEW, every=2):
        desk.publish(OLD)
        assert everything(desk) == expected


def test_after_a_kill_a_part_can_be_built_and_then_the_whole(disk: Path) -> None:
    expected = clean_build(disk / "clean", NEW)
    for desk in deaths(starting_from(disk, OLD), NEW, every=3):
        desk.publish({"index.html": "newer home"}, prune=False)
        assert desk.files()["index.html"] == "newer home"
        desk.publish(NEW)
        assert everything(desk) == expected


def test_strangers_survive_a_kill_and_the_repair(disk: Path) -> None:
    publish_old = starting_from(disk, OLD)

    def prepare() -> Desk:
        desk = publish_old()
        (desk.out / "CNAME").write_text("shop.example")
        (desk.out / "@mei/notes").mkdir()
        (desk.out / "@mei/notes/todo.txt").write_text("mine")
        return desk

    for desk in deaths(prepare, NEW, every=3):
        desk.publish(NEW)
        assert desk.files() == {**NEW, "CNAME": "shop.example", "@mei/notes/todo.txt": "mine"}


def test_killed_by_the_clock_a_larger_site_is_repaired(disk: Path) -> None:
    dice = random.Random(7)
    sites = [{f"@{n % 20}/{n}/index.html": f"{edition} {n}" * 50 for n in range(400)} for edition in range(2)]
    expected = [clean_build(disk / f"clean{edition}", site) for edition, site in enumerate(sites)]
    desk = Desk(disk / "tried")
    desk.publish(sites[0])
    started = time.monotonic()
    desk.publish(sites[1])
    whole = time.monotonic() - started
    for turn in range(12):
        edition = turn % 2
        child = os.fork()
        if not child:
            desk.publish(sites[edition])
            os._exit(FINISHED)
        time.sleep(dice.uniform(0, whole * 1.1))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        desk.publish(sites[edition])
        assert everything(desk) == expected[edition]
