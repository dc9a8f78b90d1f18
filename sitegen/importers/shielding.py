"""Words that stay words: a backslash, or the sign by its number, before whatever Markdown would take for a mark."""

from __future__ import annotations

import re

_SPECIAL = re.compile(
    r"[\\`]|(?<!\s)\*|\*(?!\s)|(?<![^\W_])_|_(?![^\W_])|\[(?=[\[^])|\](?=[(\[:])"
    r"|<(?=[a-zA-Z/!?])|&(?=#|[a-zA-Z]{2,31};)"
)
_SUSPECT = re.compile(r"[\\`*_\[\]<&]")
_AT_START = re.compile(r"(\s*)(#|[-+*](?=\s)|>|\d{1,9}(?=[.)](?:\s|$))|[=:|-](?=[=:| \t-]*$)|:(?=\s))")
_BRACKETS = re.compile(r"\\.|[\[\]]", re.DOTALL)


def escaped(text: str) -> str:
    return _SPECIAL.sub(_shielded, text) if _SUSPECT.search(text) else text  # most texts have none, and this is quick


def at_start(line: str) -> str:
    """A line that would begin a heading, a list or a quotation, or underline what is above it, as mere text."""
    match = _AT_START.match(line)
    if match is None:
        return line
    mark, rest = match[2], line[match.end() :]
    if mark.isdigit():
        return f"{match[1]}{mark}\\{rest}"
    return f"{match[1]}&#{ord(mark)};{rest}" if mark in "=:" else f"{match[1]}\\{mark}{rest}"


def in_heading(text: str) -> str:
    """A heading's words, whose outer hashes would be taken for the heading's own."""
    words = text.rstrip("#")
    shielded = f"\\{words}" if words.startswith("#") else words
    return shielded + "\\#" * (len(text) - len(words))


def in_brackets(text: str) -> str:
    """Escaped text whose brackets do not end the ones around it."""
    return _BRACKETS.sub(lambda match: match[0] if len(match[0]) > 1 else f"\\{match[0]}", text)


def _shielded(match: re.Match[str]) -> str:
    return {"<": "&lt;", "&": "&amp;"}.get(match[0], f"\\{match[0]}")
