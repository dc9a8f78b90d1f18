"""A Markdown file's two halves, and texts that are none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.load.front_matter import LARGEST_TEXT, read_text, split
from sitegen.load.nodes import resolve
from sitegen.load.yaml_reader import YamlError

FILE = "a.md"


def refusal_of(text: str) -> str:
    with pytest.raises(YamlError) as caught:
        split(text, FILE)
    return str(caught.value.problem)


def refusal_of_file(path: Path) -> str:
    with pytest.raises(YamlError) as caught:
        read_text(path, FILE)
    return str(caught.value.problem)


def file_of(folder: Path, data: bytes) -> Path:
    path = folder / FILE
    path.write_bytes(data)
    return path


def test_fields_and_body_are_parted_and_keep_their_lines() -> None:
    written, problems = split("---\ntitle: Tea\nprice: 12\n---\n\nGood tea.\n", FILE)
    assert problems == []
    assert resolve(written.fields) == {"title": "Tea", "price": 12}
    assert written.fields.at("price").line == 3
    assert (written.body, written.body_line) == ("\nGood tea.\n", 5)


def test_a_text_may_have_no_body() -> None:
    assert split("---\ntitle: Tea\n---", FILE)[0].body == ""


def test_a_line_of_dashes_in_the_body_belongs_to_the_body() -> None:
    assert split("---\ntitle: Tea\n---\none\n\n---\n\ntwo\n", FILE)[0].body == "one\n\n---\n\ntwo\n"


def test_front_matter_may_be_empty_or_only_a_comment() -> None:
    assert split("---\n---\nbody\n", FILE)[0].fields.entries == ()
    assert split("---\n# later\n---\nbody\n", FILE)[0].body == "body\n"


def test_spaces_after_the_dashes_do_no_harm() -> None:
    assert split("---  \ntitle: Tea\n--- \nbody", FILE)[0].body == "body"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "a.md:1: this file is empty"),
        (" \n\t\n", "a.md:1: this file is empty"),
        ("Good tea.\n", "a.md:1: front matter is missing"),
        ("\n---\ntitle: Tea\n---\n", "a.md:1: front matter is missing"),
        ("---\ntitle: Tea\n", "a.md:1: front matter does not end"),
        ("---\ntitle: Tea\n --- \n", "a.md:1: front matter does not end"),
        ("---\n- a\n---\n", "a.md:2: this should be `key: value` lines"),
    ],
)
def test_a_text_without_front_matter_says_so(text: str, complaint: str) -> None:
    assert refusal_of(text).startswith(complaint)


@pytest.mark.parametrize("text", ["—-\ntitle: Tea\n---\n", "---\ntitle: Tea\n—-\n", "———\ntitle: Tea\n———\n"])
def test_long_dashes_of_a_phones_keyboard_are_recognised(text: str) -> None:
    assert "write three short dashes" in refusal_of(text)


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    assert read_text(file_of(tmp_path, b"\xef\xbb\xbf---\n"), FILE) == "---\n"


@pytest.mark.parametrize("end", [b"\r\n", b"\r", b"\n"], ids=["Windows", "old Mac", "Unix"])
def test_line_ends_of_any_system_are_one(tmp_path: Path, end: bytes) -> None:
    assert read_text(file_of(tmp_path, b"a" + end + b"b" + end), FILE) == "a\nb\n"


def test_a_text_in_another_encoding_is_refused_on_the_line_where_it_shows(tmp_path: Path) -> None:
    assert refusal_of_file(file_of(tmp_path, "---\ntitle: Thé\n".encode("latin-1"))) == (
        "a.md:2: this is not UTF-8 text (save the file with the encoding UTF-8)"
    )


def test_a_nul_byte_is_refused_on_its_line(tmp_path: Path) -> None:
    assert refusal_of_file(file_of(tmp_path, b"one\ntwo\nth\x00ree")).startswith("a.md:3: a NUL character")


def test_a_text_of_50_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = file_of(tmp_path, b"")
    with path.open("wb") as file:
        file.truncate(50_000_000)
    assert refusal_of_file(path) == "a.md: 50 MB is too large for a text (split it; the limit is 2 MB)"


def test_a_text_at_the_limit_is_read(tmp_path: Path) -> None:
    assert len(read_text(file_of(tmp_path, b"x" * LARGEST_TEXT), FILE)) == LARGEST_TEXT


def test_a_file_that_vanished_is_a_complaint_and_no_crash(tmp_path: Path) -> None:
    assert refusal_of_file(tmp_path / "gone.md").startswith("a.md: this file cannot be read: no such file")


@given(st.text(), st.text())
def test_any_front_matter_is_read_or_refused_and_the_body_is_untouched(head: str, body: str) -> None:
    text = f"---\n{head}\n---\n{body}"
    try:
        written, _ = split(text, FILE)
    except YamlError:
        return
    assert text.endswith(written.body)
    assert "\n".join(text.split("\n")[written.body_line - 1 :]) in (written.body, "---")
