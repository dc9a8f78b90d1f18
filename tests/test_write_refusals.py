"""What cannot be published is refused before anything is written, all at once and by name."""

from pathlib import Path

import pytest

from sitegen.errors import PublishError
from sitegen.write.output import RefusedError
from sitegen.write.publication import publication
from tests.test_write_publish import SITE, Desk


def refused(desk: Desk, site: dict[str, str]) -> set[str]:
    """The refused paths; what lies in the output folder must not change."""
    before = desk.files() if desk.out.exists() else {}
    with pytest.raises(RefusedError) as caught:
        desk.publish(site)
    assert (desk.files() if desk.out.exists() else {}) == before
    for refusal in caught.value.refusals:
        assert repr(refusal.path) in str(caught.value)
    return {refusal.path for refusal in caught.value.refusals}


BAD_PATHS = [
    "",
    "/etc/passwd",
    "../out",
    "a/../../b",
    "a/..",
    ".",
    "./a",
    "a/./b",
    "a//b",
    "a/",
    "a\\b",
    "a\0b",
    "a\nb",
    "\x7f",
    f"{'x' * 256}.html",
    f"{'护' * 90}.html",
    "/".join(["x" * 200] * 6),
    "\udc80",
    ".sitegen-files",
    ".sitegen-staging/loose/x",
    ".sitegen/x",
]


@pytest.mark.parametrize("path", BAD_PATHS)
def test_a_path_that_is_not_plain_is_refused(tmp_path: Path, path: str) -> None:
    desk = Desk(tmp_path)
    assert refused(desk, {path: "x", "fine.html": "x"}) == {path}
    assert not desk.out.exists()


@pytest.mark.parametrize("path", ["..a", "a..", "...", "a/...b", ".well-known/x", "a:b", "*", "x" * 255])
def test_odd_but_plain_paths_are_fine(tmp_path: Path, path: str) -> None:
    desk = Desk(tmp_path)
    desk.publish({path: "x"})
    assert desk.files() == {path: "x"}


def test_all_strangers_in_the_way_are_named_at_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    (desk.out / "products").mkdir(parents=True)
    (desk.out / "index.html").write_text("mine")
    (desk.out / "products/tea").write_text("a file where a folder is wanted")
    (desk.out / "a.css").mkdir()
    assert refused(desk, SITE) == {"index.html", "products/tea", "a.css"}
    assert not list(desk.out.glob(".sitegen*"))


