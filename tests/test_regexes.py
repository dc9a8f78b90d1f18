"""No regular expression of ours can be kept busy by a text, however it is written."""

from __future__ import annotations

import re

import pytest

from tests.regexes import MANY, Expression, expressions, slowest

SECONDS = 0.5  # a text of 30,000 signs takes a good expression a few thousandths

FOUND, UNKNOWN = expressions()

# Expressions that never see a long text of somebody else's making, and why.
SPARED = {
    r"....ftyp.*avi[fs]": "reads the first 64 bytes of a file",
    r"....ftyp.*(?:hei[cxms]|hev[cxms]|mif1|msf1)": "reads the first 64 bytes of a file",
    r"\s*(?:\xef\xbb\xbf)?<(?:svg|\?xml)": "reads the first 64 bytes of a file",
}

# Expressions made of words that only a run knows: those of the theme, of site.yaml, or marks of our own.
MADE_LATER = (
    "sitegen/audit/rules.py",
    "sitegen/model/compliance/lists.py",  # which are tried one by one
    "sitegen/model/compliance/wording.py",
    "sitegen/render/stencils.py",
)


def is_spared(expression: Expression) -> bool:
    written = expression.pattern.pattern
    return (written.decode("latin-1") if isinstance(written, bytes) else written) in SPARED


def test_all_expressions_are_found() -> None:
    assert {place.partition(":")[0] for place in UNKNOWN} <= set(MADE_LATER)
    assert len(FOUND) > 100
    assert sum(map(is_spared, FOUND)) == len(SPARED)


@pytest.mark.parametrize(
    "expression", [one for one in FOUND if not is_spared(one)], ids=lambda expression: expression.place
)
def test_no_text_keeps_an_expression_busy(expression: Expression) -> None:
    spent, text = slowest(expression, SECONDS)
    assert spent < SECONDS, f"{expression.pattern.pattern!r}: {text}"


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"\s+$", r"<[^>]*>", r"(?:a|a)*b", r"x\d+\d+y", r"ab|c.*d"])
def test_the_texts_would_find_an_expression_that_can_be_kept_busy(pattern: str) -> None:
    busy = Expression("here", re.compile(pattern), frozenset({"finditer"}))
    assert slowest(busy, SECONDS, MANY)[0] >= SECONDS
