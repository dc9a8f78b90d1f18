"""A theme and its parents, laid over each other: the child's files win."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec

from sitegen.digest import digest_of
from sitegen.errors import Place, Problem
from sitegen.languages import LAST_RESORT
from sitegen.load.files import Found, fault_of_size, regular, stamp_of, walk, why_not
from sitegen.load.front_matter import read_text
from sitegen.load.nodes import Mapping, Scalar, resolve
from sitegen.load.template_faults import template_faults
from sitegen.load.template_files import TemplateFile
from sitegen.load.theme_homes import THEME_FILE
from sitegen.load.theme_options import Option, read_options
from sitegen.load.yaml_reader import YamlError, read_mapping
from sitegen.memory import Memory
from sitegen.text import did_you_mean

_KEYS = ("title", "extends", "pictures", "options")
_ROLE_KEYS = ("widths", "ratio", "sizes", "budget", "quality")
_PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})
_WIDEST = 10_000
_HEAVIEST = 10_000  # kilobytes
# A child's style sheets of these names come after its parent's, so that it says only what differs.
_ADDED_UP = frozenset({"theme.css", "theme-rest.css", "theme-wide.css"})
_LINKED_ASSET = re.compile(r"""asset_url\(\s*["']([^"']+)["']""")


class Role(msgspec.Struct, frozen=True):
    """What a picture is for. `ratio` is width over height, None for the photo's own.

    `budget` is what the file that a phone takes may weigh in bytes, 0 for anything; `quality` the range in which to
    search for it, as AVIF counts, None for the usual one.
    """

    name: str
    widths: tuple[int, ...]
    ratio: float | None
    sizes: str
    budget: int = 0
    quality: tuple[int, int] | None = None


class Theme(msgspec.Struct, frozen=True):
    """`words` is language -> key -> text or plural forms; `published` are the assets that templates link to, rather
    than carry in the page, several joined by `+` being one file. `schema` says what each of the `options` takes.
    `digest` covers all that a page can see, so not `posters`, the Typst templates of what is drawn.
    """

    name: str
    templates: dict[str, TemplateFile]
    assets: dict[str, bytes]
    words: dict[str, dict[str, str | dict[str, str]]]
    roles: dict[str, Role]
    options: dict[str, Any]
    published: tuple[str, ...]
    digest: str
    posters: dict[str, TemplateFile] = msgspec.field(default_factory=dict)
    schema: dict[str, Option] = msgspec.field(default_factory=dict)


def read_theme(
    name: str,
    homes: tuple[Path, ...],
    place: Place,
    memory: Memory | None = None,
    languages: frozenset[str] | None = None,
) -> tuple[Theme | None, list[Problem]]:
    """The theme called `name` from the first of `homes` that has it; `place` is where it was asked for.

    It is not read again while none of its files changed. Of built-in themes only the words of `languages`, and of
    their relatives, are read, where these are named: no site speaks all that we have words for.
    """
    problems: list[Problem] = []
    chain = _chain(name, homes, place, problems)
    if chain is None:
        return None, problems
    files = [tuple(walk(folder.path, folder.home.parent, problems)) for folder in chain]
    stamps = [(found.path, stamp_of(found.path)) for layer in files for found in layer]
    families = None if languages is None else frozenset(map(_family, (LAST_RESORT, *languages)))
    given = None if any(stamp is None for _, stamp in stamps) else (stamps, families)
    theme, complaints = (memory or Memory()).recall(("theme", name), given, lambda: _read(name, chain, files, families))
    return theme, [*problems, *complaints]


def _family(language: str) -> str:
    return language.partition("-")[0].lower()


def _read(
    name: str, chain: list[_Folder], files: list[tuple[Found, ...]], families: frozenset[str] | None
) -> tuple[Theme, list[Problem]]:
    """A theme with its parents, child first."""
    problems: list[Problem] = []
    layers: list[_Layer] = []
    for folder, found in zip(reversed(chain), reversed(files), strict=True):
        wanted = families if folder.is_built_in else None
        layers.append(_layer(folder, found, layers[-1].schema if layers else {}, wanted, problems))
    theme = _overlaid(name, layers)
    own = [layer for folder, layer in zip(reversed(chain), layers, strict=True) if not folder.is_built_in]
    for layer in own:
        problems += template_faults(theme, [f"{layer.name}/{template}" for template in layer.templates])
    return theme, problems


class _Folder(msgspec.Struct, frozen=True):
    """Where a theme lies, in which home, and what its theme.yaml says."""

    path: Path
    home: Path
    fields: Mapping
    is_built_in: bool


class _Layer(msgspec.Struct, frozen=True):
    name: str
    templates: dict[str, TemplateFile]
    assets: dict[str, bytes]
    words: dict[str, dict[str, Any]]
    roles: dict[str, Role]
    options: dict[str, Any]
    posters: dict[str, TemplateFile]
    schema: dict[str, Option]


def _chain(name: str, homes: tuple[Path, ...], place: Place, problems: list[Problem]) -> list[_Folder] | None:
    """The theme's folder and its parents', child first."""
    chain: list[_Folder] = []
    seen: list[str] = []
    wanted: str | None = name
    while wanted is not None:
        if wanted in seen:
            circle = " -> ".join([*seen, wanted])
            problems.append(Problem(place, f"the theme extends itself: {circle}", "remove one `extends`"))
            return None
        seen.append(wanted)
        known = {theme: home for home in reversed(homes) for theme in _themes_in(home)}
        if wanted not in known:
            hint = did_you_mean(wanted, known) or f"there is {', '.join(sorted(known))}"
            problems.append(Problem(place, f"there is no theme `{wanted}`", hint))
            return None
        path = known[wanted] / wanted
        if regular(path / THEME_FILE, known[wanted].parent, problems) is None:
            return None
        home = known[wanted]
        chain.append(_Folder(path, home, _yaml(path / THEME_FILE, home, problems), home == homes[-1]))
        place, wanted = _parent(chain[-1].fields, problems)
    return chain


def _themes_in(home: Path) -> list[str]:
    return [path.parent.name for path in home.glob(f"*/{THEME_FILE}")]


def _parent(fields: Mapping, problems: list[Problem]) -> tuple[Place, str | None]:
    place = fields.at("extends")
    parent = fields.get("extends")
    if parent is None or (isinstance(parent, Scalar) and parent.is_null):
        return place, None
    if isinstance(parent, Scalar):
        return place, parent.text
    problems.append(Problem(place, "`extends` is the name of one other theme", "write `extends: base`"))
    return place, None


def _layer(
    folder: _Folder,
    files: tuple[Found, ...],
    inherited: dict[str, Option],
    families: frozenset[str] | None,
    problems: list[Problem],
) -> _Layer:
    fields = folder.fields
    for key, _ in fields.entries:
        if key.text not in _KEYS:
            problems.append(Problem(fields.at(key.text), f"unknown key `{key.text}`", did_you_mean(key.text, _KEYS)))
    templates, assets, words, posters = {}, {}, {}, {}
    for found in files:
        part, _, name = found.path.relative_to(folder.path).as_posix().partition("/")
        if part == "templates":
            templates[name] = TemplateFile(found.file, _text(found, problems), folder.is_built_in)
        elif part == "posters" and name.endswith(".typ"):
            posters[name] = TemplateFile(found.file, _text(found, problems))
        elif part == "assets":
            assets[name] = _bytes(found, problems)
        elif part == "i18n" and name.endswith(".yaml") and (not families or _family(found.path.stem) in families):
            words[found.path.stem] = _words(_yaml(found.path, folder.home, problems), problems)
    roles, options = _roles(fields, problems), read_options(fields, inherited, problems.append)
    defaults = {name: default for name, (_, default) in options.items()}
    schema = inherited | {name: option for name, (option, _) in options.items()}
    return _Layer(folder.path.name, templates, assets, words, roles, defaults, posters, schema)


def _words(fields: Mapping, problems: list[Problem]) -> dict[str, Any]:
    """UI words as the author wrote them, every scalar a text; plural forms by their category."""
    words: dict[str, Any] = {}
    for name, node in fields.entries:
        if isinstance(node, Scalar):
            words[name.text] = node.text
        elif isinstance(node, Mapping) and (forms := _plural_forms(node)):
            words[name.text] = forms
        else:
            what = "this is neither a text nor its plural forms"
            problems.append(Problem(fields.at(name.text), what, "write a text, or `{one: …, other: …}`"))
    return words


def _plural_forms(node: Mapping) -> dict[str, str] | None:
    forms = {key.text: value.text for key, value in node.entries if isinstance(value, Scalar)}
    is_whole = len(forms) == len(node.entries) and "other" in forms and _PLURALS.issuperset(forms)
    return forms if is_whole else None


def _roles(fields: Mapping, problems: list[Problem]) -> dict[str, Role]:
    node = _mapping(fields, "pictures", problems)
    roles = {}
    for name, role in node.entries if node else ():
        try:
            roles[name.text] = _role(name.text, resolve(role))
        except (TypeError, ValueError, KeyError, ZeroDivisionError):
            hint = 'write `{widths: [390, 780], ratio: "4:5", sizes: "100vw"}`'
            problems.append(Problem(fields.at("pictures", name.text), "this is no picture role", hint))
    return roles


def _role(name: str, values: dict[str, Any]) -> Role:
    """Raises some error when these are no widths, ratio, sizes, budget and quality."""
    if not set(values) <= set(_ROLE_KEYS) or not isinstance(values["widths"], list):
        raise ValueError(values)
    widths = tuple(sorted(int(width) for width in values["widths"]))
    ratio = _ratio(values.get("ratio"))
    if not widths or widths[0] < 1 or widths[-1] > _WIDEST or (ratio is not None and not 0.01 <= ratio <= 100):
        raise ValueError(values)
    budget = float(values.get("budget") or 0)
    if not 0 <= budget <= _HEAVIEST:
        raise ValueError(values)
    quality = _quality(values.get("quality"))
    return Role(name, widths, ratio, str(values.get("sizes", "100vw")), round(budget * 1000), quality)


def _quality(written: Any) -> tuple[int, int] | None:
    """`[46, 58]`: from the least to the most."""
    if written is None:
        return None
    least, most = (int(bound) for bound in written)
    if not 1 <= least <= most <= 95:
        raise ValueError(written)
    return least, most


def _ratio(written: Any) -> float | None:
    """`4:5` as a number."""
    if written is None:
        return None
    across, _, down = str(written).partition(":")
    return float(across) / float(down)


def _mapping(fields: Mapping, key: str, problems: list[Problem]) -> Mapping | None:
    node = fields.get(key)
    if node is None or isinstance(node, Mapping) or (isinstance(node, Scalar) and node.is_null):
        return node if isinstance(node, Mapping) else None
    problems.append(Problem(fields.at(key), "this should be `name: value` lines"))
    return None


def _yaml(path: Path, home: Path, problems: list[Problem]) -> Mapping:
    file = path.relative_to(home.parent).as_posix()
    try:
        fields, complaints = read_mapping(read_text(path, file), file)
    except YamlError as error:
        fields, complaints = Mapping(Place(file)), [error.problem]
    problems += complaints
    return fields


def _text(found: Found, problems: list[Problem]) -> str:
    try:
        return read_text(found.path, found.file)
    except YamlError as error:
        problems.append(error.problem)
        return ""


def _bytes(found: Found, problems: list[Problem]) -> bytes:
    try:
        if too_large := fault_of_size(found.path):
            problems.append(Problem(Place(found.file), too_large))
            return b""
        return found.path.read_bytes()
    except OSError as error:
        problems.append(Problem(Place(found.file), f"this file cannot be read: {why_not(error)}"))
        return b""


def _overlaid(name: str, layers: list[_Layer]) -> Theme:
    """One theme of many. A template a child replaces stays reachable as `PARENT/NAME`, to be extended."""
    templates: dict[str, TemplateFile] = {}
    assets: dict[str, bytes] = {}
    words: dict[str, dict[str, Any]] = {}
    roles: dict[str, Role] = {}
    options: dict[str, Any] = {}
    posters: dict[str, TemplateFile] = {}
    for layer in layers:
        templates |= {f"{layer.name}/{key}": value for key, value in layer.templates.items()} | layer.templates
        posters |= {f"{layer.name}/{key}": value for key, value in layer.posters.items()} | layer.posters
        added_up = {key: assets.get(key, b"") + layer.assets[key] for key in _ADDED_UP & layer.assets.keys()}
        assets |= layer.assets | added_up
        roles |= layer.roles
        options |= layer.options
        for language, entries in layer.words.items():
            words[language] = words.get(language, {}) | entries
    named = {name for template in templates.values() for name in _LINKED_ASSET.findall(template.text)}
    published = tuple(sorted(name for name in named if set(name.split("+")) <= set(assets)))
    key = digest_of(templates, assets, words, roles, options)
    schema = layers[-1].schema
    return Theme(name, templates, assets, words, roles, options, published, key, posters, schema)
