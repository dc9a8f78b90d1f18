"""What is wrong with a YAML text, in words for someone who keeps a shop."""

from __future__ import annotations

import pytest
import yaml

from sitegen.load import yaml_reader
from tests.written import refusal

OPEN = "a value is missing, or a bracket is not closed"
UNFIT = "this does not fit to what stands before it"
BROKEN = "this line does not go on from the one above"
FLOW = "write `{key: text}` or `[one, two]`"
FAULTS = [
    ("facts: {a: b\ntitle: T\n", 1, "a `{` is not closed, or a comma is missing", "write `{key: text, other: text}`"),
    ("a: b\npicks: [c, d\ntitle: T\n", 2, "a `[` is not closed, or a comma is missing", "write `[one, two]`"),
    ("a: b\nc: [b: c, d\n", 2, "a `[` is not closed, or a comma is missing", "write `[one, two]`"),
    ("a: {b: c}\nd: [e, \n\n\n", 2, OPEN, FLOW),
    ("picks: [tea,, cup]\n", 1, OPEN, FLOW),
    ("look: {accent: #b4563c}\n", 1, OPEN, 'put quotes around a colour: `"#b4563c"`'),
    ('title: "Tea\nprice: 1\n', 1, "a quote is opened here and not closed", "close it with the same quote"),
    ("note: 'it's good'\n", 1, UNFIT, "write double quotes around a text that holds an apostrophe"),
    ('note: "say "hi" now"\n', 1, UNFIT, "write single quotes around a text that holds double quotes"),
    ('path: "C:\\q"\n', 1, "`\\` has a meaning in double quotes", "use single quotes around this text"),
    ("summary: tea: the best\n", 1, "a second `: ` stands on this line", "put quotes around a text that holds `: `"),
    ("title Tea\nprice: 1\n", 2, BROKEN, "write `key: value`, with a colon and a space, on both"),
    ("a: b\ntitle\nc: d\n", 2, "this line is no `key: value`", "add the colon, or indent a text that goes on"),
    ("a:\n\tb: c\n", 2, "a tab indents this line", "indent with spaces, YAML does not allow tabs"),
    ("handle: @lin\n", 1, "a text cannot begin with `@`", "put quotes around it"),
    ("title: *new* tea\n", 1, "a text cannot begin with `*`", "put quotes around it"),
    ("title: !new!tea x\n", 1, "a text cannot begin with `!`", "put quotes around it"),
    ("- a\nb: c\n", 2, "this line should begin with `- ` like those above", "or indent it further"),
    ("text: |x\n  a\n", 1, "a text after `|` or `>` begins on the next line", "move it there and indent it"),
    ("picks: - tea\n", 1, "a list cannot begin here", "begin it on a line of its own with `- `"),
    ("a: x\n- b\n", 2, UNFIT, "begin it where the lines above begin"),
]
each_fault = pytest.mark.parametrize(("text", "line", "what", "hint"), FAULTS, ids=[fault[0] for fault in FAULTS])


@each_fault
def test_a_slip_is_explained_where_it_can_be_mended(text: str, line: int, what: str, hint: str) -> None:
    assert refusal(text) == f"a.md:{line}: this is not valid YAML: {what} ({hint})"


@each_fault
def test_the_parser_written_in_python_is_understood_too(
    text: str, line: int, what: str, hint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml_reader, "_Loader", yaml.SafeLoader)
    assert refusal(text).startswith(f"a.md:{line}: this is not valid YAML: ")


def test_a_complaint_nobody_foresaw_is_passed_on_with_advice() -> None:
    assert refusal("%FOO\na: b\n") == (
        "a.md:1: this is not valid YAML: found unknown directive name "
        "(look at this line and the one above: quotes closed, brackets closed, same indent)"
    )
