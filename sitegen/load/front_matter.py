"""A Markdown file's two halves: YAML between `---` lines, and the text below."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from sitegen.errors import Place, Problem
from sitegen.load.files import why_not
from sitegen.load.nodes import Mapping
from sitegen.load.yaml_reader import YamlError, read_mapping

LARGEST_TEXT = 2_000_000

_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
_LONG_DASHES = re.compile(r"^(?=-*[–—])[-–—]+[ \t]*$", re.MULTILINE)
_DASHES = "write three short dashes, `---`; the keyboard made long ones of them"


class Written(msgspec.Struct, frozen=True):
    """What one file says. `body_line` is the line on which the body begins."""

    fields: Mapping
    body: str
    body_line: int


def read_text(path: Path, file: str) -> str:
    """A UTF-8 text with Unix line ends and without BOM. Raises YamlError when it is none or far too large."""
    data = _bytes_of(path, file)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _refusal(file, line, "this is not UTF-8 text", "save the file with the encoding UTF-8") from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise _refusal(file, line, "a NUL character: this is no text file", "save it anew as UTF-8 text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _bytes_of(path: Path, file: str) -> bytes:
    try:
        if (size := path.stat().st_size) > LARGEST_TEXT:
            raise _refusal(file, None, f"{size / 1e6:.0f} MB is too large for a text", "split it; the limit is 2 MB")
        return path.read_bytes()
    except OSError as error:
        what = f"this file cannot be read: {why_not(error)}"
        raise _refusal(file, None, what, "check that you may read it") from None


def split(text: str, file: str) -> tuple[Written, list[Problem]]:
    """Front matter and body of a Markdown file. Raises YamlError when there is no front matter."""
    if not text.strip():
        raise _refusal(file, 1, "this file is empty", "begin with front matter: `---`, `title: …`, `---`")
    opening = _FENCE.match(text)
    if opening is None:
        hint = _DASHES if _LONG_DASHES.match(text) else "begin the file with `---`, `title: …`, `---`"
        raise _refusal(file, 1, "front matter is missing", hint)
    closing = _FENCE.search(text, opening.end())
    if closing is None:
        hint = _DASHES if _LONG_DASHES.search(text) else "close it with a line that holds only `---`"
        raise _refusal(file, 1, "front matter does not end", hint)
    fields, problems = read_mapping(text[opening.end() + 1 : closing.start()], file, first_line=2)
    body = text[closing.end() + 1 :]
    return Written(fields, body, text[: closing.end() + 1].count("\n") + 1), problems


def _refusal(file: str, line: int | None, what: str, hint: str) -> YamlError:
    return YamlError(Problem(Place(file, line), what, hint))
