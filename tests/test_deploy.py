"""Deploying under law: whatever the target held, whenever a run is stopped, it ends with exactly our files and nobody
else's touched; nothing is sent twice; no page is there before what it needs."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.cli import main
from sitegen.deploy.book import NAME, Book, Memory
from sitegen.deploy.items import Item, items_in, kind_of
from sitegen.deploy.sending import Deployed, send
from sitegen.deploy.store import Store
from sitegen.deploy.target import DeployError, Target, check_address, is_folder, is_git, is_rsync, open_target
from sitegen.errors import UsageError
from tests.world import World

Files = dict[str, bytes]


class Shelf:
    """A target in memory that remembers what was done to it and can fail before any step."""

    def __init__(self, files: Files | None = None, batch: int = 2) -> None:
        self.files = dict(files or {})
        self.done: list[tuple[str, str]] = []
        self.batch = batch
        self.fails_at = -1

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)

    def write(self, path: str, data: bytes) -> None:
        self._step("write", path)
        self.files[path] = data

    def put(self, folder: Path, items: Sequence[Item]) -> None:
        for item in items:
            self._step("put", item.path)
            self.files[item.path] = (folder / item.path).read_bytes()

    def remove(self, paths: Sequence[str]) -> None:
        for path in paths:
            self._step("remove", path)
            self.files.pop(path, None)

    def existing(self, paths: Sequence[str]) -> list[str]:
        return [path for path in paths if path in self.files]

    def paths(self) -> Iterable[str]:
        return list(self.files)

    def close(self) -> None:
        return

    def site(self) -> Files:
        return {path: data for path, data in self.files.items() if path != NAME}

    def _step(self, what: str, path: str) -> None:
        if len(self.done) == self.fails_at:
            raise KeyboardInterrupt
        self.done.append((what, path))


@pytest.fixture
def place(tmp_path: Path) -> Callable[[Files], Path]:
    """A fresh output folder that holds these files."""
    numbers = itertools.count()

    def written(files: Files) -> Path:
        folder = tmp_path / f"output{next(numbers)}"
        folder.mkdir()
        for path, data in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        return folder

    return written


def sent(folder: Path, target: Target, state: Path, **options: bool) -> Deployed:
    return send(folder, items_in(folder), target, Memory(state, "somewhere"), **options)


OLD = {"index.html": b"old", "tea/index.html": b"old tea", "assets/a-1.css": b"a", "s.xml": b"x"}
NEW = {"index.html": b"new", "pot/index.html": b"pot", "assets/b-2.css": b"b", "assets/a-1.css": b"a", "s.xml": b"y"}
STRANGER = {"theirs.txt": b"theirs", "tea/theirs.txt": b"theirs too"}

PATHS = st.sampled_from(["index.html", "a/index.html", "a/b.jpg", "assets/c.css", "d.xml", "e/f/index.html"])
SITES = st.dictionaries(PATHS, st.binary(max_size=3), max_size=6)


@settings(max_examples=60)
@given(site=SITES, before=SITES, batch=st.integers(1, 3))
def test_the_target_ends_as_the_folder_and_strangers_stay(
    place: Callable[[Files], Path], tmp_path_factory: pytest.TempPathFactory, site: Files, before: Files, batch: int
) -> None:
    state, shelf = tmp_path_factory.mktemp("state"), Shelf(STRANGER, batch)
    sent(place(before), shelf, state)
    folder = place(site)
    done = sent(folder, shelf, state)
    assert shelf.site() == site | STRANGER
    differing = {path for path in site if site[path] != before.get(path)}
    assert (set(done.uploaded), set(done.removed)) == (differing, set(before) - set(site))
    steps = len(shelf.done)
    again = sent(folder, shelf, state)
    assert (again.uploaded, again.removed, again.unchanged, len(shelf.done)) == ((), (), len(site), steps)


@pytest.mark.parametrize("forgets", [False, True], ids=["same machine", "another machine"])
def test_stopped_anywhere_the_next_run_ends_where_this_one_would_have(
    place: Callable[[Files], Path], tmp_path: Path, forgets: bool
) -> None:
    old, new = place(OLD), place(NEW)
    stops = 0
    for number in itertools.count():
        state, shelf = tmp_path / f"state{number}", Shelf(STRANGER, batch=1)
        sent(old, shelf, state)
        shelf.fails_at = len(shelf.done) + number
        try:
            sent(new, shelf, state)
        except KeyboardInterrupt:
            stops += 1
            _assert_pages_have_what_they_need(shelf)
            shelf.fails_at = -1
            done = sent(new, shelf, tmp_path / f"other{number}" if forgets else state)
            assert "assets/a-1.css" not in done.uploaded, "what was there already was sent again"
        assert shelf.site() == NEW | STRANGER
        if shelf.fails_at >= 0 and len(shelf.done) < shelf.fails_at:
            break
    assert stops == 7  # the book, four files, a removal, the book again


def _assert_pages_have_what_they_need(shelf: Shelf) -> None:
    if shelf.files.get("index.html") == b"new" or "pot/index.html" in shelf.files:
        assert shelf.files["assets/b-2.css"] == b"b"
    if "assets/b-2.css" not in shelf.files:
        assert shelf.files["tea/index.html"] == b"old tea"


def test_after_an_interruption_that_leaves_time_only_the_rest_is_sent(
    place: Callable[[Files], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf, folder = Shelf(batch=1), place(NEW)
    put, left = shelf.put, [3]

    def three_files(folder: Path, items: Sequence[Item]) -> None:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        put(folder, items)

    monkeypatch.setattr(shelf, "put", three_files)
    with pytest.raises(KeyboardInterrupt):
        sent(folder, shelf, tmp_path)
    monkeypatch.undo()
    there = set(shelf.site())
    assert (len(there), set(sent(folder, shelf, tmp_path).uploaded)) == (3, set(NEW) - there)


def test_new_things_come_first_pages_after_what_they_need_and_removals_last(
    place: Callable[[Files], Path], tmp_path: Path
) -> None:
    shelf = Shelf()
    sent(place(OLD), shelf, tmp_path)
    shelf.done.clear()
    sent(place(NEW | {"pot/index.html.br": b"br"}), shelf, tmp_path)
    steps = [path for what, path in shelf.done if path != NAME]
    assert steps == ["assets/b-2.css", "s.xml", "pot/index.html", "pot/index.html.br", "index.html", "tea/index.html"]
    assert [what for what, _ in shelf.done] == ["write", *["put"] * 5, "remove", "write"]


def test_what_is_not_ours_is_written_over_only_when_asked(place: Callable[[Files], Path], tmp_path: Path) -> None:
    shelf = Shelf({"index.html": b"theirs"})
    with pytest.raises(DeployError, match=r"1 files are in the way .*: index\.html\. Nothing was changed"):
        sent(place(OLD), shelf, tmp_path)
    assert (shelf.files, shelf.done) == ({"index.html": b"theirs"}, [])
    sent(place(OLD), shelf, tmp_path, overwrite=True)
    assert shelf.site() == OLD


def test_a_dry_run_tells_everything_and_does_nothing(place: Callable[[Files], Path], tmp_path: Path) -> None:
    shelf = Shelf()
    sent(place(OLD), shelf, tmp_path)
    shelf.done.clear()
    folder = place(NEW)
    told = sent(folder, shelf, tmp_path, dry_run=True)
    assert (shelf.done, shelf.site()) == ([], OLD)
    assert told == sent(folder, shelf, tmp_path)


def test_the_book_tells_nobody_where_anything_is(place: Callable[[Files], Path], tmp_path: Path) -> None:
    shelf = Shelf()
    sent(place({"s/k2j4h5secret/index.html": b"a letter"}), shelf, tmp_path)
    assert b"secret" not in shelf.files[NAME].split(b"\n", 1)[1]
    assert Book.read(shelf.files[NAME][:-1]) is None, "a book that was cut short is not believed"


def test_litter_and_our_own_notes_stay_at_home(place: Callable[[Files], Path]) -> None:
    folder = place(
        {".sitegen-files": b"", ".DS_Store": b"", ".git/x": b"", ".nojekyll": b"", "_headers": b"", "a.html": b""}
    )
    (folder / "link.html").symlink_to("/etc/passwd")
    assert sorted(item.path for item in items_in(folder)) == [".nojekyll", "_headers", "a.html"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("a.css", "text/css; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"),
        ("sitemap.xml", "application/xml; charset=utf-8"),
        ("a.JPG", "image/jpeg"),
        ("a.avif", "image/avif"),
        ("a.webp", "image/webp"),
        ("a.svg", "image/svg+xml; charset=utf-8"),
        ("a.ics", "text/calendar; charset=utf-8"),
        ("a.vcf", "text/vcard; charset=utf-8"),
        ("a.mp4", "video/mp4"),
        ("CNAME", "application/octet-stream"),
    ],
)
def test_types_are_the_same_on_every_machine(path: str, kind: str) -> None:
    assert kind_of(path) == kind


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("../live", "folder"),
        ("/var/www/shop", "folder"),
        ("s3://bucket/shop", "store"),
        ("sftp://me@host:2222/srv", "store"),
        ("me@host:/var/www", "rsync"),
        ("host:shop", "rsync"),
        ("rsync://host/module", "rsync"),
        ("git", "git"),
        ("git:gh-pages", "git"),
        ("git+https://host/me/shop.git#live", "git"),
    ],
)
def test_an_address_says_what_it_is(address: str, kind: str) -> None:
    found = [name for name, test in (("folder", is_folder), ("rsync", is_rsync), ("git", is_git)) if test(address)]
    assert found == ([] if kind == "store" else [kind])


@pytest.mark.parametrize("address", ["", "sftp://me:secret@host/srv", "output"])
def test_addresses_that_cannot_be_meant_are_refused(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError):
        check_address(address, tmp_path / "output")


# folders


def test_a_folder_gets_whole_files_and_loses_what_became_empty(place: Callable[[Files], Path], tmp_path: Path) -> None:
    live = tmp_path / "live"
    sent(place(OLD), open_target(str(live)), tmp_path / "state")
    assert _files_in(live) == OLD
    (live / "tea" / "theirs.txt").write_bytes(b"theirs")
    sent(place(NEW), open_target(str(live)), tmp_path / "state")
    assert _files_in(live) == NEW | {"tea/theirs.txt": b"theirs"}
    sent(place({"index.html": b"new"}), open_target(str(live)), tmp_path / "state")
    assert sorted(path.name for path in live.iterdir()) == [NAME, "index.html", "tea"]


def _files_in(folder: Path) -> Files:
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if name != NAME}


def test_a_folder_needs_no_further_package_and_a_link_in_it_leads_nowhere(
    place: Callable[[Files], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    live, theirs = tmp_path / "live", tmp_path / "theirs.html"
    live.mkdir()
    theirs.write_bytes(b"theirs")
    (live / "index.html").symlink_to(theirs)
    with pytest.raises(DeployError, match="in the way"):
        sent(place(OLD), open_target(str(live)), tmp_path / "state")
    sent(place(OLD), open_target(str(live)), tmp_path / "state", overwrite=True)
    assert (_files_in(live), theirs.read_bytes()) == (OLD, b"theirs")
    with pytest.raises(DeployError, match=r"pip install 'sitegen\[deploy\]'"):
        open_target("s3://bucket")


class Shaky:
    """A file system whose every call fails a few times."""

    protocol = "shaky"

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.files: Files = {}
        self._left = failures

    def cat_file(self, path: str) -> bytes:
        self._shake()
        if path not in self.files:
            raise FileNotFoundError(path)
        return self.files[path]

    def pipe_file(self, path: str, data: bytes) -> None:
        self._shake()
        self.files[path] = data

    def put_file(self, source: str, path: str) -> None:
        self._shake()
        self.files[path] = Path(source).read_bytes()

    def exists(self, path: str) -> bool:
        return path in self.files

    def _shake(self) -> None:
        self._left = self._left - 1 if self._left else self.failures
        if self._left != self.failures:
            raise ConnectionResetError("reset by peer")


def test_a_shaky_network_is_tried_again_a_few_times(place: Callable[[Files], Path], tmp_path: Path) -> None:
    shaky = Shaky(3)
    sent(place(OLD), Store(shaky, "/x", "shaky://x", first_wait=0), tmp_path)
    assert {path.removeprefix("/x/"): data for path, data in shaky.files.items() if NAME not in path} == OLD
    with pytest.raises(DeployError, match="shaky://x: ConnectionResetError: reset by peer"):
        sent(place(OLD), Store(Shaky(9), "/x", "shaky://x", first_wait=0), tmp_path)


# the command

TEA = "-- content/products/tea.md --\n---\ntitle: Tea\nsku: T\nprice: 12\n---\nGood tea.\n"


def _run(*words: str) -> str:
    done = CliRunner().invoke(main, ["deploy", *words], catch_exceptions=False)
    return f"{done.exit_code} {done.output}"


def test_the_command_builds_and_uploads(world: Callable[..., World], tmp_path: Path) -> None:
    site = world(TEA)
    here, live = ["-s", str(site.folder)], tmp_path / "live"
    assert _run(str(live), *here).startswith("0 Deployed")
    assert _files_in(live).keys() == {path for path in site.build().files() if not path.startswith(".sitegen")}
    assert "0 uploaded" in _run(str(live), *here)
    site.write(TEA.replace("Good", "Better"))
    assert "  upload products/tea/index.html" in _run(str(live), "--dry-run", *here)
    assert "Good tea" in (live / "products/tea/index.html").read_text()
    _run(str(live), *here)
    assert "Better tea" in (live / "products/tea/index.html").read_text()


def test_site_yaml_may_say_where_to(world: Callable[..., World], tmp_path: Path) -> None:
    site = world(TEA)
    assert _run("-s", str(site.folder)).startswith("2 ")
    site.put("site.yaml", (site.folder / "site.yaml").read_text() + "deploy: ../beside\n")
    assert _run("-s", str(site.folder)).startswith("0 Deployed")
    assert (site.folder.parent / "beside/index.html").exists()


def test_what_the_host_will_not_take_is_not_uploaded(world: Callable[..., World], tmp_path: Path) -> None:
    site = world(TEA)
    site.put("site.yaml", (site.folder / "site.yaml").read_text() + "hosting: cloudflare-pages\n")
    site.build()
    with (site.folder / "output" / "film.mp4").open("wb") as film:
        film.truncate(26 << 20)
    said = _run(str(tmp_path / "live"), "-s", str(site.folder))
    assert said.startswith("1 ")
    assert "`film.mp4` has 27.3 MB" in said
    assert not (tmp_path / "live").exists()
