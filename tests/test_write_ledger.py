"""What is remembered: damaged, foreign or huge, it costs time and never correctness."""

from array import array
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.write.ledger import FORMAT, Ledger
from sitegen.write.manifest import Manifest
from sitegen.write.paths import fault_of, folder_key, key_of
from sitegen.write.rows import Columns, Rows, mark_of
from tests.test_write_publish import SITE, Desk

NUMBERS = st.integers(0, 2**62)
ENTRIES = st.dictionaries(st.text(st.characters(codec="utf-8"), min_size=1, max_size=20), st.tuples(NUMBERS, NUMBERS))


def rows_of(entries: dict[str, tuple[int, int]]) -> Rows:
    rows = Rows()
    for path, (size, time) in entries.items():
        rows.add(path, f"{size} {time}", size, time)
    return rows


def entries_in(ledger: Ledger) -> dict[str | None, tuple[int, int]]:
    columns = ledger.columns
    return {columns.path(i): (columns.sizes[i], columns.times[i]) for i in range(len(columns))}


@settings(max_examples=40, deadline=None)
@given(before=ENTRIES, after=ENTRIES, dropped=st.sets(st.integers(0, 20)))
def test_what_was_saved_is_found_again(
    tmp_path_factory: pytest.TempPathFactory,
    before: dict[str, tuple[int, int]],
    after: dict[str, tuple[int, int]],
    dropped: set[int],
) -> None:
    file = tmp_path_factory.mktemp("books") / "x.ledger"
    first = Ledger.empty().updated(bytearray(), rows_of(before), "manifest")
    first.save(file)
    loaded = Ledger.load(file)
    assert loaded.manifest == "manifest"
    assert entries_in(loaded) == before
    keep = bytearray(index not in dropped for index in range(len(before)))
    kept = {path: entry for path, entry in before.items() if keep[loaded.find(key_of(path))]}
    loaded.updated(keep, rows_of(after), "").save(file)
    again = Ledger.load(file)
    assert entries_in(again) == {**kept, **after}
    for path, (size, time) in after.items():
        assert again.columns.marks[again.find(key_of(path))] == mark_of(f"{size} {time}")


def test_a_small_edit_keeps_all_other_rows() -> None:
    first = Ledger.empty().updated(bytearray(), rows_of({str(n): (n, n) for n in range(100)}), "m")
    second = first.updated(bytearray(b"\1" * 100), rows_of({"7": (70, 70)}), "m")
    assert entries_in(second) == {**{str(n): (n, n) for n in range(100)}, "7": (70, 70)}


def ledger_of(desk: Desk) -> Path:
    return next(desk.state.rglob("*.ledger"))


@pytest.mark.parametrize("length", [0, 1, 20, 100, 150, 200, 250])
def test_a_ledger_cut_short_counts_as_lost(tmp_path: Path, length: int) -> None:
    desk = Desk(tmp_path)
    desk.publish(SITE)
    whole = ledger_of(desk).read_bytes()
    assert length < len(whole)
    ledger_of(desk).write_bytes(whole[:length])
    report = desk.publish({path: text for path, text in SITE.items() if path != "a.css"})
    assert (report.written, report.removed) == (0, ("a.css",))
    desk.publish(SITE)
    assert ledger_of(desk).stat().st_size == len(whole)


@settings(max_examples=40, deadline=None)
@given(at=st.integers(0, 399), byte=st.integers(0, 255))
def test_a_ledger_with_a_wrong_byte_costs_only_time(
    tmp_path_factory: pytest.TempPathFactory, at: int, byte: int
) -> None:
    desk = Desk(tmp_path_factory.mktemp("world"))
    desk.publish(SITE)
    data = bytearray(ledger_of(desk).read_bytes())
    data[at % len(data)] = byte
    ledger_of(desk).write_bytes(data)
    (desk.out / "CNAME").write_text("mine")
    site = {"index.html": "new home", "products/tea/index.html": "tea", "a.css": "css"}
    desk.publish(site)
    assert desk.files() == {**site, "CNAME": "mine"}
    assert desk.folders() == {"products", "products/tea"}


def test_a_ledger_in_disorder_removes_nothing_that_is_wanted(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.publish(SITE)
    good = Ledger.load(ledger_of(desk))
    columns = msgspec.structs.astuple(good.columns)
    keys, marks, sizes, times, spots = (array("Q", list(column)[::-1]) for column in columns[:5])
    disorder = Columns(keys, marks, sizes, times, spots, bytes(columns[5]))
    Ledger(disorder, good.manifest).save(ledger_of(desk))
    site = {path: text for path, text in SITE.items() if path != "a.css"}
    desk.publish(site)
    assert desk.files() == site


def test_a_ledger_of_another_format_counts_as_lost(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.publish(SITE)
    data = ledger_of(desk).read_bytes()
    ledger_of(desk).write_bytes(data.replace(b'"format":%d' % FORMAT, b'"format":9'))
    desk.publish(SITE)
    assert len(desk.made) == len(SITE)
    assert ledger_of(desk).read_bytes()[:20] == data[:20]


def test_the_ledger_is_compact(tmp_path: Path) -> None:
    entries = {f"@creator-{n // 100}/product-{n % 100}/index.html": (n, n) for n in range(10_000)}
    Ledger.empty().updated(bytearray(), rows_of(entries), "m").save(tmp_path / "x.ledger")
    assert (tmp_path / "x.ledger").stat().st_size < 90 * len(entries)


@given(st.sets(NUMBERS), st.sets(NUMBERS), st.sets(NUMBERS))
def test_a_manifest_is_a_set(first: set[int], second: set[int], third: set[int]) -> None:
    manifest = Manifest.of(first).plus(second).minus(third)
    assert manifest == Manifest.of((first | second) - third)
    for key in first | second | third:
        assert (key in manifest) == (key in (first | second) - third)


@pytest.mark.parametrize("damage", [b"", b"sitegen 2: something newer", b"\0" * 500])
def test_a_manifest_that_cannot_be_read_counts_as_lost(tmp_path: Path, damage: bytes) -> None:
    desk = Desk(tmp_path)
    desk.publish(SITE)
    good = (desk.out / ".sitegen-files").read_bytes()
    (desk.out / ".sitegen-files").write_bytes(damage)
    desk.publish(SITE)
    assert (desk.out / ".sitegen-files").read_bytes()[:80] == good[:80]
    assert desk.publish({"index.html": "home"}).removed == tuple(sorted(set(SITE) - {"index.html"}))


def test_keys_are_the_same_on_any_machine_and_tell_files_from_folders() -> None:
    assert key_of("index.html") == 0xD2341C53CBD0625A
    assert folder_key("a") == key_of("a") + 1
    assert len({key_of(str(n)) for n in range(1000)}) == 1000


@given(st.text(max_size=40))
def test_a_path_without_fault_stays_inside_the_folder(path: str) -> None:
    if fault_of(path) is None:
        names = path.split("/")
        assert not {"", ".", ".."} & set(names)
        assert "\0" not in path
        assert Path("/out", path).is_relative_to("/out")
        assert path.encode().decode() == path
