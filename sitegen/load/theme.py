"""A theme and its parents, laid over each other: the child's files win."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from sitegen.digest import digest_of
from sitegen.errors import Place, Problem
from sitegen.load.files import walk
from sitegen.load.front_matter import read_text
from sitegen.load.nodes import Mapping, Scalar, resolve
from sitegen.load.yaml_reader import YamlError, read_mapping
from sitegen.text import did_you_mean

THEME_FILE = "theme.yaml"
_KEYS = ("title", "extends", "pictures", "options")
_ROLE_KEYS = ("widths", "ratio", "sizes")


class Role(msgspec.Struct, frozen=True):
    """What a picture is for. `ratio` is width over height, None for the photo's own."""

    widths: tuple[int, ...]
    ratio: float | None
    sizes: str


class TemplateFile(msgspec.Struct, frozen=True):
    """`file` is where an error in it should point."""

    file: str
    text: str


class Theme(msgspec.Struct, frozen=True):
    """`words` is language -> key -> text or plural forms; `digest` covers everything in here."""

    name: str
    templates: dict[str, TemplateFile]
    assets: dict[str, bytes]
    words: dict[str, dict[str, str | dict[str, str]]]
    roles: dict[str, Role]
    options: dict[str, Any]
    digest: str


def read_theme(name: str, homes: tuple[Path, ...], place: Place) -> tuple[Theme | None, list[Problem]]:
    """The theme called `name` from the first of `homes` that has it; `place` is where it was asked for."""
    problems: list[Problem] = []
    chain = _chain(name, homes, place, problems)
    if chain is None:
        return None, problems
    layers = [_layer(folder, home, problems) for folder, home in reversed(chain)]
    return _overlaid(name, layers), problems


class _Layer(msgspec.Struct, frozen=True):
    name: str
    templates: dict[str, TemplateFile]
    assets: dict[str, bytes]
    words: dict[str, dict[str, Any]]
    roles: dict[str, Role]
    options: dict[str, Any]


def _chain(
    name: str, homes: tuple[Path, ...], place: Place, problems: list[Problem]
) -> list[tuple[Path, Path]] | None:
    """The theme's folder and its parents', child first, each with the home it was found in."""
    chain: list[tuple[Path, Path]] = []
    seen: list[str] = []
    wanted: str | None = name
    while wanted is not None:
        if wanted in seen:
            circle = " -> ".join([*seen, wanted])
            problems.append(Problem(place, f"the theme extends itself: {circle}", "remove one `extends`"))
            return None
        seen.append(wanted)
        home = next((home for home in homes if (home / wanted / THEME_FILE).is_file()), None)
        if home is None:
            known = {path.parent.name for home in homes for path in home.glob(f"*/{THEME_FILE}")}
            hint = did_you_mean(wanted, known) or f"there is {', '.join(sorted(known))}"
            problems.append(Problem(place, f"there is no theme `{wanted}`", hint))
            return None
        chain.append((home / wanted, home))
        place, wanted = _parent(home / wanted, home, problems)
    return chain


def _parent(folder: Path, home: Path, problems: list[Problem]) -> tuple[Place, str | None]:
    fields = _yaml(folder / THEME_FILE, home, problems)
    parent = fields.get("extends")
    is_named = isinstance(parent, Scalar) and not parent.is_null
    return fields.at("extends"), parent.text if isinstance(parent, Scalar) and is_named else None


def _layer(folder: Path, home: Path, problems: list[Problem]) -> _Layer:
    fields = _yaml(folder / THEME_FILE, home, problems)
    for key in fields.keys():
        if key not in _KEYS:
            problems.append(Problem(fields.at(key), f"unknown key `{key}`", did_you_mean(key, _KEYS)))
    templates, assets, words = {}, {}, {}
    for found in walk(folder, home.parent, problems):
        part, _, name = found.path.relative_to(folder).as_posix().partition("/")
        if part == "templates":
            templates[name] = TemplateFile(found.file, _text(found.path, found.file, problems))
        elif part == "assets":
            assets[name] = found.path.read_bytes()
        elif part == "i18n" and name.endswith(".yaml"):
            words[name.removesuffix(".yaml")] = resolve_words(_yaml(found.path, home, problems))
    options = fields.get("options")
    return _Layer(folder.name, templates, assets, words, _roles(fields, problems), resolve(options) if options else {})


def resolve_words(fields: Mapping) -> dict[str, Any]:
    """UI words as the author wrote them: every scalar stays text."""
    return {
        name.text: value.text if isinstance(value, Scalar) else resolve_words(value)
        for name, value in fields.entries
        if isinstance(value, Scalar | Mapping)
    }


def _roles(fields: Mapping, problems: list[Problem]) -> dict[str, Role]:
    pictures = fields.get("pictures")
    if not isinstance(pictures, Mapping):
        return {}
    roles = {}
    for name, node in pictures.entries:
        try:
            roles[name.text] = _role(resolve(node))
        except (TypeError, ValueError, KeyError, ZeroDivisionError):
            hint = 'write `{widths: [390, 780], ratio: "4:5", sizes: "100vw"}`'
            problems.append(Problem(fields.at("pictures", name.text), "this is no picture role", hint))
    return roles


def _role(values: dict[str, Any]) -> Role:
    if unknown := set(values) - set(_ROLE_KEYS):
        raise ValueError(unknown)
    ratio = values.get("ratio")
    across, _, down = str(ratio).partition(":")
    widths = tuple(sorted(int(width) for width in values["widths"]))
    return Role(widths, float(across) / float(down) if ratio else None, str(values.get("sizes", "100vw")))


def _yaml(path: Path, home: Path, problems: list[Problem]) -> Mapping:
    file = path.relative_to(home.parent).as_posix()
    try:
        fields, complaints = read_mapping(read_text(path, file), file)
    except YamlError as error:
        fields, complaints = Mapping(Place(file)), [error.problem]
    problems += [complaint for complaint in complaints if complaint not in problems]
    return fields


def _text(path: Path, file: str, problems: list[Problem]) -> str:
    try:
        return read_text(path, file)
    except YamlError as error:
        problems.append(error.problem)
        return ""


def _overlaid(name: str, layers: list[_Layer]) -> Theme:
    """One theme of many. A template a child replaces stays reachable as `PARENT/NAME`, to be extended."""
    templates: dict[str, TemplateFile] = {}
    assets: dict[str, bytes] = {}
    words: dict[str, dict[str, Any]] = {}
    roles: dict[str, Role] = {}
    options: dict[str, Any] = {}
    for layer in layers:
        templates |= {f"{layer.name}/{key}": value for key, value in layer.templates.items()} | layer.templates
        assets |= layer.assets
        roles |= layer.roles
        options |= layer.options
        for language, entries in layer.words.items():
            words[language] = words.get(language, {}) | entries
    key = digest_of(templates, assets, words, roles, options)
    return Theme(name, templates, assets, words, roles, options, key)
