"""Publishing: what is written, what is left alone, what is removed."""

import os
import shutil
import stat
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from sitegen.write.folder import walk
from sitegen.write.output import Output, Report
from sitegen.write.publication import publication
from sitegen.write.publish import publish
from sitegen.write.staging import Stager

Site = Mapping[str, str]


class Desk:
    """A folder to publish into, the state beside it, and a record of what was made."""

    def __init__(self, tmp_path: Path) -> None:
        self.out = tmp_path / "site" / "output"
        self.state = tmp_path / "site" / ".sitegen"
        self.made: list[str] = []

    def publish(self, site: Site, *, prune: bool = True, fingerprints: Site | None = None) -> Report:
        self.made.clear()
        marks = fingerprints or site
        outputs = [Output(path, marks[path], self._maker(path, text)) for path, text in site.items()]
        return publish(outputs, folder=self.out, state=self.state, prune=prune)

    def _maker(self, path: str, text: str) -> Callable[[], bytes]:
        def make() -> bytes:
            self.made.append(path)
            return text.encode()

        return make

    def files(self) -> dict[str, str]:
        """Everything in the output folder but the manifest."""
        return {
            path.relative_to(self.out).as_posix(): path.read_text()
            for path in self.out.rglob("*")
            if path.is_file() and path.name != ".sitegen-files"
        }

    def folders(self) -> set[str]:
        return {path.relative_to(self.out).as_posix() for path in self.out.rglob("*") if path.is_dir()}

    def traces(self) -> dict[str, tuple[int, int, int]]:
        """What any write would change: inode, modification and change time of all there is."""
        places = [self.out, *self.out.rglob("*"), self.state, *self.state.rglob("*")]
        found = ((place, place.lstat()) for place in places)
        return {str(place): (at.st_ino, at.st_mtime_ns, at.st_ctime_ns) for place, at in found}


def quickest(folder: Path) -> Path:
    """A disk in memory where there is one, or else the folder."""
    memory = Path("/dev/shm")
    return memory if os.access(memory, os.W_OK) else folder


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


SITE = {
    "index.html": "home",
    "products/tea/index.html": "tea",
    "products/pan/index.html": "pan",
    "a.css": "css",
}


def test_a_first_build_writes_everything_and_reports_it(desk: Desk) -> None:
    report = desk.publish(SITE)
    assert desk.files() == SITE
    assert report == Report(
        files=4, pages=3, changed=tuple(SITE), unchanged=0, removed=(), bytes_total=13, bytes_written=13
    )


def test_a_second_build_writes_nothing_at_all(desk: Desk) -> None:
    desk.publish(SITE)
    before = desk.traces()
    report = desk.publish(SITE)
    assert desk.traces() == before
    assert desk.made == []
    assert (report.written, report.unchanged, report.bytes_total) == (0, 4, 13)


def test_only_the_changed_file_is_touched(desk: Desk) -> None:
    desk.publish(SITE)
    before = desk.traces()
    report = desk.publish({**SITE, "products/tea/index.html": "green tea"})
    changed = {Path(path).name for path, trace in desk.traces().items() if before.get(path) != trace}
    assert desk.made == ["products/tea/index.html"]
    assert changed - {"output", "tea", "published"} == {
        "index.html",
        next(desk.state.rglob("*.ledger")).name,
    }
    assert (report.changed, report.written, report.bytes_written) == (("products/tea/index.html",), 1, 9)
    assert desk.files()["products/tea/index.html"] == "green tea"


def test_equal_bytes_from_a_new_fingerprint_leave_the_file_and_teach_the_ledger(desk: Desk) -> None:
    desk.publish(SITE)
    before = desk.traces()[str(desk.out / "index.html")]
    renewed = dict.fromkeys(SITE, "new")
    assert desk.publish(SITE, fingerprints=renewed).written == 0
    assert len(desk.made) == 4
    assert desk.traces()[str(desk.out / "index.html")] == before
    desk.publish(SITE, fingerprints=renewed)
    assert desk.made == []


def test_a_file_that_was_edited_or_deleted_by_hand_is_made_again(desk: Desk) -> None:
    desk.publish(SITE)
    (desk.out / "index.html").write_text("scribble")
    (desk.out / "a.css").unlink()
    shutil.rmtree(desk.out / "products/tea")
    desk.publish(SITE)
    assert sorted(desk.made) == ["a.css", "index.html", "products/tea/index.html"]
    assert desk.files() == SITE


