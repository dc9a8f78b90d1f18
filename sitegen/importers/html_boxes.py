"""Blocks of a text in one another, and what each of them is in Markdown once it is whole."""

from __future__ import annotations

import msgspec

from sitegen.importers import shielding

HEADINGS = {"h1": "##", "h2": "##", "h3": "###", "h4": "####", "h5": "#####", "h6": "######"}
CELLS = frozenset({"td", "th"})
LINES = frozenset({*HEADINGS, *CELLS, "dt", "caption"})
LISTS = frozenset({"ul", "ol"})
BOXES = frozenset({*LINES, *LISTS, "blockquote", "li", "dl", "dd", "table", "tr", "pre"})

_WIDEST_CELL = 50  # columns

Mark = tuple[str, str]  # what it is, and where a link leads
Piece = tuple[tuple[Mark, ...], str]


class Block(msgspec.Struct, frozen=True):
    text: str
    kind: str = ""


class Box(msgspec.Struct):
    """An open block: `run` are words that are no paragraph yet, `within` counts blocks of its own name in it that are
    told nowhere because it is a single line, `number` that of the next item."""

    tag: str
    number: int = 1
    columns: int = 1
    run: list[Piece] = []
    blocks: list[Block] = []
    cells: list[str] = []
    rows: list[list[str]] = []
    has_head: bool = False
    within: int = 0

    @property
    def is_line(self) -> bool:
        return self.tag in LINES

    def add(self, text: str, kind: str = "") -> None:
        if text:
            self.blocks.append(Block(text, kind))

    @property
    def text(self) -> str:
        """Its blocks with an empty line between, but not before a list within an item."""
        parts: list[str] = []
        for before, block in zip([None, *self.blocks], self.blocks, strict=False):
            kinds = (before.kind if before else "", block.kind)
            close = kinds == ("item", "item") or block.kind == "meaning" or (block.kind == "list" and self.tag == "li")
            parts += ["" if before is None else "\n" if close else "\n\n", block.text]
        return "".join(parts)


def opened(tag: str, values: dict[str, str]) -> Box:
    return Box(
        tag,
        number=_number(values.get("start", ""), 1) if tag == "ol" else 1,
        columns=min(_number(values.get("colspan", ""), 1) or 1, _WIDEST_CELL) if tag in CELLS else 1,
    )


def close_line(box: Box, outer: Box, line: str) -> None:
    """Put a single line with these words into what is around it."""
    match box.tag:
        case "td" | "th":
            outer.cells += [line.replace("|", "\\|"), *[""] * (box.columns - 1)]
            outer.has_head = box.tag == "th" and (outer.has_head or len(outer.cells) == box.columns)
        case "dt":
            outer.add(line, "term")
        case "caption":
            outer.add(line)
        case heading:
            outer.add(f"{HEADINGS[heading]} {shielding.in_heading(line)}" if line else "")


def close_block(box: Box, outer: Box) -> None:
    """Put blocks into the one around them."""
    match box.tag:
        case "tr":
            outer.has_head = outer.has_head or (box.has_head and not outer.rows)
            outer.rows += [box.cells] if any(box.cells) else []
        case "table":
            outer.blocks += [*box.blocks, *([Block(_table(box))] if box.rows else [])]
        case "blockquote":
            outer.add("\n".join(f"> {line}" if line else ">" for line in box.text.split("\n")) if box.blocks else "")
        case "li":
            _close_item(box, outer)
        case "dd":
            after_term = bool(outer.blocks) and outer.blocks[-1].kind in ("term", "meaning")
            outer.add(f":   {_indented(box.text)}" if after_term and box.blocks else box.text, "meaning" * after_term)
        case "ul" | "ol" if outer.tag in LISTS and outer.blocks:
            item = outer.blocks.pop()
            outer.add(f"{item.text}\n    {_indented(box.text)}", item.kind)
        case "ul" | "ol":
            outer.add(box.text, "list")
        case _:
            outer.blocks += box.blocks


def close_code(box: Box, outer: Box, within: bool) -> None:
    """Code that stands in a list or a quotation is told by blanks, since fences are not seen there."""
    code = "".join(words for _, words in box.run).strip("\n")
    if not code.strip():
        return
    if within:
        outer.add("\n".join(f"    {line}".rstrip() for line in code.split("\n")))
        return
    fence = "```"
    while fence in code:
        fence += "`"
    outer.add(f"{fence}\n{code}\n{fence}")


def _close_item(box: Box, outer: Box) -> None:
    """What belongs to an item is indented by four, as Python-Markdown wants it."""
    mark = f"{outer.number}." if outer.tag == "ol" else "-"
    if box.blocks:
        outer.add(f"{mark} {_indented(box.text)}", "item")
    outer.number += 1


def _table(box: Box) -> str:
    width = max(map(len, box.rows))
    rows = box.rows if box.has_head else [[], *box.rows]
    lines = [f"|{''.join(f' {cell} |' for cell in [*row, *[''] * (width - len(row))])}" for row in rows]
    return "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])


def _indented(text: str) -> str:
    first, *more = text.split("\n")
    return "\n".join([first, *(f"    {line}" if line else "" for line in more)])


def _number(written: str, otherwise: int) -> int:
    return int(written) if written.isdecimal() and len(written) < 10 else otherwise
