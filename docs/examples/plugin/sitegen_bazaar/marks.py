"""`++Enter++` in a text becomes a key. What it makes is cleaned like everything that authors write."""

from __future__ import annotations

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import SimpleTagInlineProcessor


class Keys(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        md.inlinePatterns.register(SimpleTagInlineProcessor(r"()\+\+([^+\n]+)\+\+", "kbd"), "keys", 175)
