"""Publishing straight to a store under law: whatever it held, wherever a build is stopped, it ends with exactly the
outputs and nobody else's objects touched; what lies there already is not put again."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.deploy.book import NAME
from sitegen.deploy.direct import NOTE, DirectPublication, direct_publication
from sitegen.deploy.items import Item
from sitegen.deploy.putting import PuttingBench, seal_of
from sitegen.deploy.target import DeployError
from sitegen.errors import UsageError
from sitegen.write.output import Output, RefusedError, Report

Files = dict[str, bytes]


class Shelf:
    """A store in memory that remembers what was done to it and can fail before any step."""

    batch = 2

    def __init__(self, files: Files | None = None) -> None:
        self.files = dict(files or {})
        self.steps: list[tuple[str, str]] = []
        self.fails_at = -1
        self.listed = 0

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)

    def write(self, path: str, data: bytes) -> None:
        self._step("write", path)
        self.files[path] = data

    def pipe(self, files: Sequence[tuple[Item, bytes]]) -> None:
        for item, data in files:
            self._step("put", item.path)
            self.files[item.path] = data

    def remove(self, paths: Sequence[str]) -> None:
        for path in paths:
            self._step("remove", path)
            self.files.pop(path, None)

    def existing(self, paths: Sequence[str]) -> list[str]:
        return [path for path in paths if path in self.files]

    def listing(self) -> Iterator[tuple[str, int, int]]:
        self.listed += 1
        return iter([(path, len(data), seal_of(data)) for path, data in self.files.items()])

    def site(self) -> Files:
        return {path: data for path, data in self.files.items() if path not in (NAME, NOTE)}

    def put(self) -> list[str]:
        return [path for what, path in self.steps if what == "put"]

    def _step(self, what: str, path: str) -> None:
        if len(self.steps) == self.fails_at:
            raise KeyboardInterrupt
        self.steps.append((what, path))


def published(files: Files, shelf: Any, ledger: Path, *, on_bench: bool = False) -> Report:
    """A build whose outputs are these files, each made from itself."""
    outputs = [Output(path, data.hex(), lambda data=data: data) for path, data in files.items()]
    edition = DirectPublication(shelf, "s3://shop", ledger)
    edition.expect(lambda: list(files))
    if on_bench:
        with edition.bench():
            for row in PuttingBench(shelf).rows(outputs, edition.known(files)):
                edition.take(*row)
    else:
        for output in outputs:
            if edition.needs(output.path, output.fingerprint):
                edition.stage(output.path, output.fingerprint, output.make())
    return edition.commit()


PATHS = st.sampled_from(["index.html", "a/index.html", "a/b.jpg", "assets/c.css", "d.xml", "e/f/index.html"])
SITES = st.dictionaries(PATHS, st.binary(max_size=3), max_size=6)
STRANGER = {"theirs.txt": b"theirs"}


@settings(max_examples=80)
@given(before=SITES, site=SITES, on_bench=st.booleans(), forgets=st.booleans())
def test_the_store_ends_as_the_outputs_and_the_report_tells_how(
    tmp_path_factory: pytest.TempPathFactory, before: Files, site: Files, on_bench: bool, forgets: bool
) -> None:
    folder, shelf = tmp_path_factory.mktemp("ledgers"), Shelf(STRANGER)
    published(before, shelf, folder / "one", on_bench=on_bench)
    report = published(site, shelf, folder / ("two" if forgets else "one"), on_bench=on_bench)
    assert shelf.site() == site | STRANGER
    differing = {path for path in site if site[path] != before.get(path)}
    assert (set(report.changed), set(report.removed)) == (differing, set(before) - set(site))
    assert (report.files, report.unchanged) == (len(site), len(site) - len(differing))
    assert report.bytes_total == sum(map(len, site.values()))
    assert report.bytes_written == sum(len(site[path]) for path in differing)
    assert NOTE not in shelf.files
    steps, lists = len(shelf.steps), shelf.listed
    again = published(site, shelf, folder / ("two" if forgets else "one"))
    assert (again.changed, again.removed, len(shelf.steps), shelf.listed) == ((), (), steps, lists)


OLD = {"index.html": b"old", "tea/index.html": b"old tea", "a.css": b"a", "s.xml": b"x"}
NEW = {"a.css": b"a", "s.xml": b"y", "pot/index.html": b"pot", "index.html": b"new"}


EDITED = OLD | {"index.html": b"edited", "s.xml": b"y"}


@pytest.mark.parametrize("forgets", [False, True], ids=["same machine", "another machine"])
@pytest.mark.parametrize("taken_back", [False, True], ids=["tried again", "taken back"])
@pytest.mark.parametrize(("new", "steps"), [(NEW, 8), (EDITED, 5)], ids=["other paths", "same paths"])
def test_stopped_anywhere_the_next_build_ends_where_it_should(
    tmp_path: Path, forgets: bool, taken_back: bool, new: Files, steps: int
) -> None:
    after, stops = OLD if taken_back else new, 0
    for number in itertools.count():
        shelf = Shelf(STRANGER)
        published(OLD, shelf, tmp_path / f"{number}")
        shelf.fails_at = len(shelf.steps) + number
        try:
            published(new, shelf, tmp_path / f"{number}")
        except KeyboardInterrupt:
            stops += 1
        else:
            break
        shelf.fails_at = -1
        published(after, shelf, tmp_path / (f"other{number}" if forgets else f"{number}"))
        assert shelf.site() == after | STRANGER, number
    assert stops == steps  # the note, the book where paths come, the objects, a removal, the book, the note


def test_an_older_build_of_another_machine_is_not_believed(tmp_path: Path) -> None:
    shelf = Shelf()
    published(OLD, shelf, tmp_path / "one")
    published(OLD | {"s.xml": b"z"}, shelf, tmp_path / "two")
    published(OLD, shelf, tmp_path / "one")
    assert shelf.site() == OLD


def test_what_lies_there_is_not_put_again_when_the_ledger_is_lost(tmp_path: Path) -> None:
    shelf = Shelf()
    published(OLD, shelf, tmp_path / "one")
    shelf.steps.clear()
    assert published(OLD, shelf, tmp_path / "two").changed == ()
    assert shelf.put() == []


def test_strangers_are_refused_before_anything_is_put(tmp_path: Path) -> None:
    shelf = Shelf({"index.html": b"theirs"})
    with pytest.raises(DeployError, match=r"1 files are in the way .*: index\.html\. Nothing was changed; build to"):
        published(OLD, shelf, tmp_path / "one")
    assert (shelf.files, shelf.steps) == ({"index.html": b"theirs"}, [])


def test_paths_that_cannot_be_are_refused_before_anything_is_put(tmp_path: Path) -> None:
    shelf = Shelf()
    with pytest.raises(RefusedError, match="not a plain relative path"):
        published({"../up.html": b""}, shelf, tmp_path / "one")
    edition = DirectPublication(shelf, "s3://shop", tmp_path / "one")  # type: ignore[arg-type]
    with pytest.raises(RefusedError, match=r"'a\.html': two outputs have this path"):
        edition.expect(lambda: ["a.html", "a.html", "b.html"])
    assert shelf.steps == []


def test_what_was_expected_must_come(tmp_path: Path) -> None:
    shelf = Shelf()
    edition = DirectPublication(shelf, "s3://shop", tmp_path / "one")  # type: ignore[arg-type]
    edition.expect(lambda: ["a.html", "b.html"])
    edition.stage("a.html", "a", b"a")
    with pytest.raises(ValueError, match="2 outputs were expected and 1 came"):
        edition.commit()


@pytest.mark.parametrize("address", ["sftp://host/shop", "file:///srv/shop", "rsync://host/shop", "s3://x:y@bucket"])
def test_only_object_stores_are_built_to(address: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError), direct_publication(address, tmp_path):
        pass
