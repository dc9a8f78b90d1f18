"""Markdown extensions of installed packages: entry point group `sitegen.markdown`.

Each entry names an `Extension` of Python-Markdown: a class, an instance, or a function that returns one. They read
before links and photos are looked at, and what they make is cleaned like all that authors write.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen.digest import digest
from sitegen.installed import Offer
from sitegen.plugins import Family, PluginError, package_of

if TYPE_CHECKING:
    from markdown.extensions import Extension

GROUP = "sitegen.markdown"

_EXTENSIONS = Family(group=GROUP, what="Markdown extension", members=())


def installed_extensions() -> tuple[Extension, ...]:
    """In the order of their names. Raises PluginError naming the one that cannot be used."""
    return tuple(_extension(name, entry) for name, entry in sorted(_EXTENSIONS.entries().items()))


def recipe() -> tuple[tuple[str, ...], ...]:
    """What decides how they read, without loading them: names, packages, versions and the bytes of their modules."""
    return tuple(_marks_of(name, entry) for name, entry in sorted(_EXTENSIONS.entries().items()))


def _extension(name: str, entry: Offer) -> Extension:
    from markdown.extensions import Extension

    who = f"the Markdown extension `{name}` ({entry.value}, from {package_of(entry)})"
    try:
        made = entry.load()
        made = made() if callable(made) else made
    except Exception as error:  # whatever a stranger's module does while it is imported
        raise PluginError(f"{who} cannot be loaded: {type(error).__name__}: {error}") from error
    if not isinstance(made, Extension):
        raise PluginError(f"{who} is no Markdown extension: it is no `markdown.extensions.Extension`")
    return made


def _marks_of(name: str, entry: Offer) -> tuple[str, ...]:
    try:
        spec = find_spec(entry.module)
        source = digest(Path(spec.origin).read_bytes()) if spec and spec.origin else ""
    except Exception:  # it will be told when it is loaded
        source = ""
    return name, entry.value, package_of(entry), entry.version, source
