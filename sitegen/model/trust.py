"""Words that promise something for sharing. WeChat blocks the whole domain for them, and we do not pay for friends."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from sitegen.errors import Place, Problem
from sitegen.load.documents import Document
from sitegen.load.nodes import Mapping, Node, Scalar, Sequence

_REWARDS = re.compile(
    r"""
      \b(?:share|forward|repost|send)\b [^.!?\n]{0,60} \b(?:to|and|&)\s+ (?:win|unlock|receive|get\s+(?:a|your|\d))
    | \b(?:share|refer|invite)\s*(?:and|&|\+|to|2)\s*(?:earn|win|save)\b
    | \b(?:refer|invite|bring)\s+(?:a|your|\d+)\s+friends?\b [^.!?\n]{0,60} \b(?:earn|get|receive|save|win)\b
    | (?:转发|分享|集赞|拉新)\s*(?:即|就|可|后)?\s*(?:有奖|有礼|抽奖|得|赚|领|返现|送)
    | 集\s*\d*\s*个?\s*赞 | 邀请\s*(?:\d+\s*[位个名])?\s*(?:好友|朋友|新人) [^。！？\n]{0,20} (?:得|赚|领|返|送|奖)
    """,
    re.VERBOSE | re.IGNORECASE,
)


def check_wording(documents: Iterable[Document], report: Callable[[Problem], None]) -> None:
    """Warn of every line that rewards passing something on."""
    for document in documents:
        for place, text in (*_said(document.fields), *_lines(document)):
            if found := _REWARDS.search(text):
                what = f"`{found[0].strip()}` promises something for sharing"
                hint = "say what it is and let people decide; WeChat blocks sites that reward sharing"
                report(Problem(place, what, hint, "warning"))


def _lines(document: Document) -> Iterator[tuple[Place, str]]:
    for number, line in enumerate(document.body.splitlines(), document.body_line):
        yield Place(document.file, number), line


def _said(node: Node) -> Iterator[tuple[Place, str]]:
    match node:
        case Scalar():
            yield node.place, node.text
        case Sequence():
            for item in node.items:
                yield from _said(item)
        case Mapping():
            for _, value in node.entries:
                yield from _said(value)
