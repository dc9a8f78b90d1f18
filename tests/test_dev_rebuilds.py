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
from sitegen.errors import ContentError, Place, Problem, PublishError

UNHURRIED = 0.15

Outcomes = AsyncIterator[Updated | Failed]
Story = Callable[[Changes, Outcomes], Awaitable[None]]


class Builder:
    """A rebuild that takes its time, may be told to fail, and remembers."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.error: Exception | None = None
        self.builds = 0
        self.most_at_once = 0
        self._running = 0
        self._lock = threading.Lock()

    def __call__(self) -> Rebuilt:
        with self._lock:
            self._running += 1
            self.builds += 1
            self.most_at_once = max(self.most_at_once, self._running)
        error = self.error
        time.sleep(self.seconds)
        with self._lock:
            self._running -= 1
        if error:
            raise error
        return Rebuilt(("index.html",))


BROKEN = ContentError([Problem(Place("content/index.md", 2, "price"), "The price is not a number")])


def tell(builder: Builder, story: Story) -> None:
    async def run() -> None:
        changes = Changes()
        outcomes = rebuilds(changes, builder)
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
            await asyncio.sleep(0.01)
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
