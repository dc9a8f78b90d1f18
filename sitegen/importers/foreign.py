"""Front matter of other generators: YAML, TOML or JSON in its fences, or Pelican's `Title: …` lines."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

from sitegen.load.yaml_reader import read_mapping

_OPENING = re.compile(r"(?:---[ \t]*+(ya?ml|json|toml)?|(\+\+\+))[ \t]*+\n")
_CLOSING = {
    "yaml": re.compile(r"^(?:---|\.\.\.)[ \t]*+$\n?", re.MULTILINE),
    "json": re.compile(r"^---[ \t]*+$\n?", re.MULTILINE),
    "toml": re.compile(r"^---[ \t]*+$\n?", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*+$\n?", re.MULTILINE),
}
_LINE = re.compile(r"([A-Za-z][\w-]*)[ \t]*:[ \t]*(.*)$")
_MORE = re.compile(r"[ \t]{4,}(\S.*)$")


def taken_apart(text: str, file: str) -> tuple[dict[str, Any], str, tuple[str, ...]]:
    """The values, in texts, lists and mappings, the body, and what of the values could not be read.

    Raises ValueError with a sentence, and YamlError.
    """
    opening = _OPENING.match(text)
    language = (opening[2] or opening[1] or "yaml").replace("yml", "yaml") if opening else ""
    if opening and (closing := _CLOSING[language].search(text, opening.end())):
        values, notes = _read(text[opening.end() : closing.start()], language.replace("+++", "toml"), file)
        return values, text[closing.end() :], notes
    if text.startswith("{"):
        values, end = _json_at_start(text)
        return values, text[end:], ()
    values, rest = _pelican(text)
    return values, rest, ()


def _read(front: str, language: str, file: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    if language == "yaml":
        from sitegen.importers.front import canonical

        node, problems = read_mapping(front, file, first_line=2)
        return canonical(node), tuple(problem.what for problem in problems)
    try:
        values = tomllib.loads(front) if language == "toml" else json.loads(front, parse_float=str, parse_int=str)
    except (tomllib.TOMLDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"its front matter is no {language.upper()}: {error}") from None
    return _mapping(values), ()


def _json_at_start(text: str) -> tuple[dict[str, Any], int]:
    try:
        values, end = json.JSONDecoder(parse_float=str, parse_int=str).raw_decode(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"its front matter is no JSON: {error}") from None
    return _mapping(values), end


def _mapping(values: Any) -> dict[str, Any]:
    if not isinstance(values, dict):
        raise ValueError("its front matter is no `key: value` lines")
    plain: dict[str, Any] = _plain(values)
    return plain


def _plain(value: Any) -> Any:
    """Texts, lists and mappings, as YAML would have been read."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, str):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _pelican(text: str) -> tuple[dict[str, Any], str]:
    """Lines of `Key: value` at the head, up to the first empty one; none where the first line is no such line."""
    values: dict[str, Any] = {}
    lines = text.split("\n")
    key = ""
    for number, line in enumerate(lines):
        if match := _LINE.match(line):
            key = match[1].lower()
            values[key] = match[2].strip()
        elif key and (more := _MORE.match(line)):
            values[key] += f" {more[1].strip()}"
        else:
            return values, "\n".join(lines[number:])
    return values, ""
