"""Front matter as a person would write it, and changes to it that leave every other line as it is.

Values are texts, lists and mappings. What is a price, a date or a flag is known by its key and stands without quotes;
a text gets them only where YAML would take it for something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from sitegen.load import nodes
from sitegen.load.front_matter import split
from sitegen.model.content import FIELDS_OF, Common

WIDEST = 100

_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
# Keys whose values are no texts: YAML may take them for what they are.
_AMOUNTS = "price compare_at"
_MOMENTS = "date publish expires updated from until"
_OTHERS = "draft members shares rating order product untagged"
_NO_TEXTS = frozenset(f"{_AMOUNTS} {_MOMENTS} {_OTHERS}".split())
_MARKS_IN_FLOW = frozenset(",[]{}:#?")
_EXTRA = "extra"
_PLAIN = re.compile(r"-?(?:0|[1-9]\d{0,15})(?:\.\d{1,15})?|true|false")
_SAFE_START = r"[^\W\d_]"
_SAFE = re.compile(rf"{_SAFE_START}(?:[\w ./()'’“”„–—&+%€$£¥°×!?=*;^~-]|,(?= )|:(?=[^\s]))*")
_SAFE_IN_FLOW = re.compile(rf"{_SAFE_START}[\w ./()'’“”„–—&+%€$£¥°×!=*;^~-]*")
_MEASURE = re.compile(r"\d[\d.,]* ?[^\W\d_][^\W\d_]+|\d+ ?(?:g|m|l|L|W|V)")  # 220 g, 1.5 kg: no number in any YAML
_TRUTHS = "true false yes no on off y n"
_WORDS_OF_YAML = frozenset(f"{_TRUTHS} null none".split())
_TOP_KEY = re.compile(r"^(?:\"([^\"]+)\"|'([^']+)'|([^\s#\"'\[\]{},:&*!|>%@`-][^:#]*+))\s*+:(?:\s|$)")


def canonical(node: nodes.Node) -> Any:
    """What is written, as texts, lists and mappings; nothing for an empty value."""
    if isinstance(node, nodes.Mapping):
        return {name.text: canonical(value) for name, value in node.entries}
    if isinstance(node, nodes.Sequence):
        return [canonical(item) for item in node.items]
    return None if node.is_null else node.text


def parsed(text: str, file: str) -> tuple[dict[str, Any], str]:
    """Fields and body of a text. Raises YamlError when it has no front matter that can be read."""
    written, _ = split(text, file)
    fields: dict[str, Any] = canonical(written.fields)
    return fields, written.body.strip("\n")


def composed(kind: str, fields: Mapping[str, Any], body: str) -> str:
    """A whole text."""
    front = "".join(block(key, fields[key]) for key in ordered(kind, fields))
    return f"---\n{front}---\n{body}\n" if body else f"---\n{front}---\n"


def patched(kind: str, text: str, changes: Mapping[str, Any], body: str | None) -> str:
    """The text with some keys set anew, or taken out (None); all other lines stay letter by letter.

    `body` None leaves the body as it is.
    """
    lines = text.splitlines(keepends=True)
    end = next(number for number in range(1, len(lines)) if lines[number].rstrip() == "---")
    sections = _sections(lines[1:end])
    for key, value in changes.items():
        _set(sections, kind, key, "" if value is None else block(key, value))
    front = "".join(section for _, section in sections)
    rest = "".join(lines[end + 1 :]) if body is None else f"{body}\n" if body else ""
    return f"{lines[0]}{front}---\n{rest}"


def ordered(kind: str, keys: Iterable[str]) -> list[str]:
    """Keys in the order of the documentation; those of every file last but before `extra`, unknown ones after all."""
    places = {key: place for place, key in enumerate(_documented(kind))}
    return sorted(keys, key=lambda key: places.get(key, len(places)))


def block(key: str, value: Any) -> str:
    """`key: value` as lines."""
    return f"{scalar(key)}:{_under(value, key, 0)}"


def scalar(text: str, in_flow: bool = False) -> str:
    """A text on one line, quoted only where it must be."""
    safe = _SAFE_IN_FLOW if in_flow else _SAFE
    if safe.fullmatch(text) and text[-1] not in " :" and text.lower() not in _WORDS_OF_YAML and text.isprintable():
        return text
    if _MEASURE.fullmatch(text):
        return text
    return _carefully(text, in_flow)


def _carefully(text: str, in_flow: bool) -> str:
    """What the YAML writer itself would do, with double quotes where it wants any."""
    plain = yaml.dump([text] if in_flow else text, Dumper=_DUMPER, allow_unicode=True, width=1 << 20).strip()
    plain = plain.removeprefix("- ") if in_flow else plain.removesuffix("...").strip()
    risky = in_flow and (not _MARKS_IN_FLOW.isdisjoint(text) or not text[0].isalnum())
    if plain == text and not risky and "\n" not in text and text == text.strip():
        return text
    dumped = yaml.dump(text, Dumper=_DUMPER, allow_unicode=True, width=1 << 20, default_style='"')
    return str(dumped).strip()


def _documented(kind: str) -> list[str]:
    fields = [str(name).rstrip("_") for name in FIELDS_OF[kind].__struct_fields__]
    common = [name for name in Common.__struct_fields__ if name != "extra"]
    own = [name for name in fields if name not in (*common, "extra")]
    return [*own, *common, "extra"]


def _under(value: Any, key: str, depth: int) -> str:
    """What follows `key:`, line end included."""
    pad = "  " * (depth + 1)
    if isinstance(value, Mapping):
        lines = (
            f"{pad}{scalar(str(name))}:{_under(item, _below(key, name), depth + 1)}" for name, item in value.items()
        )
        return "\n" + "".join(lines) if value else " {}\n"
    if isinstance(value, list | tuple):
        return _list(value, key, depth)
    text = str(value)
    if _is_no_text(text, key):
        return f" {text}\n"
    if "\n" in text and _fits_literal(text):
        return " |-\n" + "".join(f"{pad}{line}\n" if line else "\n" for line in text.split("\n"))
    return f" {scalar(text)}\n"


def _below(key: str, name: object) -> str:
    """What decides how a value is written: its own name, but below `extra`, where names are anybody's."""
    return _EXTRA if key == _EXTRA else str(name)


