"""Who may set what, where creators are not trusted: a creator's folders, and the keys that count in them.

Lin's are `content/creators/lin/`, `content/posts/lin/`, `content/shares/lin/` and `content/events/lin/`. Whoever keeps
the site lets Lin write there and nowhere else. What is not in the table below is the house's: prices, payment links,
commission, coupons and addresses are in no creator's hands, nor is any key that is added to sitegen later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePosixPath

import msgspec

from sitegen.errors import Place, Problem
from sitegen.load.documents import Document
from sitegen.load.nodes import Mapping as Fields
from sitegen.load.nodes import Node, Scalar, Sequence
from sitegen.model.content import SiteFields, Terms
from sitegen.text import did_you_mean

Report = Callable[[Problem], None]

_WHEN = "draft date publish expires updated"
_STUDIO = "studio.name studio.address studio.geo studio.hours studio.phone studio.booking"
MAY_SET: dict[str, frozenset[str]] = {
    "creators": frozenset(
        f"name tagline labels avatar circles look picks.product picks.note store {_STUDIO} photos links {_WHEN}".split()
    ),
    "posts": frozenset(f"creator title summary photos circles slug {_WHEN}".split()),
    "shares": frozenset(f"creator to title picks.product picks.note channel offer language {_WHEN}".split()),
    "events": frozenset(
        f"creator title kind from until summary photos circles products place geo link replay slug {_WHEN}".split()
    ),
}


def owner_of(file: str, creators: Iterable[str]) -> str | None:
    """The creator in whose folder a file lies; None for the house's own."""
    kind, *rest = PurePosixPath(file).parts[1:] or ("",)
    if kind not in MAY_SET or not rest:
        return None
    if len(rest) == 1:
        return rest[0].partition(".")[0] if kind == "creators" else None
    return rest[0] if kind == "creators" or rest[0] in creators else None


def folders_of(owner: str) -> tuple[str, ...]:
    return tuple(f"content/{kind}/{owner}/" for kind in MAY_SET)


def creators_in(documents: Iterable[Document]) -> frozenset[str]:
    """Everybody who has a folder or a file among the creators."""
    files = (PurePosixPath(document.file).parts for document in documents if document.kind == "creators")
    return frozenset(parts[2].partition(".")[0] if len(parts) == 3 else parts[2] for parts in files)


def check_rights(documents: Iterable[Document], creators: frozenset[str], language: str, report: Report) -> None:
    """Complain of every key in a creator's own files that is not theirs to set, and of speaking as somebody else."""
    for document in documents:
        owner = owner_of(document.file, creators)
        if owner is None:
            continue
        if document.kind == "creators" and document.name != owner:
            what = f"here stands a creator `{document.name}` in the folder of `{owner}`"
            report(Problem(Place(document.file), what, f"move it to content/creators/{document.name}/"))
        if document.kind != "creators" and document.readable:
            _check_speaker(document, owner, document.language in (None, language), report)
        for place, path in _foreign(document.fields, MAY_SET[document.kind], ""):
            spot = Place(place.file, place.line, path)
            report(Problem(spot, f"`{path}` is not a creator's to set", _hint(path, owner)))


def _check_speaker(document: Document, owner: str, must_say: bool, report: Report) -> None:
    said = document.fields.get("creator")
    speaks = said.text == owner if isinstance(said, Scalar) else said is None and not must_say
    if not speaks:
        what = f"in the folder of `{owner}` nobody else speaks"
        report(Problem(document.fields.at("creator"), what, f"write `creator: {owner}`"))


def _foreign(node: Node, allowed: frozenset[str], path: str) -> Iterator[tuple[Place, str]]:
    """The outermost keys that neither are in the table nor lie below or above one that is."""
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _foreign(item, allowed, path)
    elif isinstance(node, Fields):
        for key, value in node.entries:
            spot = f"{path}.{key.text}".lstrip(".")
            if any(spot == known or spot.startswith(f"{known}.") for known in allowed):
                continue
            if any(known.startswith(f"{spot}.") for known in allowed):
                yield from _foreign(value, allowed, spot)
            else:
                yield key.place, spot


def _hint(path: str, owner: str) -> str:
    if path in {field.encode_name for field in msgspec.structs.fields(Terms)}:
        return f"the house says it in site.yaml: `creators: {{{owner}: {{{path}: …}}}}`"
    return "take it out; it belongs to the house"


def with_terms(
    documents: tuple[Document, ...], site: Document, fields: SiteFields, report: Report
) -> tuple[Document, ...]:
    """The documents, with what site.yaml says of creators in the place of what they say themselves."""
    said = site.fields.get("creators")
    terms = {name: said.get(name) for name in fields.creators} if isinstance(said, Fields) else {}
    own = {document.name for document in documents if document.kind == "creators"}
    for name in terms:
        if name not in own:
            hint = did_you_mean(name, own) or "name a folder of content/creators/"
            report(Problem(site.fields.at("creators", name), f"there is no creator `{name}`", hint))
    return tuple(_told(document, terms, fields.language) for document in documents) if terms else documents


def _told(document: Document, terms: Mapping[str, Node | None], language: str) -> Document:
    word = terms.get(document.name) if document.kind == "creators" else None
    if not isinstance(word, Fields) or document.language not in (None, language):
        return document
    kept = [entry for entry in document.fields.entries if entry[0].text not in word.keys()]  # noqa: SIM118 - its own
    return msgspec.structs.replace(document, fields=Fields(document.fields.place, (*kept, *word.entries)))