def test_a_file_that_only_pretends_to_be_untouched_is_made_again(desk: Desk) -> None:
    """By its size alone, by its time alone, or by both although it is a link."""
    desk.publish(SITE)
    left = (desk.out / "index.html").stat()
    (desk.out / "index.html").write_text("a longer home")
    os.utime(desk.out / "index.html", ns=(left.st_atime_ns, left.st_mtime_ns))
    desk.publish(SITE)
    assert desk.files() == SITE
    (desk.out / "index.html").write_text("hole")
    desk.publish(SITE)
    assert desk.files() == SITE
    left = (desk.out / "index.html").stat()
    (desk.out / "index.html").unlink()
    (desk.out / "index.html").symlink_to("four")
    os.utime(desk.out / "index.html", ns=(left.st_atime_ns, left.st_mtime_ns), follow_symlinks=False)
    desk.publish(SITE)
    assert desk.files() == SITE


def test_a_file_made_a_link_by_hand_is_made_a_file_again(desk: Desk, tmp_path: Path) -> None:
    desk.publish(SITE)
    treasure = tmp_path / "treasure"
    treasure.write_text("gold")
    (desk.out / "index.html").unlink()
    (desk.out / "index.html").symlink_to(treasure)
    desk.publish(SITE)
    assert not (desk.out / "index.html").is_symlink()
    assert desk.files() == SITE
    assert treasure.read_text() == "gold"


def test_our_stale_files_and_emptied_folders_go_and_the_rest_stays(desk: Desk) -> None:
    desk.publish(SITE)
    (desk.out / "products/tea/notes.txt").write_text("mine")
    (desk.out / "kept").mkdir()
    report = desk.publish({"index.html": "home"})
    assert report.removed == ("a.css", "products/pan/index.html", "products/tea/index.html")
    assert desk.files() == {"index.html": "home", "products/tea/notes.txt": "mine"}
    assert desk.folders() == {"products", "products/tea", "kept"}


def test_a_folder_that_was_there_before_us_is_not_removed(desk: Desk) -> None:
    (desk.out / "products").mkdir(parents=True)
    desk.publish(SITE)
    desk.publish({"index.html": "home"})
    assert desk.folders() == {"products"}


def test_a_file_becomes_a_folder_and_back(desk: Desk) -> None:
    as_file, as_folder = {"a": "file", "b/c": "x"}, {"a/index.html": "page", "a/deep/er": "y", "b/c": "x"}
    for site in (as_file, as_folder, as_file):
        desk.publish(site)
        assert desk.files() == site
    assert desk.folders() == {"b"}


def test_one_name_may_begin_like_another(desk: Desk) -> None:
    site = {"a": "1", "ab": "2", "c/d": "3", "cd/e": "4", "c/de": "5", "f/g": "6", "c/z/y": "7", "fg": "8"}
    desk.publish(site)
    assert desk.files() == site
    desk.publish({})
    desk.publish({"x": "0", "c/q": "0", **site})
    assert desk.files() == {"x": "0", "c/q": "0", **site}


def test_a_file_takes_the_place_of_the_only_folder_beside_it(desk: Desk) -> None:
    for site in ({"a/b/c": "deep"}, {"a/b": "file"}, {"a/b/c": "deep"}, {"a/b": "file", "a/x": "more"}):
        desk.publish(site)
        assert desk.files() == site


def test_a_part_of_the_site_leaves_the_rest_alone(desk: Desk) -> None:
    desk.publish(SITE)
    report = desk.publish({"index.html": "new home", "new/index.html": "new"}, prune=False)
    assert (report.written, report.removed) == (2, ())
    assert desk.files() == {**SITE, "index.html": "new home", "new/index.html": "new"}
    desk.publish({**SITE, "index.html": "new home"})
    assert desk.made == []
    assert "new" not in desk.folders()


def test_an_empty_site_removes_what_we_published(desk: Desk) -> None:
    desk.publish(SITE)
    desk.publish({})
    assert desk.files() == {}
    assert desk.folders() == set()


