"""Markdown, read once: what an earlier build has read is remembered, many new texts are read by several processes.

What is remembered lies in one file below the site's state folder. It depends on a text's bytes and on the program that
reads them, so it holds for every branch and may be lost at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import msgspec

from sitegen.digest import digest, digest_of
from sitegen.engines.processes import on_processes, quick_start, shares
from sitegen.engines.whole import write_whole
from sitegen.installed import version_of
from sitegen.memory import Memory
from sitegen.model import markdown_plugins, parsed
from sitegen.model.parsed import Parsed, parse

# Below this many new texts, starting processes costs more than it saves.
FEW = 100
# Up to this many new texts, as after a save, are read sooner than the file of what is remembered.
FEW_NEW = 3
# The modules of `sitegen.model` that decide what a text becomes.
_READERS = ("embeds", "markdown", "markdown_limits", "markdown_patterns", "marks", "parsed", "spots")
# Texts of other branches are kept until they are so many times as many as those in use.
MOST_UNUSED = 3

Parse = Callable[[str], Parsed]
_Known = dict[str, Parsed]


def reader_of(texts: Iterable[str], state: Path, workers: int, memory: Memory | None = None) -> Parse:
    """A `parse` that has read these texts already."""
    bodies = dict.fromkeys(text for text in texts if text.strip())
    at_hand: dict[str, Parsed] = (memory or Memory()).recall("texts", (), dict)
    new = [text for text in bodies if text not in at_hand]
    is_save = at_hand and len(new) <= FEW_NEW
    found = {text: parse(text) for text in new} if is_save else _read(bodies, state, workers)
    for text in at_hand.keys() - bodies.keys():
        del at_hand[text]
    at_hand.update(found)
    return lambda text: at_hand.get(text) or parse(text)


def _read(bodies: Iterable[str], state: Path, workers: int) -> dict[str, Parsed]:
    file = state / "cache" / "texts"
    wanted = {digest(text.encode("utf-8", "surrogatepass")): text for text in bodies}
    known = _load(file)
    missing = [key for key in wanted if key not in known]
    fresh = dict(zip(missing, _parsed([wanted[key] for key in missing], workers), strict=True))
    if fresh:
        _save(file, known, fresh, wanted)
    return {text: fresh.get(key) or known[key] for key, text in wanted.items()}


def _parsed(texts: list[str], workers: int) -> Iterator[Parsed]:
    method = quick_start()
    if workers < 2 or len(texts) < FEW or method is None:
        yield from map(parse, texts)
        return
    parts = [texts[start:stop] for start, stop in shares(len(texts), workers)]
    for part in on_processes(_parse_all, parts, workers, method=method):
        yield from part


def _parse_all(texts: list[str]) -> list[Parsed]:
    return [parse(text) for text in texts]


@lru_cache(maxsize=1)
def _recipe() -> str:
    """All that decides what a text becomes: the libraries, and our own reading of them."""
    own = [digest(Path(parsed.__file__).with_name(f"{module}.py").read_bytes()) for module in _READERS]
    return digest_of(version_of("markdown"), version_of("nh3"), own, markdown_plugins.recipe())


class _File(msgspec.Struct, frozen=True, array_like=True):
    recipe: str
    texts: _Known


def _load(file: Path) -> _Known:
    """What is remembered; a file that cannot be read is a file that is not there."""
    with suppress(OSError, msgspec.MsgspecError):
        found = msgspec.msgpack.decode(file.read_bytes(), type=_File)
        if found.recipe == _recipe():
            return found.texts
    return {}


def _save(file: Path, known: _Known, fresh: _Known, wanted: Iterable[str]) -> None:
    used = dict.fromkeys(wanted)
    kept = known if len(known) <= MOST_UNUSED * len(used) else {key: known[key] for key in used if key in known}
    with suppress(OSError):  # a cache that cannot be written costs time, nothing else
        write_whole(file, msgspec.msgpack.encode(_File(_recipe(), kept | fresh)))