def test_a_stranger_with_equal_bytes_is_adopted(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.out.mkdir(parents=True)
    (desk.out / "index.html").write_text("home")
    inode = (desk.out / "index.html").stat().st_ino
    assert desk.publish(SITE).written == 3
    assert (desk.out / "index.html").stat().st_ino == inode
    desk.publish({**SITE, "index.html": "new home"})
    assert desk.files()["index.html"] == "new home"


def test_a_folder_with_a_stranger_in_it_does_not_make_room_for_a_file(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.publish({"a/index.html": "x", "a/b/c.html": "y"})
    (desk.out / "a/b/notes.txt").write_text("mine")
    assert refused(desk, {"a": "file"}) == {"a/b/notes.txt"}
    (desk.out / "a/b/notes.txt").unlink()
    (desk.out / "a/b/empty").mkdir()
    assert refused(desk, {"a": "file"}) == {"a/b/empty"}


@pytest.mark.parametrize(
    "paths",
    [("a", "a/b"), ("a/b", "a"), ("x/a/b", "x/a/b/c/d"), ("x/a/b/c/d", "x/a/b"), ("x/a", "x/y", "x/a/b")],
)
@pytest.mark.parametrize("before", [(), ("a", "x/a/b"), ("a/b", "x/a/b/c/d"), ("x/other",)])
def test_one_path_cannot_be_file_and_folder(tmp_path: Path, paths: tuple[str, ...], before: tuple[str, ...]) -> None:
    desk = Desk(tmp_path)
    desk.publish(dict.fromkeys(before, "before"))
    assert refused(desk, dict.fromkeys(paths, "after")) == {min(paths, key=len)}


def test_a_part_cannot_replace_by_a_folder_what_the_rest_still_wants(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.publish({"a": "file", "b/c": "x"})
    with pytest.raises(RefusedError):
        desk.publish({"a/b": "y"}, prune=False)
    with pytest.raises(RefusedError):
        desk.publish({"b": "y"}, prune=False)
    assert desk.files() == {"a": "file", "b/c": "x"}


@pytest.mark.parametrize("known", [False, True])
def test_two_outputs_at_one_path_are_refused(tmp_path: Path, known: bool) -> None:
    desk = Desk(tmp_path)
    desk.publish({"x/a": "1"} if known else {})
    with publication(desk.out, desk.state) as edition:
        for text in ("2", "3"):
            if edition.needs("x/a", text):
                edition.stage("x/a", text, text.encode())
        with pytest.raises(RefusedError) as caught:
            edition.commit()
    assert {refusal.path for refusal in caught.value.refusals} == {"x/a"}


@pytest.mark.parametrize(
    "paths",
    [
        ("Logo.PNG", "logo.png"),
        ("Logo.png", "LOGO.png"),
        ("straße", "STRASSE"),
        ("é", "e\u0301"),
        ("A/b", "a/b"),
    ],
)
def test_paths_that_differ_only_in_case_or_composition_are_refused(tmp_path: Path, paths: tuple[str, str]) -> None:
    for first, second in (paths, paths[::-1]):
        desk = Desk(tmp_path / first.replace("/", "-"))
        assert refused(desk, {first: "1", second: "2"}) <= set(paths)
        desk.publish({first: "1"})
        assert refused(desk, {first: "1", second: "2"}) <= set(paths)
        desk.publish({second: "2"})
        assert desk.files() == {second: "2"}


def test_a_planted_link_is_never_followed_for_writing(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    victim = tmp_path / "victim"
    (victim / "tea").mkdir(parents=True)
    desk.out.mkdir(parents=True)
    (desk.out / "products").symlink_to(victim)
    assert refused(desk, SITE) == {"products"}
    assert sorted(victim.rglob("*")) == [victim / "tea"]


def test_a_folder_of_ours_replaced_by_a_link_is_neither_followed_nor_pruned(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.publish(SITE)
    moved = tmp_path / "moved"
    (desk.out / "products").rename(moved)
    (desk.out / "products").symlink_to(moved)
    assert refused(desk, {**SITE, "products/tea/index.html": "new"}) == {"products"}
    desk.publish({"index.html": "home"})
    assert (moved / "tea/index.html").read_text() == "tea"
    assert (desk.out / "products").is_symlink()


def test_a_link_among_strangers_is_refused_even_with_equal_bytes_behind_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.out.mkdir(parents=True)
    (tmp_path / "real").write_text("home")
    (desk.out / "index.html").symlink_to(tmp_path / "real")
    assert refused(desk, SITE) == {"index.html"}


def test_a_planted_staging_folder_leads_nowhere(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.publish(SITE)
    victim = tmp_path / "victim"
    (victim / "loose").mkdir(parents=True)
    (desk.out / ".sitegen-staging").symlink_to(victim)
    desk.publish({**SITE, "index.html": "new", "x/y": "z"})
    assert list(victim.rglob("*")) == [victim / "loose"]
    assert not (desk.out / ".sitegen-staging").is_symlink()


def test_some_folders_are_no_place_for_a_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "people" / "lin"
    home.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    desk = Desk(tmp_path)
    for folder in (Path("/"), home, home / "site" / "..", tmp_path / "people"):
        desk.out = folder
        with pytest.raises(PublishError, match="no place for a site"):
            desk.publish(SITE)
    assert list(home.iterdir()) == []


def test_an_output_folder_may_not_hold_the_state_or_be_a_file(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.out = desk.state.parent
    with pytest.raises(PublishError, match="not to be published"):
        desk.publish(SITE)
    desk.out = tmp_path / "file"
    desk.out.write_text("x")
    with pytest.raises(PublishError, match="not a folder"):
        desk.publish(SITE)


def test_a_long_list_of_refusals_is_cut_in_words_but_not_in_data(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.out.mkdir(parents=True)
    site = {f"{number}.html": "x" for number in range(50)}
    for path in site:
        (desk.out / path).write_text("mine")
    with pytest.raises(RefusedError, match="and 30 more") as caught:
        desk.publish(site)
    assert len(caught.value.refusals) == 50
