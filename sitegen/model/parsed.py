"""What a Markdown text has become, for those who only look at it.

`parse` reads one. The reader, with Python-Markdown, is set up when the first text is read: a build that finds every
text in its cache needs none.
"""

from __future__ import annotations

import re

import msgspec

from sitegen.model.marks import Mention

_LINK = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class Parsed(msgspec.Struct, frozen=True):
    """Sanitised markup and mentions in reading order; `plain` is the text without either.

    `refused` are links that lead where none may. `trouble` says why the text was not read at all.
    """

    pieces: tuple[str | Mention, ...] = ()
    plain: str = ""
    refused: tuple[Mention, ...] = ()
    trouble: str | None = None


def parse(source: str) -> Parsed:
    """Read one Markdown text; see `markdown.parse`."""
    if not source.strip():
        return Parsed()
    from sitegen.model import markdown

    return markdown.parse(source)


def is_elsewhere(target: str) -> bool:
    """Whether a link or picture is somewhere on the web, not in the site."""
    return _LINK.match(target) is not None or target.startswith("//")
