"""What a build keeps for the next one: believed only as far as it is true, and never run."""

from __future__ import annotations

import os
import pickle
import shutil
import stat
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.digest import digest
from sitegen.engines.recollection import Recollection
from sitegen.errors import ContentError
from sitegen.load import documents
from sitegen.standing import program_key
from tests.test_laws import EDITS, TINY, edit
from tests.world import World, make_world

WARM = 0.06  # seconds for which a changed file counts as fresh, here


@pytest.fixture
def cool(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Wait until no file is fresh any more, so that files are known by their stamps."""
    monkeypatch.setattr("sitegen.load.files.STILL_WARM", int(WARM * 1e9))
    return lambda: time.sleep(WARM * 1.2)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are read."""
    files: list[str] = []
    reading = documents._read

    def noted(item: Any) -> Any:
        files.append(item.file)
        return reading(item)

    monkeypatch.setattr(documents, "_read", noted)
    return files


def kept_by(site: World) -> Path:
    return site.folder / ".sitegen/cache/recollection"


def remembered(site: World) -> set[str]:
    known = Recollection(site.settings().state, program_key())._known
    return {name[0] if isinstance(name, tuple) else name for name in known}


def test_only_texts_that_changed_are_read_again(
    world: Callable[..., World], cool: Callable[[], None], read: list[str]
) -> None:
    site = world(TINY)
    cool()
    first = site.build().published()
    assert len(read) == 7
    read.clear()
    assert site.build().published() == first
    assert read == []
    edit(site, "content/products/tea.md", "price: 12", "price: 13")
    cool()
    after = site.build()
    assert read == ["content/products/tea.md"]
    assert "13" in after.page("/products/tea/")
    assert after.published() == site.build_clean().published()


def test_all_that_holds_is_kept(world: Callable[..., World], cool: Callable[[], None]) -> None:
    site = world(TINY)
    cool()
    site.build()
    assert remembered(site) == {"text", "fields", "names", "entry", "wording", "theme"}
    assert stat.S_IMODE(kept_by(site).stat().st_mode) == 0o600  # it holds what only some may read


def test_a_small_edit_is_not_worth_writing_everything_and_what_is_gone_is_forgotten(
    world: Callable[..., World], cool: Callable[[], None]
) -> None:
    pages = "".join(f"-- content/pages/p{number}.md --\n---\ntitle: Page {number}\n---\n" for number in range(40))
    site = world(TINY).write(pages)
    cool()
    site.build()
    before = kept_by(site).read_bytes()
    edit(site, "content/pages/p7.md", "Page 7", "Seven")
    cool()
    built = site.build()
    assert kept_by(site).read_bytes() == before
    assert "Seven" in built.page("/p7/")
    (site.folder / "content/pages/p8.md").unlink()
    site.build()
    assert b"Page 9" in kept_by(site).read_bytes()
    assert b"Page 8" not in kept_by(site).read_bytes()


@settings(max_examples=10, deadline=None)
@given(st.lists(st.sampled_from(EDITS), min_size=1, max_size=4, unique=True))
def test_edits_one_by_one_end_where_a_clean_build_does(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, str, str]]
) -> None:
    """Texts known by their stamps, and a build after each edit; some of them fail."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sitegen.load.files.STILL_WARM", int(WARM * 1e9))
        site = make_world(tmp_path_factory.mktemp("site") / "site", TINY)
        site.build()
        for file, old, new in edits:
            edit(site, file, old, new)
            time.sleep(WARM * 1.2)
            site.problems()
            built = site.build()
    assert built.published() == site.build_clean().published()


def test_other_choices_and_another_place_are_told_apart(world: Callable[..., World], cool: Callable[[], None]) -> None:
    site = world(TINY)
    cool()
    site.build()
    moved = World(site.folder.with_name("moved"))
    shutil.copytree(site.folder, moved.folder)
    assert moved.build(base_url="https://other.example/").published() == (
        moved.build_clean(base_url="https://other.example/").published()
    )
    assert (
        moved.build(drafts=True, preview=True).published() == moved.build_clean(drafts=True, preview=True).published()
    )


def test_another_program_begins_anew(world: Callable[..., World], monkeypatch: pytest.MonkeyPatch) -> None:
    site = world(TINY)
    site.build()
    assert remembered(site)
    assert Recollection(site.settings().state, "another")._known == {}
    assert Recollection(site.settings().state, "")._known == {}
    monkeypatch.setattr("sitegen.build.program_key", str)
    before = kept_by(site).read_bytes()
    edit(site, "site.yaml", "currency: CNY", "currency: EUR")
    site.build()
    assert kept_by(site).read_bytes() == before


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_damaged_file_is_a_lost_one(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    state = tmp_path_factory.mktemp("state")
    memory = Recollection(state, "key")
    memory.recall(("fields", "a"), "given", lambda: ["made", 3])
    memory.keep()
    file = state / "cache/recollection"
    whole = file.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = data.draw(
        st.sampled_from([whole[:at], whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :], whole + b"x"])
    )
    file.write_bytes(damaged)
    assert Recollection(state, "key")._known == {}


def test_a_problem_is_told_again(world: Callable[..., World], cool: Callable[[], None]) -> None:
    site = world(TINY).write("""
        -- content/pages/odd.md --
        ---
        title: Odd
        colour: red
        ---
        We are the cure. Passive income for all, and [[nothing]].
    """)
    cool()
    before = site.problems()
    assert len(before) >= 3
    with pytest.raises(ContentError):
        site.build()
    edit(site, "content/pages/odd.md", "colour: red\n", "")
    edit(site, "content/pages/odd.md", ", and [[nothing]]", "")
    cool()
    first = site.build().built.checked.warnings
    assert len(first) == 1
    assert site.build().built.checked.warnings == first


def slip_in(site: World, values: bytes) -> None:
    kept_by(site).write_bytes(f"{program_key()} {digest(values)}\n".encode() + values)


class Evil:
    def __init__(self, call: tuple[Any, ...]) -> None:
        self.call = call

    def __reduce__(self) -> tuple[Any, ...]:
        return self.call


@pytest.mark.parametrize(
    "call",
    [
        lambda mark: (os.system, (f"touch {mark}",)),
        lambda mark: (Path.touch, (mark,)),
        lambda mark: (eval, (f"open({str(mark)!r}, 'w')",)),
        lambda mark: (getattr, (Path, "touch")),
        lambda mark: (shutil.copy, (__file__, mark)),
    ],
    ids=["a command", "a method", "an expression", "an attribute", "a function"],
)
def test_a_file_that_somebody_slipped_in_runs_nothing(
    world: Callable[..., World], tmp_path: Path, call: Callable[[Path], tuple[Any, ...]]
) -> None:
    site, mark = world(TINY), tmp_path / "mark"
    site.build()
    slip_in(site, pickle.dumps([(("text", "x"), Evil(call(mark)))], 5))
    assert remembered(site) == set()
    assert site.build().published() == site.build_clean().published()
    assert not mark.exists()


def test_a_cache_that_cannot_be_written_costs_time_and_nothing_else(world: Callable[..., World]) -> None:
    site = world(TINY)
    kept_by(site).mkdir(parents=True)
    assert site.build().published() == site.build_clean().published()


@pytest.mark.parametrize("named", ["sitegen.errors Problem", "sitegen.load.nodes Scalar", "pathlib PosixPath"])
def test_nor_does_it_change_a_class(world: Callable[..., World], named: str) -> None:
    """A pickle may set attributes of whatever it has got hold of."""
    site = world(TINY)
    site.build()
    module, name = named.split()
    key, value = (b"X" + struct.pack("<I", len(text)) + text for text in (b"place", b"changed"))
    before = dict(vars(getattr(sys.modules[module], name)))
    slip_in(site, b"\x80\x02c" + f"{module}\n{name}\n".encode() + b"(N}" + key + value + b"stb.")
    assert remembered(site) == set()
    assert dict(vars(getattr(sys.modules[module], name))) == before


def test_it_gives_no_results_that_no_build_keeps(world: Callable[..., World]) -> None:
    site = world(TINY)
    site.build()
    slip_in(site, pickle.dumps([("providers", ((), {})), (("links", "en", "tea"), ((), []))], 5))
    assert remembered(site) == set()


def test_values_that_cannot_be_kept_leave_what_was_kept_before(tmp_path: Path) -> None:
    first = Recollection(tmp_path, "program")
    first.recall(("text", "a"), "seen", lambda: "kept")
    first.keep()
    second = Recollection(tmp_path, "program")
    second.recall(("text", "b"), "seen", lambda: "much " * 100_000)
    second.recall(("text", "c"), "seen", lambda: lambda: "no pickle can hold this")
    second.keep()
    assert Recollection(tmp_path, "program").recall(("text", "a"), "seen", lambda: "made anew") == "kept"
    assert [file.name for file in (tmp_path / "cache").iterdir()] == ["recollection"]


def test_what_is_no_file_is_not_waited_for(world: Callable[..., World]) -> None:
    site = world(TINY)
    kept_by(site).parent.mkdir(parents=True)
    os.mkfifo(kept_by(site))
    assert site.build().published() == site.build_clean().published()


def test_packages_with_odd_names_of_files_keep_nobody_from_building(world: Callable[..., World]) -> None:
    """The package describes itself in a folder whose name is no text."""
    site = world(TINY)
    shelf = os.fsencode(site.folder.parent) + b"/caf\xe9"
    os.makedirs(shelf + b"/odd-1.0.dist-info")
    with open(shelf + b"/odd-1.0.dist-info/METADATA", "w") as described:
        described.write("Name: odd\nVersion: 1.0\n")
    command = [sys.executable, "-m", "sitegen", "build", "-q", "--source", str(site.folder)]
    environment = os.environb | {b"PYTHONPATH": shelf + b":" + os.fsencode(Path(__file__).parent.parent)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert (site.folder / "output/index.html").exists()


def test_whom_buyers_are_sent_to_is_looked_at_every_time(
    world: Callable[..., World], monkeypatch: pytest.MonkeyPatch, cool: Callable[[], None]
) -> None:
    """A provider may answer otherwise than it did, although nothing of the site has changed."""
    site = world(TINY)
    edit(site, "site.yaml", "checkout: {provider", "checkout: {hosts: [pay.example], provider")
    cool()
    site.build()

    def elsewhere(_self: Any, _settings: Any, _purchase: Any, tag: str | None) -> str:
        return f"https://evil.example/?tag={tag}"

    monkeypatch.setattr("sitegen.checkouts.template.Template.link", elsewhere)
    assert "evil.example" in site.complaints()
