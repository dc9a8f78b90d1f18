"""How much of what an honest text never has so much of.

Python-Markdown takes quadratic time for some texts, so that a few thousand characters can keep it busy for minutes
and very deep nesting ends in its recursion. Content is not trusted; these limits keep the worst text to seconds.
"""

from __future__ import annotations

import re

LONGEST = 100_000

# What there may be how often, and signs of which each has one: a text with fewer of them is not looked through.
_MOST = (
    (re.compile(r"\["), ("[",), 1_000, "`[`"),
    (re.compile(r"<"), ("<",), 1_000, "`<`"),
    (re.compile(r"^ {0,3}(?:#|[-=*_][-=*_ ]*$)", re.MULTILINE), tuple("#-=*_"), 1_000, "headings and rules"),
    (re.compile(r"^[ >]*(?:```|~~~)", re.MULTILINE), ("```", "~~~"), 200, "lines that begin or end a block of code"),
    (re.compile(r"^(?:[ \t]*>){10}", re.MULTILINE), (">",), 0, "quotes inside each other"),
    (re.compile(r"^[ \t]{80}[ \t]*[-*+0-9]", re.MULTILINE), ("\t", " " * 80), 0, "lists inside each other"),
)


def excess(source: str) -> str | None:
    """What a text has too much of, as a sentence; None when it may be read."""
    if len(source) > LONGEST:
        return f"this text is longer than {LONGEST:,} characters"
    for pattern, signs, most, name in _MOST:
        if sum(map(source.count, signs)) <= most or sum(1 for _ in pattern.finditer(source)) <= most:
            continue
        return f"this text has too many {name}; {most:,} are possible" if most else f"this text has too many {name}"
    return None
