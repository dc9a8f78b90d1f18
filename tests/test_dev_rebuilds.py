"""When the dev server rebuilds: when changes come to rest, one at a time; failures get a second thought."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from sitegen.dev.events import Failed, Rebuilt, Updated
from sitegen.dev.rebuilds import LONGEST_DOUBT, LONGEST_WAIT, QUIET, SECOND_THOUGHT, Changes, rebuilds
from sitegen.dev.turns import Superseded, Turn
from sitegen.errors import ContentError, Place, Problem, PublishError

UNHURRIED = 0.15

Outcomes = AsyncIterator[Updated | Failed]
Story = Callable[[Changes, Outcomes], Awaitable[None]]


class Builder:
    """A rebuild that takes its time, for the rest of the site too, may be told to fail in either, and remembers."""

    def __init__(self, seconds: float = 0.0, rest: float = 0.0) -> None:
        self.seconds = seconds
        self.rest = rest
        self.error_in_the_rest: Exception | None = None
        self.given_up = 0
        self.error: Exception | None = None
        self.builds = 0
        self.most_at_once = 0
        self._running = 0
        self._lock = threading.Lock()

    def __call__(self, turn: Turn) -> Rebuilt:
        with self._lock:
            self._running += 1
            self.builds += 1
            self.most_at_once = max(self.most_at_once, self._running)
        try:
            return self._rebuilt(turn)
        except Superseded:
            self.given_up += 1
            raise
        finally:
            with self._lock:
                self._running -= 1

    def _rebuilt(self, turn: Turn) -> Rebuilt:
        error = self.error
        time.sleep(self.seconds)
        if error:
            raise error
        if turn.opened:
            turn.show(Rebuilt(tuple(turn.opened)))
        ends = time.monotonic() + self.rest
        while time.monotonic() < ends:
            turn.go_on()
            time.sleep(0.005)
        if self.error_in_the_rest:
            raise self.error_in_the_rest
        return Rebuilt(("index.html",))


BROKEN = ContentError([Problem(Place("content/index.md", 2, "price"), "The price is not a number")])


def tell(builder: Builder, story: Story, opened: str = "") -> None:
    async def run() -> None:
        changes = Changes()
        outcomes = rebuilds(changes, builder, lambda: frozenset(opened.split()))
        async with asyncio.timeout(4):
            await story(changes, outcomes)

    with ThreadPoolExecutor(1) as apart:  # a browser may keep this thread's event loop busy
        apart.submit(asyncio.run, run()).result()


def test_the_first_build_needs_no_change() -> None:
    async def story(changes: Changes, outcomes: Outcomes) -> None:
        first = await anext(outcomes)
        assert isinstance(first, Updated)
        assert first.changed == ()
        assert first.rebuilt.paths == ("index.html",)

    tell(Builder(), story)


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Longer silences, for a machine that is busy with other things."""
    monkeypatch.setattr("sitegen.dev.rebuilds.QUIET", UNHURRIED)


@pytest.mark.usefixtures("unhurried")
def test_changes_close_together_are_one_rebuild() -> None:
    builder = Builder()

    async def story(changes: Changes, outcomes: Outcomes) -> None:
        await anext(outcomes)
        second = asyncio.ensure_future(anext(outcomes))
        for number in range(20):
            changes.report(f"{number % 3}.md")
            await asyncio.sleep(0)  # no time to speak of: a busy machine makes long pauses of short ones
        assert (await second).changed == ("0.md", "1.md", "2.md")

    tell(builder, story)
    assert builder.builds == 2


@pytest.mark.usefixtures("unhurried")
def test_changes_that_never_rest_are_built_anyway() -> None:
    async def story(changes: Changes, outcomes: Outcomes) -> None:
        await anext(outcomes)
        second = asyncio.ensure_future(anext(outcomes))
        started = time.monotonic()
        while not second.done():
            changes.report("log.md")
            await asyncio.sleep(0.01)
        assert time.monotonic() - started < LONGEST_WAIT + 1

    tell(Builder(), story)


def test_changes_during_a_rebuild_cause_one_more() -> None:
    builder = Builder(seconds=0.3)

    async def story(changes: Changes, outcomes: Outcomes) -> None:
        await anext(outcomes)
        changes.report("first.md")
        second = asyncio.ensure_future(anext(outcomes))
        await asyncio.sleep(QUIET * 2)
        for _ in range(3):
            changes.report("during.md")
            await asyncio.sleep(0.01)
        assert (await second).changed == ("first.md",)
        assert (await anext(outcomes)).changed == ("during.md",)
        assert not await changes.arrive(QUIET * 2)

    tell(builder, story)
    assert builder.builds == 3
    assert builder.most_at_once == 1


def test_a_half_written_save_is_never_shown_as_a_failure() -> None:
    builder = Builder()

    async def story(changes: Changes, outcomes: Outcomes) -> None:
        await anext(outcomes)
        second = asyncio.ensure_future(anext(outcomes))
        builder.error = BROKEN
        changes.report("index.md")
        while builder.builds < 2:
            await asyncio.sleep(0.01)
        builder.error = None
        changes.report("index.md")
        assert isinstance(await second, Updated)

    tell(builder, story)


