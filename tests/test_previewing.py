"""The build as the dev server knows it."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.build import check
from sitegen.checkouts import find_providers
from sitegen.dev.events import Rebuilt
from sitegen.dev.turns import Superseded, Turn
from sitegen.errors import ContentError
from sitegen.load import documents
from sitegen.load.front_matter import read_text
from sitegen.memory import Memory
from sitegen.previewing import base_path, previewing
from tests.test_laws import EDITS, TINY, edit
from tests.world import World

SHOP = """
    -- content/products/tea.md --
    ---
    title: Tea
    sku: T
    price: 12
    draft: true
    ---
    -- content/pages/about.md --
    ---
    title: About
    ---
"""


def alone() -> Turn:
    """A turn while no page is open."""
    return Turn(frozenset(), lambda rebuilt: None, lambda: False)


def test_a_preview_never_touches_what_is_published(world: Callable[..., World]) -> None:
    site = world(SHOP)
    preview = previewing(lambda: site.settings(drafts=True), keep_output=False)
    preview.rebuild(alone())
    assert (preview.folder / "products/tea/index.html").is_file()
    assert not (site.folder / "output").exists()


def test_a_rebuild_tells_what_changed_and_what_is_only_a_draft(world: Callable[..., World]) -> None:
    site = world(SHOP)
    preview = previewing(lambda: site.settings(drafts=True), keep_output=False)
    assert "about/index.html" in preview.rebuild(alone()).paths
    assert preview.rebuild(alone()).paths == ()
    (site.folder / "content/pages/about.md").unlink()
    rebuilt = preview.rebuild(alone())
    assert "about/index.html" in rebuilt.paths
    assert rebuilt.drafts == {"products/tea/index.html"}


@pytest.mark.parametrize(
    ("url", "path"), [("https://x.example", "/"), ("https://x.example/sub/", "/sub/"), ("[broken", "/"), ("", "/")]
)
def test_the_base_path_is_known_even_of_a_broken_site(url: str, path: str, world: Callable[..., World]) -> None:
    site = world("")
    site.put("site.yaml", f"url: '{url}'\nprice: wrong\n")
    assert base_path(site.settings()) == path
    site.put("site.yaml", "title: [unclosed")
    assert base_path(site.settings()) == "/"


def test_a_base_url_given_by_hand_wins(world: Callable[..., World]) -> None:
    assert base_path(world("").settings(base_url="https://y.example/deep/er/")) == "/deep/er/"


# open pages first

OPEN = ("products/tea/index.html", "@ann/tea/index.html", "@bo/bread/index.html", "index.html", "gone/index.html")
BROKEN = (
    ("content/products/tea.md", "sku: T1", "sku: [T1"),
    ("content/creators/bo.md", "picks: [bread]", "picks: [nothing]"),
    ("themes/mine/templates/page.html", "", "{{ nobody.knows }}"),
)


@pytest.fixture
def quick_to_believe(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written just now is remembered too, since a test has no time to wait."""
    monkeypatch.setattr("sitegen.load.files.STILL_WARM", 0)