def test_a_maker_that_fails_leaves_the_last_good_site_and_no_litter(desk: Desk) -> None:
    desk.publish(SITE)
    before = {path: trace[:2] for path, trace in desk.traces().items() if path != str(desk.out)}

    def fail() -> bytes:
        raise RuntimeError("out of tea")

    outputs = [Output(path, "new", lambda: b"new") for path in [*SITE, "x/y/z.html"]]
    with pytest.raises(RuntimeError, match="out of tea"):
        publish([*outputs, Output("last", "", fail)], folder=desk.out, state=desk.state)
    after = {path: trace[:2] for path, trace in desk.traces().items() if path != str(desk.out)}
    assert after == before


def test_a_first_build_that_fails_leaves_no_folder(desk: Desk) -> None:
    def fail() -> bytes:
        raise RuntimeError("out of tea")

    with pytest.raises(RuntimeError, match="out of tea"):
        publish([Output("a/b", "", fail)], folder=desk.out, state=desk.state)
    assert not desk.out.exists()


def test_losing_the_ledger_touches_no_file_and_forgets_no_stale_one(desk: Desk) -> None:
    desk.publish(SITE)
    before = desk.traces()[str(desk.out / "index.html")]
    shutil.rmtree(desk.state)
    report = desk.publish({path: text for path, text in SITE.items() if path != "a.css"})
    assert desk.traces()[str(desk.out / "index.html")] == before
    assert (report.written, report.removed) == (0, ("a.css",))


def test_losing_the_ledger_does_not_block_a_changed_site(desk: Desk) -> None:
    desk.publish(SITE)
    shutil.rmtree(desk.state)
    changed = {path: f"{text}!" for path, text in SITE.items()}
    desk.publish(changed)
    assert desk.files() == changed


def test_losing_the_manifest_is_made_good_from_the_ledger(desk: Desk) -> None:
    desk.publish(SITE)
    manifest = (desk.out / ".sitegen-files").read_bytes()
    (desk.out / ".sitegen-files").unlink()
    changed = {"index.html": "new home", "products/tea/index.html": "tea"}
    assert desk.publish(changed).removed == ("a.css", "products/pan/index.html")
    assert desk.files() == changed
    assert len((desk.out / ".sitegen-files").read_bytes()) < len(manifest)