def _is_no_text(text: str, key: str) -> bool:
    return key in _NO_TEXTS or (key == _EXTRA and _PLAIN.fullmatch(text) is not None)


def _fits_literal(text: str) -> bool:
    return text == text.strip() and all(line == line.rstrip() for line in text.split("\n")) and "\t" not in text


def _list(items: Iterable[Any], key: str, depth: int) -> str:
    items = list(items)
    if not any(isinstance(item, Mapping | list) for item in items):
        flow = _flow(items, key)
        if len(flow) <= WIDEST:
            return f" {flow}\n"
    return "\n" + "".join(_item(item, key, depth) for item in items)


def _item(item: Any, key: str, depth: int) -> str:
    pad = "  " * (depth + 1)
    if not isinstance(item, Mapping):
        return f"{pad}- {str(item) if _is_no_text(str(item), key) else scalar(str(item))}\n"
    flow = _flow(item, key)
    if len(flow) + len(pad) <= WIDEST and key != "photos":
        return f"{pad}- {flow}\n"
    lines = [f"{scalar(str(name))}:{_in_item(value, _below(key, name), depth + 1)}" for name, value in item.items()]
    return f"{pad}- " + f"{pad}  ".join(lines)


def _in_item(value: Any, key: str, depth: int) -> str:
    """A value of a list's item; a mapping there stands on one line."""
    return f" {_flow(value, key)}\n" if isinstance(value, Mapping) else _under(value, key, depth)


def _flow(value: Any, key: str) -> str:
    if isinstance(value, Mapping):
        inside = (f"{scalar(str(name), True)}: {_flow(item, _below(key, name))}" for name, item in value.items())
        return "{" + ", ".join(inside) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(item, key) for item in value) + "]"
    return str(value) if _is_no_text(str(value), key) else scalar(str(value), True)


def _sections(lines: list[str]) -> list[tuple[str, str]]:
    """The front matter cut before each of its keys; comments stay with the key below them."""
    sections: list[tuple[str, str]] = []
    key, gathered, waiting = "", "", ""
    for line in lines:
        if match := _TOP_KEY.match(line):
            sections.append((key, gathered))
            key, gathered, waiting = match[1] or match[2] or match[3].rstrip(), waiting + line, ""
        elif line.startswith("#") or not line.strip():
            waiting += line
        else:
            gathered, waiting = gathered + waiting + line, ""
    return [*sections, (key, gathered), ("", waiting)]


def _set(sections: list[tuple[str, str]], kind: str, key: str, text: str) -> None:
    for place, (name, before) in enumerate(sections):
        if name == key:
            sections[place] = (name, _comments(before) + text)
            return
    order = ordered(kind, {name for name, _ in sections if name} | {key})
    above = set(order[: order.index(key)])
    place = max((place for place, (name, _) in enumerate(sections) if name in above), default=0)
    sections.insert(place + 1, (key, text))


def _comments(section: str) -> str:
    """What stands above a key."""
    kept = ""
    for line in section.splitlines(keepends=True):
        if _TOP_KEY.match(line):
            return kept
        kept += line
    return kept
