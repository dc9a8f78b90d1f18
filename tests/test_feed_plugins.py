"""Strangers' feeds: found like ours, given the same values, blamed by name when broken."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.feeds import GROUP, FeedError, find_feeds
from sitegen.plugins import PluginError
from tests.world import World

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/feeds.md").read_text()
STORE = """
    -- content/posts/first.md --
    ---
    title: The first
    date: 2026-10-01
    ---
    Once upon a time.
"""


def shown(language: str) -> str:
    """The fenced block of the documentation in a language."""
    (block,) = [block for block in PAGE.split("```")[1::2] if block.startswith(language)]
    return block.partition("\n")[2]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str, str], None]:
    """`install(name, value, source)`: a package with one feed, as pip leaves it."""
    shelf = tmp_path / "site-packages"
    monkeypatch.syspath_prepend(shelf)

    def install(name: str, value: str, source: str) -> None:
        module = value.partition(":")[0]
        info = shelf / f"{module}-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[{GROUP}]\n{name} = {value}\n")
        (shelf / f"{module}.py").write_text(source)
        sys.modules.pop(module, None)

    return install


def test_the_feed_in_the_documentation_works(
    install: Callable[[str, str, str], None], world: Callable[..., World]
) -> None:
    ((name, value),) = tomllib.loads(shown("toml"))["project"]["entry-points"][GROUP].items()
    install(name, value, shown("python"))
    site = world(STORE)
    site.put("site.yaml", (site.folder / "site.yaml").read_text() + f"feeds: [{name}]\n")
    built = site.build()
    assert built.page("/newest.txt") == "The first\nhttps://shop.example/posts/first/\n"
    assert 'type="text/plain" title="Shop" href="/newest.txt"' in built.page("/")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('file = "newest.txt"', 'file = "../newest.txt"', "its `file` must be a name"),
        ('file = "newest.txt"', 'file = "index.html"', "its `file` must be a name"),
        ('about = "posts"', 'about = "poems"', "its `about` must be one of posts, products, site"),
        ('type = "text/plain"', "", "it has no `type`"),
        ('name = "newest"', 'name = "oldest"', "it calls itself `oldest`"),
        ("class Newest", "import nowhere\nclass Newest", "No module named 'nowhere'"),
    ],
)
def test_what_is_no_feed_is_named_with_the_reason(
    old: str, new: str, complaint: str, install: Callable[[str, str, str], None]
) -> None:
    assert old in shown("python")
    install("newest", "strange:Newest", shown("python").replace(old, new))
    with pytest.raises(FeedError, match="`newest`") as caught:
        find_feeds()
    assert "from strange" in str(caught.value)
    assert complaint in str(caught.value)


def test_a_feed_that_fails_is_named_and_nothing_is_published(
    install: Callable[[str, str, str], None], world: Callable[..., World]
) -> None:
    install("newest", "strange:Newest", shown("python").replace("story.title", "story.poem"))
    site = world(STORE)
    site.put("site.yaml", (site.folder / "site.yaml").read_text() + "feeds: [newest]\n")
    with pytest.raises(PluginError, match=r"the feed `newest` failed: AttributeError.*poem"):
        site.build()
    assert not (site.folder / "output/index.html").exists()


def test_ours_come_in_by_the_same_door() -> None:
    lines = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"][GROUP]
    assert lines.keys() == {"atom", "json", "google-merchant", "meta-catalog", "llms"} <= find_feeds().keys()
