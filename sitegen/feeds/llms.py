"""`llms.txt` (llmstxt.org): the site in Markdown, for language models."""

from __future__ import annotations

import re

from sitegen.model.feed import About, Pointer, Section, Whole
from sitegen.text import plain

_MARKED = re.compile(r"([\\\[\]<>*_`])")


class Llms:
    name = "llms"
    file = "llms.txt"
    type = "text/plain"
    about: About = "site"

    def write(self, value: Whole) -> bytes:
        head = value.head
        summary = [f"> {_said(head.summary)}"] if head.summary else []
        sections = [_section(section) for section in value.sections if section.pointers]
        return ("\n\n".join([f"# {_said(head.title)}", *summary, *sections]) + "\n").encode()


def _section(section: Section) -> str:
    return "\n".join([f"## {_said(section.title)}", "", *map(_line, section.pointers)])


def _line(pointer: Pointer) -> str:
    note = f": {_said(pointer.note)}" if pointer.note else ""
    return f"- [{_said(pointer.title)}]({pointer.url}){note}"


def _said(text: str) -> str:
    return _MARKED.sub(r"\\\1", plain(text))