class Story:
    """Edits of a site, made at random, and what its preview made of them."""

    def __init__(self, site: World) -> None:
        self.site = site
        self.chance = random.Random("edits")
        self.preview = previewing(site.settings, keep_output=False)
        self.outcomes = Counter[str]()

    def contents(self) -> dict[str, bytes]:
        files = (path for path in self.preview.folder.rglob("*") if path.is_file() and path.name[0] != ".")
        return {path.relative_to(self.preview.folder).as_posix(): path.read_bytes() for path in files}

    def clean(self) -> dict[str, bytes]:
        shutil.rmtree(self.site.folder.parent / "clean", ignore_errors=True)
        output = self.site.folder.parent / "clean"
        return self.site.build(output=output, preview=True, quick=True).published()

    def edit(self) -> None:
        """One of the edits, or the same backwards where it was made before."""
        file, old, new = self.chance.choice(EDITS + 2 * BROKEN)
        is_made = bool(old) and new in (self.site.folder / file).read_text()
        edit(self.site, file, *((new, old) if is_made else (old, new)))

    def follow(self, opened: frozenset[str]) -> None:
        """One rebuild; what it shows first must be what it ends with, and must not be told twice."""
        seen: dict[str, bytes] = {}
        is_superseded = self.chance.random() < 0.2

        def show(rebuilt: Rebuilt) -> None:
            assert {path for path in rebuilt.paths if path.endswith(".html")} <= opened
            seen.update({file: data for file, data in self.contents().items() if file in opened})

        before = self.contents()
        try:
            rebuilt = self.preview.rebuild(Turn(opened, show, lambda: is_superseded))
        except ContentError:
            self.outcomes["failed"] += 1
            self.mend()
            return
        except Superseded:
            self.outcomes["superseded"] += 1
            pages = {file for file, data in (self.contents().items() ^ before.items()) if file.endswith(".html")}
            assert pages <= opened
            return
        now = self.contents()
        assert all(now.get(file, data) == data for file, data in seen.items())
        assert seen.keys() & now.keys() & set(rebuilt.paths) == set()
        self.outcomes["shown first" if seen else "whole at once"] += 1

    def mend(self) -> None:
        for file, old, new in BROKEN:
            if old:
                edit(self.site, file, new, old)
            else:
                (self.site.folder / file).unlink(missing_ok=True)


@pytest.mark.usefixtures("quick_to_believe")
def test_after_any_edits_a_preview_is_a_clean_build_and_open_pages_were_there_first(
    world: Callable[..., World],
) -> None:
    story = Story(world(TINY))
    for number in range(50):
        story.edit()
        story.follow(frozenset(story.chance.sample(OPEN, 2 if number % 4 else 0)))
    told = {kind: story.outcomes[kind] for kind in ("failed", "superseded", "shown first", "whole at once")}
    assert min(told.values()) > 1, told
    story.mend()
    story.preview.rebuild(alone())
    assert story.contents() == story.clean()


def test_a_page_that_cannot_come_first_comes_with_the_rest(world: Callable[..., World]) -> None:
    """Its address differs from that of another page, which is still there, by a capital letter only."""
    site = world(SHOP)
    preview = previewing(site.settings, keep_output=False)
    preview.rebuild(alone())
    (site.folder / "content/pages/about.md").write_text("---\ntitle: About\naliases: [/old/]\n---\n")
    preview.rebuild(alone())
    (site.folder / "content/pages/about.md").write_text("---\ntitle: About\naliases: [/Old/]\n---\n")
    shown: list[Rebuilt] = []
    preview.rebuild(Turn(frozenset({"Old/index.html"}), shown.append, lambda: True))
    assert not shown
    assert (preview.folder / "Old/index.html").is_file()


def test_nothing_is_read_again_that_did_not_change(
    world: Callable[..., World], monkeypatch: pytest.MonkeyPatch, quick_to_believe: None
) -> None:
    site = world(TINY)
    preview = previewing(site.settings, keep_output=False)
    preview.rebuild(alone())
    read: list[str] = []

    def reading(path: Path, file: str) -> str:
        read.append(file)
        return read_text(path, file)

    monkeypatch.setattr(documents, "read_text", reading)
    edit(site, "content/products/tea.md", "Goes with", "Lovely with")
    assert "products/tea/index.html" in preview.rebuild(alone()).paths
    assert [file for file in read if file != "site.yaml"] == ["content/products/tea.md"]


def test_a_site_that_changes_its_own_language_is_understood_anew(world: Callable[..., World]) -> None:
    site, memory = world(TINY), Memory()
    settings = site.settings()
    written = (site.folder / "site.yaml").read_text().replace("language: en\n", "")
    for own in ("en", "zh"):
        site.put("site.yaml", f"{written}language: {own}\nlanguages: [en, zh]\n")
        remembered = check(settings, find_providers(), memory).catalog
        anew = check(settings, find_providers()).catalog
        assert remembered.editions == anew.editions