def test_a_real_failure_is_shown_soon() -> None:
    builder = Builder(seconds=0.02)

    async def story(changes: Changes, outcomes: Outcomes) -> None:
        await anext(outcomes)
        builder.error = BROKEN
        started = time.monotonic()
        changes.report("index.md")
        outcome = await anext(outcomes)
        assert isinstance(outcome, Failed)
        assert outcome.failure.problems == BROKEN.problems
        assert SECOND_THOUGHT < time.monotonic() - started < LONGEST_DOUBT * 0.8

    tell(builder, story)


def test_changes_that_keep_failing_are_shown_in_the_end() -> None:
    builder = Builder()

    async def story(changes: Changes, outcomes: Outcomes) -> None:
        await anext(outcomes)
        builder.error = BROKEN
        second = asyncio.ensure_future(anext(outcomes))
        started = time.monotonic()
        while not second.done():
            changes.report("index.md")
            await asyncio.sleep(SECOND_THOUGHT / 2)
        assert isinstance(await second, Failed)
        assert time.monotonic() - started < LONGEST_DOUBT + 1.5

    tell(builder, story)


@pytest.mark.parametrize(
    ("error", "message", "traced"),
    [
        (PublishError("The disk is full"), "The disk is full", False),
        (ZeroDivisionError("division by zero"), "ZeroDivisionError: division by zero", True),
    ],
)
def test_any_failure_has_a_message_and_the_server_goes_on(error: Exception, message: str, traced: bool) -> None:
    builder = Builder()
    builder.error = error

    async def story(changes: Changes, outcomes: Outcomes) -> None:
        first = await anext(outcomes)
        assert isinstance(first, Failed)
        assert first.failure.message == message
        assert ("in __call__" in first.failure.trace) is traced
        builder.error = None
        changes.report("index.md")
        assert isinstance(await anext(outcomes), Updated)

    tell(builder, story)


# open pages first


def updated(outcome: Updated | Failed) -> tuple[tuple[str, ...], bool]:
    """What an outcome was made for, and whether all of the site was."""
    assert isinstance(outcome, Updated)
    return outcome.changed, outcome.whole


def test_what_is_open_is_shown_before_the_rest_is_made() -> None:
    builder = Builder(rest=0.2)

    async def story(changes: Changes, outcomes: Outcomes) -> None:
        started = time.monotonic()
        first = await anext(outcomes)
        assert time.monotonic() - started < builder.rest
        assert isinstance(first, Updated)
        assert first.rebuilt.paths == ("tea.html",)
        assert updated(first) == ((), False)
        assert updated(await anext(outcomes)) == ((), True)

    tell(builder, story, opened="tea.html")
    assert builder.builds == 1


def test_a_newer_save_comes_before_the_rest_of_an_older_one() -> None:
    builder = Builder(rest=0.6)

    async def story(changes: Changes, outcomes: Outcomes) -> None:
        await anext(outcomes)
        changes.report("one.md")
        saved = time.monotonic()
        assert updated(await anext(outcomes)) == (("one.md",), False)
        assert time.monotonic() - saved < builder.rest
        changes.report("two.md")
        # The whole site was never made for the first save, so that is still owed.
        assert updated(await anext(outcomes)) == (("one.md", "two.md"), False)
        assert updated(await anext(outcomes)) == (("one.md", "two.md"), True)
        assert not await changes.arrive(QUIET)

    tell(builder, story, opened="tea.html")
    assert (builder.builds, builder.given_up, builder.most_at_once) == (3, 2, 1)


def test_the_rest_cannot_be_put_off_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sitegen.dev.rebuilds.LONGEST_DEBT", 0.5)
    builder = Builder(rest=0.3)

    async def story(changes: Changes, outcomes: Outcomes) -> None:
        started = time.monotonic()
        while not (await anext(outcomes)).whole:  # type: ignore[union-attr]  # nothing fails here
            changes.report("log.md")
        assert time.monotonic() - started < 2.5

    tell(builder, story, opened="tea.html")
    assert builder.given_up > 0


def test_without_an_open_page_nothing_is_given_up() -> None:
    builder = Builder(rest=0.2)

    async def story(changes: Changes, outcomes: Outcomes) -> None:
        changes.report("one.md")
        assert updated(await anext(outcomes)) == ((), True)
        assert updated(await anext(outcomes)) == (("one.md",), True)

    tell(builder, story)
    assert (builder.builds, builder.given_up, builder.most_at_once) == (2, 0, 1)


def test_what_fails_after_the_open_page_was_shown_is_shown_as_well() -> None:
    builder = Builder()
    builder.error_in_the_rest = BROKEN

    async def story(changes: Changes, outcomes: Outcomes) -> None:
        assert updated(await anext(outcomes)) == ((), False)
        failed = await anext(outcomes)
        assert isinstance(failed, Failed)
        assert failed.failure.problems == BROKEN.problems
        builder.error_in_the_rest = None
        changes.report("index.md")
        assert updated(await anext(outcomes)) == (("index.md",), False)
        assert updated(await anext(outcomes)) == (("index.md",), True)

    tell(builder, story, opened="tea.html")
