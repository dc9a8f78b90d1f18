"""The walk through a site's folders, which never leaves the site."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.errors import Problem
from sitegen.load.files import DEEPEST, files_in, is_publishable, is_visible, walk


def walked(root: Path, wanted: Callable[[str], bool] = is_visible) -> tuple[list[str], list[str]]:
    """Files found below content/, and what was reported."""
    problems: list[Problem] = []
    found = [item.file for item in walk(root / "content", root, problems, wanted)]
    return found, [str(problem) for problem in problems]


def put(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with one text, beside a secret that is not part of it."""
    put(tmp_path / "secret.md", "secret")
    put(tmp_path / "site" / "content" / "tea.md")
    return tmp_path / "site"


def test_files_come_in_one_order_whatever_the_disk_says(site: Path) -> None:
    for name in ("b/index.md", "a.md", "b/photo.jpg", "B.md"):
        put(site / "content" / name)
    assert walked(site) == (
        ["content/B.md", "content/a.md", "content/b/index.md", "content/b/photo.jpg", "content/tea.md"],
        [],
    )


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert walked(tmp_path) == ([], [])


@pytest.mark.parametrize("name", [".git/config", ".DS_Store", "#tea.md#", "tea.md~", ".tea.md.swp"])
def test_hidden_files_and_leftovers_of_editors_are_passed_over(site: Path, name: str) -> None:
    put(site / "content" / name)
    assert walked(site) == (["content/tea.md"], [])


@pytest.mark.parametrize(
    ("name", "is_meant"),
    [(".well-known", True), (".nojekyll", True), ("a.txt", True), (".git", False), (".DS_Store", False), ("a~", False)],
)
def test_of_hidden_files_only_those_are_published_that_somebody_means(name: str, is_meant: bool) -> None:
    assert is_publishable(name) == is_meant


@pytest.mark.parametrize("target", ["../../secret.md", "/etc/passwd", "gone.md", "link.md"])
def test_a_link_out_of_the_site_or_to_nowhere_is_reported_and_not_followed(site: Path, target: str) -> None:
    (site / "content" / "link.md").symlink_to(target)
    assert walked(site) == (
        ["content/tea.md"],
        ["content/link.md: this link leads out of the site, or nowhere (copy here what it should lead to)"],
    )


def test_a_link_to_another_file_of_the_site_is_followed(site: Path) -> None:
    (site / "content" / "link.md").symlink_to("tea.md")
    assert walked(site) == (["content/link.md", "content/tea.md"], [])


def test_a_link_to_a_folder_is_not_followed_wherever_it_leads(site: Path) -> None:
    (site / "content" / "out").symlink_to("/etc")
    (site / "content" / "self").symlink_to(".")
    assert walked(site) == (
        ["content/tea.md"],
        [
            "content/out: this link leads out of the site, or nowhere (copy here what it should lead to)",
            "content/self: a link to a folder is not followed (copy the folder here instead)",
        ],
    )


def test_the_content_folder_itself_may_not_be_a_link(site: Path) -> None:
    put(site.parent / "elsewhere" / "evil.md")
    (site / "content").rename(site / "old")
    (site / "content").symlink_to("../elsewhere")
    assert walked(site) == ([], ["content: a link to a folder is not followed (copy the folder here instead)"])


def test_a_site_may_itself_be_reached_through_a_link(site: Path) -> None:
    link = site.parent / "link"
    link.symlink_to(site)
    assert walked(link) == (["content/tea.md"], [])


def test_what_is_no_regular_file_is_reported_and_not_opened(site: Path) -> None:
    os.mkfifo(site / "content" / "pipe.md")
    with socket.socket(socket.AF_UNIX) as plug:
        plug.bind(str(site / "content" / "socket.md"))
        assert walked(site)[1] == [
            "content/pipe.md: this is no regular file (remove it from the site)",
            "content/socket.md: this is no regular file (remove it from the site)",
        ]


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        (b"a\nb.md", r"a\x0ab.md"),
        (b"\xff.md", r"\xff.md"),
        (b"\x1b[2J.md", r"\x1b[2J.md"),
        ("\u2028.md".encode(), r"\xe2\x80\xa8.md"),
    ],
)
def test_a_name_that_no_address_can_hold_is_reported_in_letters_one_can_print(
    site: Path, name: bytes, spelled: str
) -> None:
    (Path(os.fsdecode(os.fsencode(site) + b"/content/" + name))).write_text("")
    complaint = f"content/{spelled}: this name holds characters that no address can hold (rename it)"
    assert walked(site) == (["content/tea.md"], [complaint])
    assert complaint.isprintable()


@pytest.mark.parametrize("name", ["护手霜.md", "👩‍🍳.md", "a b.md", "é" * 100 + ".md"])
def test_a_name_in_any_script_is_taken_as_it_is(site: Path, name: str) -> None:
    put(site / "content" / name)
    assert f"content/{name}" in walked(site)[0]


def test_folders_nested_too_deep_are_reported(site: Path) -> None:
    deep = "/".join(["d"] * (DEEPEST + 1))
    put(site / "content" / deep / "x.md")
    assert walked(site) == (
        ["content/tea.md"],
        [f"content/{deep}: folders nested more than {DEEPEST} deep (move this further up)"],
    )


def test_a_folder_that_may_not_be_read_is_reported(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(folder: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    assert walked(site) == ([], ["content: this folder cannot be read: permission denied"])


def test_only_wanted_files_of_the_sites_own_folder_are_looked_at(site: Path) -> None:
    put(site / "site.yaml")
    put(site / ".site.yaml")
    (site / "broken-link").symlink_to("gone")
    problems: list[Problem] = []
    assert [item.file for item in files_in(site, lambda name: name.endswith(".yaml"), problems)] == ["site.yaml"]
    assert problems == []
