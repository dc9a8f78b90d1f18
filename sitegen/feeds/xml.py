"""XML by hand: few elements, every text escaped, nothing in it that XML 1.0 cannot say."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from sitegen.text import UNPRINTABLE

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def element(name: str, text: str = "", **attributes: str) -> str:
    """An element with a text; a dash in an attribute's name is written as `_`, a colon as `__`.

    >>> element("link", href="/?a&b")
    '<link href="/?a&amp;b"/>'
    """
    return around(name, [escape(_sayable(text), quote=False)], "", **attributes)


def around(name: str, inside: Iterable[str], between: str = "\n", **attributes: str) -> str:
    """An element with others in it; empty strings among them are left out."""
    said = "".join(
        f' {key.replace("__", ":").rstrip("_").replace("_", "-")}="{escape(_sayable(value))}"'
        for key, value in attributes.items()
    )
    parts = [part for part in inside if part]
    if not parts:
        return f"<{name}{said}/>"
    return f"<{name}{said}>{between}{between.join(parts)}{between}</{name}>"


def _sayable(text: str) -> str:
    return UNPRINTABLE.sub(" ", text)
