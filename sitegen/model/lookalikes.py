"""Names and hosts that look like others: letters of one script drawn like those of another (Unicode TR 39).

The table holds what stands for a Latin letter in Cyrillic, Greek and Armenian, the scripts that are used for it. Wide
and mathematical letters, accents and what cannot be seen fall away by normalising.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from sitegen.errors import Place, Problem, Severity
from sitegen.model.catalog import Edition, Entry
from sitegen.model.content import CreatorFields

Report = Callable[[Problem], None]

_DRAWN_LIKE = str.maketrans(
    "аαɑвьсϲԁđеєɡһніιıјкκӏмոоοօσøрρԛѕтτυսѵνԝхχуүγ01łǀ|",
    "aaabbccddeeghhiiijkklmnoooooppqsttuuvvwxxyyyollll",
)
_SCRIPTS = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})
_WORD = re.compile(r"[^\W\d_]+")


def skeleton(name: str) -> str:
    """What is left of a name for the eye; two names with one skeleton are taken for each other.

    >>> skeleton("Lin") == skeleton("Lіn") == skeleton("L\u200bín")
    True
    """
    letters = unicodedata.normalize("NFKD", name).casefold().translate(_DRAWN_LIKE)
    return "".join(letter for letter in letters if letter.isalnum())


def mixed_word(text: str) -> str | None:
    """A word with letters of two scripts that look alike; nobody writes so without a reason."""
    return next((word for word in _WORD.findall(text) if len(_scripts_of(word)) > 1), None)


def _scripts_of(word: str) -> set[str]:
    return {unicodedata.name(letter, "").partition(" ")[0] for letter in unicodedata.normalize("NFKC", word)} & _SCRIPTS


def spelled(host: str) -> str | None:
    """How a host with letters beyond a-z reads, when it has such; browsers show or hide them as they please.

    >>> spelled("xn--bcher-kva.example")
    'bücher.example'
    """
    labels = [_read(label) for label in host.split(".")]
    reading = ".".join(labels)
    return None if reading.isascii() and "xn--" not in reading else reading


def _read(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def check_names(edition: Edition, *, trusted: bool, report: Report) -> None:
    """Complain of creators whose names are drawn like the house's or another's."""
    severity: Severity = "warning" if trusted else "error"
    house = edition.site.title
    seen: dict[str, Entry[CreatorFields]] = {}
    for creator in edition.creators.values():
        name = creator.fields.name
        place = Place(creator.place.file, 1, "name")
        if word := mixed_word(name):
            what = f"`{word}` mixes letters of scripts that look alike"
            report(Problem(place, what, "write it in one script", severity))
        twin = seen.setdefault(skeleton(name) or name, creator)
        if twin.fields.name != name:
            what = f"`{name}` looks like the name of another creator, `{twin.fields.name}` in {twin.place.file}"
            report(Problem(place, what, "people could not tell them apart; add a word", severity))
        if not trusted and skeleton(name) == skeleton(house):
            report(Problem(place, f"`{name}` looks like the house itself, `{house}`", "use a name of one's own"))
