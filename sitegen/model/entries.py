"""From documents to entries: one per piece of content and language, overlays applied."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from sitegen.errors import Place, Problem
from sitegen.load.documents import Document
from sitegen.model.content import FIELDS_OF
from sitegen.model.overlay import merge
from sitegen.model.reading import FieldReader
from sitegen.text import is_slug, slugify

Report = Callable[[Problem], None]


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A document in one language, its fields read, its references not yet followed.

    `document` has the merged fields, so that a complaint points into the file that says it.
    """

    document: Document
    fields: Any
    slug: str
    translated: bool
    place: Place


class Bundle(msgspec.Struct, frozen=True):
    """All that is written about one thing: its base text and what other languages change."""

    base: Document
    overlays: Mapping[str, Document]

    @property
    def key(self) -> tuple[str, str]:
        return self.base.kind, self.base.name


def bundles_of(documents: Iterable[Document], own_language: str, report: Report) -> list[Bundle]:
    """Documents of one thing together. A text in the site's own language is the base, however its file is called."""
    grouped: dict[tuple[str, str], dict[str | None, Document]] = {}
    for document in documents:
        language = None if document.language == own_language else document.language
        group = grouped.setdefault((document.kind, document.name), {})
        if language in group:
            what = f"`{group[language].file}` says the same in the same language"
            report(Problem(Place(document.file), what, "keep one of the two files"))
        group.setdefault(language, document)
    bundles = []
    for group in grouped.values():
        base = group.pop(None, None)
        if base is None:
            orphan = next(iter(group.values()))
            hint = f"write it in `{own_language}` first: the same file name without `.{orphan.language}`"
            report(Problem(Place(orphan.file), "this translates a text that is not there", hint))
        else:
            bundles.append(Bundle(base, {language: text for language, text in group.items() if language}))
    return bundles


def read_draft(bundle: Bundle, language: str | None, reader: FieldReader, report: Report) -> Draft | None:
    """The bundle in one language; None when what it says cannot be read (and was reported)."""
    overlay = bundle.overlays.get(language) if language else None
    document = bundle.base if overlay is None else _overlaid(bundle.base, overlay, report)
    fields = reader.struct(document.fields, FIELDS_OF[document.kind])
    if fields is None:
        return None
    slug = _slug(bundle.base, fields, report)
    place = Place(bundle.base.file, 1)
    return Draft(document=document, fields=fields, slug=slug, translated=overlay is not None, place=place)


def _overlaid(base: Document, overlay: Document, report: Report) -> Document:
    fields, problems = merge(base.fields, overlay.fields)
    for problem in problems:
        report(problem)
    own_body = overlay if overlay.body.strip() else base
    return msgspec.structs.replace(overlay, fields=fields, body=own_body.body, body_line=own_body.body_line)


def _slug(document: Document, fields: Any, report: Report) -> str:
    place = document.fields.at("slug")
    written = getattr(fields, "slug", None)
    if written is None:
        slug = slugify(document.name)
        if not slug:
            hint = "add `slug: a-z and digits`"
            report(Problem(Place(document.file, 1, "slug"), f"`{document.name}` cannot be spelled in a-z", hint))
        return slug or "x"
    if not is_slug(written):
        hint = f"try `{slugify(written)}`" if slugify(written) else "use a-z, 0-9 and single dashes"
        report(Problem(place, f"`{written}` is no slug", hint))
    return slugify(written) or "x"


def same_slugs(drafts: Iterable[Draft], report: Report) -> None:
    """Two things of a kind with one slug would share an address and a tag."""
    seen: dict[tuple[str, str], Draft] = {}
    for draft in drafts:
        first = seen.setdefault((draft.document.kind, draft.slug), draft)
        if first is not draft:
            what = f"the slug `{draft.slug}` is already that of {first.place.file}"
            report(Problem(Place(draft.place.file, 1, "slug"), what, "give one of the two another `slug`"))


def moments_in(fields: Any) -> list[datetime | None]:
    """Every moment at which something about this changes."""
    offers = [moment for offer in getattr(fields, "offers", ()) for moment in (offer.from_, offer.until)]
    return [fields.publish or fields.date, fields.expires, *offers]
