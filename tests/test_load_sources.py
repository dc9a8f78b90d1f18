"""Reading a whole folder: everything there is, and everything that could not be read."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.load.sources import Sources, load
from sitegen.package import built_in_themes
from tests.world import World

SITE = """
    -- content/products/tea/index.md --
    ---
    title: Tea
    ---
    -- content/products/tea/hero.jpg --
    photo 40x50 #88aa66
    -- static/robots/notes.txt --
    as it is
    -- icon.png --
    photo 64x64 #123456
    -- README.md --
    nothing of the site's
"""


def read(world: World) -> Sources:
    return load(world.folder, world.folder / ".sitegen", built_in_themes())


def complaints(world: World) -> list[str]:
    return [str(problem) for problem in read(world).problems]


def test_texts_photos_and_static_files_are_found(world: Callable[..., World]) -> None:
    sources = read(world(SITE))
    assert sources.problems == ()
    assert [document.file for document in sources.site] == ["site.yaml"]
    assert [document.file for document in sources.documents] == ["content/products/tea/index.md"]
    assert set(sources.photos) == {"content/products/tea/hero.jpg", "icon.png"}
    assert [(copy.path, copy.file) for copy in sources.static] == [("robots/notes.txt", "static/robots/notes.txt")]
    assert sources.files == {"content/products/tea/index.md", "content/products/tea/hero.jpg"}
    assert sources.theme is not None
    assert sources.theme.name == "base"


def test_a_static_file_has_another_stamp_when_it_changes(world: Callable[..., World]) -> None:
    site = world(SITE)
    before = read(site).static[0].stamp
    site.put("static/robots/notes.txt", "changed")
    assert read(site).static[0].stamp != before


def test_a_folder_without_a_site_says_what_to_do(world: Callable[..., World]) -> None:
    (complaint,) = complaints(world(SITE, site=False))
    assert complaint.startswith("site.yaml: there is no site here (go to the site's folder, name it with `--source`")


def test_a_folder_that_does_not_exist_has_no_site_either(tmp_path: Path) -> None:
    sources = load(tmp_path / "gone", tmp_path / "state", built_in_themes())
    assert [problem.what for problem in sources.problems] == ["there is no site here"]


def test_a_site_with_the_other_ending_is_recognised(world: Callable[..., World]) -> None:
    site = world(SITE, site=False)
    site.put("site.yml", "title: Shop\n")
    assert complaints(site) == ["site.yaml: there is no site here (rename site.yml to site.yaml)"]


@pytest.mark.parametrize(
    ("target", "complaint"),
    [
        ("/etc/hostname", "this link leads out of the site, or nowhere"),
        ("static", "a link to a folder is not followed"),
    ],
)
def test_the_sites_own_file_may_not_lead_elsewhere(world: Callable[..., World], target: str, complaint: str) -> None:
    site = world(SITE, site=False)
    (site.folder / "site.yaml").symlink_to(target)
    assert [problem.what for problem in read(site).problems] == [complaint]


def test_a_pipe_called_site_yaml_does_not_hang_the_build(world: Callable[..., World]) -> None:
    site = world(SITE, site=False)
    os.mkfifo(site.folder / "site.yaml")
    assert complaints(site) == ["site.yaml: this is no regular file (remove it from the site)"]


def test_everything_unreadable_is_reported_at_once(world: Callable[..., World]) -> None:
    site = world("""
        -- site.yaml --
        title: Shop
        theme: nowhere
        -- content/products/tea.md --
        no front matter
        -- content/products/tea.jpg --
        no photo
        -- content/zebras/x.md --
        x
    """)
    (site.folder / "static").symlink_to("/etc")
    assert {problem.place.file for problem in read(site).problems} == {
        "site.yaml",
        "content/products/tea.md",
        "content/products/tea.jpg",
        "content/zebras/x.md",
        "static",
    }
