"""Pages and texts made by several processes are those that one process makes, and what goes wrong arrives."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sitegen.build import PageOutputs
from sitegen.engines import pages, processes, texts
from sitegen.engines.processes import shares
from sitegen.errors import ContentError, SitegenError
from sitegen.memory import Memory
from sitegen.render import rendering
from sitegen.write.output import Output
from sitegen.write.publication import publication
from tests.test_stencils import SITE
from tests.world import World


@pytest.fixture(params=["fork", "spawn"])
def many(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Processes for the smallest of sites, started in each way."""
    for module in (pages, texts):
        monkeypatch.setattr(module, "FEW", 1)
        monkeypatch.setattr(module, "quick_start", lambda: request.param)
    return str(request.param)


@pytest.mark.usefixtures("many")
def test_the_bytes_are_the_same_with_any_number_of_processes(world: Callable[..., World]) -> None:
    site = world(SITE)
    alone = site.build(jobs=1, output=site.folder.parent / "alone")
    together = site.build(jobs=3)
    assert together.published() == alone.published()
    assert together.built.report == alone.built.report
    again = site.build(jobs=3).built.report
    assert (again.written, again.removed, again.files) == (0, (), together.built.report.files)


@pytest.mark.usefixtures("many")
def test_an_edit_is_found_by_whichever_process_looks(world: Callable[..., World]) -> None:
    site = world(SITE)
    site.build(jobs=2)
    tea = site.folder / "content/products/tea.md"
    tea.write_text(tea.read_text().replace("price: 12", "price: 13"))
    (site.folder / "content/creators/cy.md").unlink()
    (site.folder / "content/posts/morning.md").unlink()
    edited = site.build(jobs=2)
    assert edited.published() == site.build(jobs=1, output=site.folder.parent / "clean").published()
    assert any(path.startswith("@cy/") for path in edited.built.report.removed)


@pytest.mark.usefixtures("many")
def test_a_broken_template_is_reported_as_if_nobody_else_had_found_it(world: Callable[..., World]) -> None:
    site = world(SITE)
    before = site.build(jobs=2).files()
    site.write("""
        -- site.yaml --
        title: Shop
        url: https://shop.example/
        currency: CNY
        theme: mine
        checkout: {provider: template, url: "https://pay.example/{sku}{?offer,tag}"}
        -- themes/mine/theme.yaml --
        extends: base
        -- themes/mine/templates/_facts.html --
        {{ product.weight }}
    """)
    with pytest.raises(ContentError, match=r"themes/mine/templates/_facts\.html:1"):
        site.build(jobs=2)
    output = site.folder / "output"
    assert {name: (output / name).read_bytes() for name in before} == before


class Deadly:
    """Pages of which one kills whoever makes it."""

    def __call__(self, start: int, stop: int) -> Iterator[Output]:
        for number in range(start, stop):
            yield Output(f"{number}.html", "f", self._die if number == 7 else lambda: b"page")

    def _die(self) -> bytes:
        os.kill(os.getpid(), signal.SIGKILL)
        return b""


def test_a_killed_process_is_an_error_that_says_what_to_do(
    world: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "FEW", 1)
    monkeypatch.setattr(pages, "quick_start", lambda: "fork")
    folder = world("").folder
    with (
        publication(folder / "out", folder / "state") as edition,
        pytest.raises(SitegenError, match="killed; build again"),
    ):
        pages.stage_site(edition, (), Deadly(), 20, 2, lambda done: None)
    assert not (folder / "out").exists()


def test_what_pages_share_is_found_out_once_for_all_forked_processes(
    many: str, world: Callable[..., World], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The stage that pages are composed on is set by whoever composes first: by us, or else by each process."""
    site, log = world(SITE), tmp_path / "processes"
    stages = rendering._stages

    def noted(*given: Any) -> Any:
        with log.open("a") as file:  # which other processes can write to as well
            file.write(f"{os.getpid()}\n")
        return stages(*given)

    monkeypatch.setattr(rendering, "_stages", noted)
    together = site.build(jobs=2, output=site.folder.parent / "together")
    if many == "fork":
        assert log.read_text() == f"{os.getpid()}\n"
    else:
        assert not log.exists()  # started anew, they know nothing of this test
    assert site.build(jobs=1).published() == together.published()


def test_pages_can_be_made_anywhere(world: Callable[..., World]) -> None:
    """What other processes and machines are handed holds all that it takes."""
    import pickle

    site = world(SITE)
    checked = site.check()
    here = PageOutputs(checked, (), site.folder / ".sitegen", Memory())
    there = pickle.loads(pickle.dumps(here))
    count = len(checked.plan.pages)
    assert made(there(3, count)) == made(here(3, count))
    assert made([*here(0, 5), *here(5, count)]) == made(here(0, count))


def made(outputs: Iterable[Output]) -> list[tuple[str, str, bytes]]:
    return [(output.path, output.fingerprint, output.make()) for output in outputs]


@pytest.mark.parametrize("count", [0, 1, 5, 12, 13, 399, 100_001])
@pytest.mark.parametrize("workers", [1, 2, 7])
@pytest.mark.parametrize("heavy", [0, 3, 12])
def test_shares_cover_everything_once(count: int, workers: int, heavy: int) -> None:
    parts = shares(count, workers, min(heavy, count))
    assert [number for start, stop in parts for number in range(start, stop)] == list(range(count))
    assert all(stop - start <= processes.MOST_IN_A_SHARE for start, stop in parts)


def test_no_process_is_started_beside_a_thread() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert processes.quick_start() is None
    finally:
        done.set()
        thread.join()
