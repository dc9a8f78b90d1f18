"""Finds fonts: in the folders that a site names, and where the system keeps them."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from sitegen.digest import digest, digest_of
from sitegen.errors import Place, Problem
from sitegen.installed import version_of
from sitegen.load.files import walk
from sitegen.load.nodes import Mapping, Node, Scalar, Sequence
from sitegen.load.typefaces import Family, Typefaces

FONT_ENDINGS = (".ttf", ".otf", ".ttc", ".otc")
SYSTEM_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("~/.local/share/fonts").expanduser(),
    Path("~/.fonts").expanduser(),
    Path("/System/Library/Fonts"),
    Path("/Library/Fonts"),
    Path("~/Library/Fonts").expanduser(),
)
PACKAGES = ("typst", "segno", "fonttools")
INSTALL = "install them with `pip install 'sitegen[kit]'`"
MOST_NAMED = 20
MORE_FONTS = "install a font that has them (Debian: apt install fonts-noto-cjk), or name a folder of fonts in `fonts:`"

# The families of a system that are used, best first: with any other, posters would look as chance has it. `{}` is
# what differs between the readers of Chinese characters.
_WANTED = (
    "Noto Sans {}",
    "Noto Sans CJK {}",
    "Source Han Sans {}",
    "PingFang {}",
    "Noto Sans",
    "Open Sans",
    "Liberation Sans",
    "DejaVu Sans",
    "Noto Serif {}",
    "Noto Serif CJK {}",
    "Source Han Serif {}",
    "Songti {}",
    "Noto Serif",
    "Liberation Serif",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Thai",
    "Noto Sans Devanagari",
    "Noto Sans Symbols",
    "Noto Sans Symbols2",
    "Noto Color Emoji",
    "Apple Color Emoji",
)
_REGIONS = {"ja": "JP", "ko": "KR", "zh-TW": "TC", "zh-Hant": "TC", "zh-HK": "HK"}
_SERIF = re.compile(r"(?<!sans )serif|song|ming|roman|garamond|times", re.IGNORECASE)

Runs = tuple[tuple[int, int], ...]


class Face(msgspec.Struct, frozen=True):
    """One upright design in a file, as its own tables describe it."""

    family: str
    covers: Runs


def missing_packages() -> list[str]:
    """What drawing needs and this environment lacks."""
    return [name for name in PACKAGES if version_of(name) is None]


def fonts_for_previews(site: Mapping, source: Path, state: Path) -> tuple[Typefaces | None, list[Problem]]:
    """The fonts of a site whose site.yaml asks for composed previews, None for any other."""
    if _text(site.get("previews")) != "composed":
        return None, []
    if missing := missing_packages():
        what = f"composed previews need {', '.join(missing)}, which this installation lacks"
        return None, [Problem(site.at("previews"), what, INSTALL)]
    named = site.get("fonts")
    items = named.items if isinstance(named, Sequence) else (named,)
    folders = [text for text in map(_text, items) if text]
    return read_typefaces(source, folders, _text(site.get("language")) or "en", state, site.at("fonts"))


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, Scalar) and not node.is_null else ""


def read_typefaces(
    source: Path, folders: Iterable[str], language: str, state: Path, place: Place
) -> tuple[Typefaces, list[Problem]]:
    """The fonts for a site in `language`, its own `folders` first. `place` is where it names them."""
    problems: list[Problem] = []
    memory = _Memory(state / "cache" / "fonts.msgpack")
    own = [path for folder in folders for path in _own_files(source, folder, place, problems)]
    system = [path for folder in SYSTEM_FOLDERS for path in sorted(folder.rglob("*"))]
    region = _REGIONS.get(language, "SC")
    wanted = [name.format(region) for name in _WANTED]
    ours = _families(own, memory, problems)
    theirs = {family.name: family for family in _families(system, memory, [], frozenset(wanted))}
    made = Typefaces(tuple(ours), tuple(theirs[name] for name in wanted if name in theirs), version_of("typst") or "")
    memory.keep()
    if not made.families:
        problems.append(Problem(place, "there is no font to draw previews and posters with", MORE_FONTS))
    return made, problems


def tofu(lacking: str, place: Place) -> list[Problem]:
    """What is wrong when these characters are to be drawn: they would come out as empty boxes."""
    if not lacking:
        return []
    shown = " ".join(f"{character} (U+{ord(character):04X})" for character in lacking[:MOST_NAMED])
    return [Problem(place, f"no font here can draw {shown}", MORE_FONTS)]


def _own_files(source: Path, folder: str, place: Place, problems: list[Problem]) -> Iterator[Path]:
    path = source / folder
    if not path.is_dir() or not path.resolve().is_relative_to(source.resolve()):
        problems.append(Problem(place, f"the site has no folder `{folder}`", "name a folder that holds fonts"))
        return
    for found in walk(path.absolute(), source, problems):
        yield found.path


def _families(
    paths: Iterable[Path], memory: _Memory, problems: list[Problem], wanted: frozenset[str] = frozenset()
) -> list[Family]:
    """The families of some files, of the wanted names or all of them, each with what all its weights can draw."""
    files: dict[str, list[Path]] = {}
    runs: dict[str, Runs] = {}
    for path in paths:
        if not path.name.lower().endswith(FONT_ENDINGS):
            continue
        faces = memory.faces(path, wanted)
        if not faces and not wanted:
            what = "this is no font that can be read"
            problems.append(Problem(Place(path.name), what, "copy it again, or remove it"))
        for face in faces:
            files.setdefault(face.family, []).append(path)
            known = runs.get(face.family)
            runs[face.family] = face.covers if known is None else _in_both(known, face.covers)
    return [_family(name, found, runs[name], memory) for name, found in files.items()]


def _family(name: str, files: list[Path], covers: Runs, memory: _Memory) -> Family:
    is_serif = _SERIF.search(name) is not None
    stamps = [memory.digest(path) for path in files]
    return Family(name, is_serif, tuple(str(path) for path in files), covers, digest_of(name, stamps))


def _in_both(one: Runs, other: Runs) -> Runs:
    if one == other:
        return one
    common = [(max(a, c), min(b, d)) for a, b in one for c, d in other if a <= d and c <= b]
    return tuple(sorted(common))


def _faces_in(path: Path, wanted: frozenset[str]) -> Iterator[Face]:
    """The upright designs of a file, of the wanted names or all. Raises whatever a broken font raises."""
    from fontTools.ttLib import TTCollection, TTFont

    is_collection = path.suffix.lower() in (".ttc", ".otc")
    with path.open("rb") as file:
        for font in TTCollection(file, lazy=True).fonts if is_collection else [TTFont(file, lazy=True)]:
            family = font["name"].getBestFamilyName() or ""
            is_upright = "OS/2" in font and not font["OS/2"].fsSelection & 1
            if is_upright and (not wanted or family in wanted):
                yield Face(family, _runs(font.getBestCmap() or {}))


def _runs(codes: Iterable[int]) -> Runs:
    runs: list[tuple[int, int]] = []
    for code in sorted(codes):
        if runs and code == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], code)
        else:
            runs.append((code, code))
    return tuple(runs)


class _Memory:
    """What was read of font files, by where they lie and when they changed; losing it costs time, never truth."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._new = False
        try:
            self._faces, self._digests = msgspec.msgpack.decode(
                file.read_bytes(), type=tuple[dict[str, tuple[Face, ...]], dict[str, str]]
            )
        except (OSError, msgspec.DecodeError):
            self._faces, self._digests = {}, {}

    def faces(self, path: Path, wanted: frozenset[str]) -> tuple[Face, ...]:
        key = f"{_stamp(path)} {digest_of(sorted(wanted))[:8]}"
        if key not in self._faces:
            self._new = True
            try:
                self._faces[key] = tuple(_faces_in(path, wanted))
            except Exception:  # whatever its tables hold, a broken font is one that cannot be used
                self._faces[key] = ()
        return self._faces[key]

    def digest(self, path: Path) -> str:
        key = _stamp(path)
        if key not in self._digests:
            self._new = True
            self._digests[key] = digest(path.read_bytes())
        return self._digests[key]

    def keep(self) -> None:
        if self._new:
            with suppress(OSError):
                self._write(msgspec.msgpack.encode((self._faces, self._digests)))

    def _write(self, data: bytes) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._file.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(name, self._file)


def _stamp(path: Path) -> str:
    try:
        stat = path.stat()
    except OSError:
        return str(path)
    return f"{path} {stat.st_size} {stat.st_mtime_ns}"