def test_the_folder_is_searched_only_when_the_ledger_cannot_tell(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    searches: list[str] = []

    def searching(root: str) -> Iterator[tuple[str, bool]]:
        searches.append(root)
        return walk(root)

    monkeypatch.setattr("sitegen.write.stale.walk", searching)
    desk.publish(SITE)
    assert len(searches) == 1
    desk.publish({"index.html": "home"})
    assert len(searches) == 1
    shutil.rmtree(desk.state)
    desk.publish(SITE)
    assert len(searches) == 2


def test_a_search_passes_by_what_it_may_not_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.publish(SITE)
    (desk.out / "lost+found").mkdir()
    shutil.rmtree(desk.state)
    scan = os.scandir

    def scandir(path: Any) -> object:
        if str(path).endswith("lost+found"):
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", scandir)
        desk.publish({"index.html": "home"})
    assert desk.files() == {"index.html": "home"}
    assert desk.folders() == {"lost+found"}


def test_an_older_manifest_learns_what_it_missed(desk: Desk) -> None:
    desk.publish({"index.html": "home"})
    older = (desk.out / ".sitegen-files").read_bytes()
    desk.publish(SITE)
    (desk.out / ".sitegen-files").write_bytes(older)
    assert desk.publish(SITE).written == 0
    desk.publish({**SITE, "a.css": "new css"})
    desk.publish({"index.html": "home"})
    assert desk.files() == {"index.html": "home"}


def test_losing_both_is_harmless_while_the_site_is_unchanged(desk: Desk) -> None:
    desk.publish(SITE)
    shutil.rmtree(desk.state)
    (desk.out / ".sitegen-files").unlink()
    assert desk.publish(SITE).written == 0
    assert desk.publish({**SITE, "index.html": "new home"}).written == 1


def test_equal_sites_have_equal_manifests_whatever_came_before(desk: Desk, tmp_path: Path) -> None:
    desk.publish({"old/page.html": "old", "a.css/b": "odd"})
    desk.publish(SITE)
    other = Desk(tmp_path / "other")
    other.publish(dict(reversed(SITE.items())))
    assert (desk.out / ".sitegen-files").read_bytes() == (other.out / ".sitegen-files").read_bytes()


def test_the_manifest_does_not_tell_secret_addresses(desk: Desk) -> None:
    desk.publish({"s/kq7m2x9w4p/index.html": "for Mei"})
    assert b"kq7m2x9w4p" not in (desk.out / ".sitegen-files").read_bytes()


def test_two_output_folders_have_a_ledger_each(desk: Desk, tmp_path: Path) -> None:
    desk.publish(SITE)
    first, desk.out = desk.out, tmp_path / "elsewhere"
    desk.publish({"only.html": "one"})
    desk.out = first
    desk.publish(SITE)
    assert desk.made == []


def test_an_output_folder_may_be_a_link_to_a_folder(desk: Desk, tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    desk.out.parent.mkdir(parents=True)
    desk.out.symlink_to(real)
    desk.publish(SITE)
    assert (real / "index.html").read_text() == "home"
    assert desk.out.is_symlink()


def test_whoever_stands_in_the_folder_or_serves_it_keeps_the_same_folder(desk: Desk) -> None:
    desk.publish(SITE)
    standing = os.open(desk.out / "products", os.O_RDONLY)
    inode = desk.out.stat().st_ino
    changed = {path: f"{text}!" for path, text in SITE.items()}
    desk.publish(changed)
    page = os.open("tea/index.html", os.O_RDONLY, dir_fd=standing)
    assert os.read(page, 99) == b"tea!"
    assert desk.out.stat().st_ino == inode
    os.close(page)
    os.close(standing)


@pytest.mark.parametrize(("mask", "file", "folder"), [(0o022, 0o644, 0o755), (0o077, 0o600, 0o700), (0, 0o644, 0o755)])
def test_everybody_may_read_what_the_umask_allows(desk: Desk, mask: int, file: int, folder: int) -> None:
    old = os.umask(mask)
    try:
        desk.publish(SITE)
        desk.publish({**SITE, "index.html": "new", "products/tea/more": "x"})
    finally:
        os.umask(old)
    for path in desk.out.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (folder if path.is_dir() else file), path


def test_outputs_are_streamed(desk: Desk) -> None:
    def page(number: int) -> Output:
        return Output(f"{number}/index.html", "", lambda: bytes([number]) * 400_000)

    desk.publish({"warm": "up"})
    tracemalloc.start()
    report = publish(map(page, range(150)), folder=desk.out, state=desk.state)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert report.bytes_written == 60_000_000
    assert peak < 2_000_000


def test_progress_counts_every_output(desk: Desk) -> None:
    seen: list[int] = []
    outputs = [Output(path, "", lambda: b"") for path in SITE]
    publish(outputs, folder=desk.out, state=desk.state, progress=seen.append)
    assert seen == [1, 2, 3, 4]


def test_files_may_be_staged_by_other_hands(desk: Desk) -> None:
    with publication(desk.out, desk.state) as edition:
        wanted = [path for path in SITE if edition.needs(path, "1")]
        hands = [Stager(edition.root), Stager(edition.root)]
        for number, path in enumerate(wanted):
            edition.record(hands[number % 2].stage(path, SITE[path].encode()), "1")
        for hand in hands:
            hand.close()
        edition.commit()
    assert desk.files() == SITE
    desk.publish(SITE, fingerprints=dict.fromkeys(SITE, "1"))
    assert desk.made == []


def test_committing_with_something_unstaged_is_a_mistake(desk: Desk) -> None:
    with publication(desk.out, desk.state) as edition:
        assert edition.needs("index.html", "1")
        with pytest.raises(ValueError, match="never staged"):
            edition.commit()
    assert not desk.out.exists()


def test_names_in_any_script_work(desk: Desk) -> None:
    site = {"静态/护手霜.txt": "crème", "ß/ﬁ.txt": "x", "space and 'quote'/ü.txt": "y"}
    desk.publish(site)
    assert desk.files() == site
    desk.publish({})
    assert desk.folders() == set()


def test_big_files_are_compared_and_written_whole(desk: Desk) -> None:
    big = "0123456789abcdef" * 200_000
    desk.publish({"big.bin": big})
    assert desk.publish({"big.bin": big}, fingerprints={"big.bin": "2"}).written == 0
    other = f"{big[:-1]}!"
    assert desk.publish({"big.bin": other}).written == 1
    assert desk.files() == {"big.bin": other}
