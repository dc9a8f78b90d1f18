"""From documents to entries: one per piece of content and language, overlays applied."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec

from sitegen.errors import Place, Problem
from sitegen.load.documents import Document
from sitegen.model.content import FIELDS_OF, EventFields
from sitegen.model.happenings import ends
from sitegen.model.overlay import merge
from sitegen.model.reading import FieldReader
from sitegen.text import is_slug, slugify

Report = Callable[[Problem], None]


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A document in one language, its fields read, its references not yet followed.

    `document` has the merged fields, so that a complaint points into the file that says it. `wrong` are the keys
    that could not be read (and were reported); the rest is looked at all the same, to report everything at once.
    """

    document: Document
    fields: Any
    slug: str
    translated: bool
    place: Place
    wrong: frozenset[str]


class Bundle(msgspec.Struct, frozen=True):
    """All that is written about one thing: its base text and what other languages change, as far as one can read."""

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
            _complain_of_orphan(next(iter(group.values())), own_language, report)
        else:
            bundles.append(Bundle(base, dict(_overlays(base, group, report))))
    return bundles


def _complain_of_orphan(orphan: Document, own_language: str, report: Report) -> None:
    hint = f"write it in `{own_language}` first: the same file name without `.{orphan.language}`"
    report(Problem(Place(orphan.file), "this translates a text that is not there", hint))


def _overlays(base: Document, group: Mapping[str | None, Document], report: Report) -> Iterator[tuple[str, Document]]:
    for language, overlay in group.items():
        if overlay.folder != base.folder:
            hint = "put both into the same folder, since their photos lie beside them"
            report(Problem(Place(overlay.file), f"this translates {base.file}, which lies elsewhere", hint))
        elif language and overlay.readable:
            yield language, overlay


def read_base(bundle: Bundle, reader: FieldReader, report: Report) -> Draft | None:
    """What the bundle's own text says; None when its file cannot be read at all."""
    document = bundle.base
    if not document.readable:
        return None
    fields, wrong = reader.salvage(document.fields, FIELDS_OF[document.kind])
    return Draft(
        document=document,
        fields=fields,
        slug=_slug(document, fields, report),
        translated=False,
        place=Place(document.file, 1),
        wrong=wrong,
    )


def in_language(draft: Draft, overlay: Document, reader: FieldReader, report: Report) -> Draft:
    """The same with what a translation says."""
    document = _overlaid(draft.document, overlay, report)
    fields, wrong = reader.salvage(document.fields, FIELDS_OF[document.kind])
    return msgspec.structs.replace(draft, document=document, fields=fields, translated=True, wrong=wrong)


def _overlaid(base: Document, overlay: Document, report: Report) -> Document:
    fields, problems = merge(base.fields, overlay.fields)
    for problem in problems:
        report(problem)
    if overlay.body.strip():
        return msgspec.structs.replace(overlay, fields=fields)
    return msgspec.structs.replace(
        overlay, fields=fields, body=base.body, body_line=base.body_line, body_file=base.file
    )


def _slug(document: Document, fields: Any, report: Report) -> str:
    """The address an author gives, or the name in a-z; a stand-in nobody can write where there is neither."""
    written = getattr(fields, "slug", None)
    slug = slugify(document.name if written is None else written)
    place = document.fields.at("slug")
    if written is None and not slug:
        report(Problem(place, f"`{document.name}` cannot be spelled in a-z", "add `slug: a-z and digits`"))
    if written is not None and not is_slug(written):
        hint = f"try `{slug}`" if slug else "use a-z, 0-9 and single dashes"
        report(Problem(place, f"`{written}` is no slug", hint))
    return slug or f"--{document.name}"


def moments_in(fields: Any) -> list[datetime | None]:
    """Every moment at which something about this changes."""
    offers = [moment for offer in getattr(fields, "offers", ()) for moment in (offer.from_, offer.until)]
    window = [getattr(fields, "from_", None), ends(fields) if isinstance(fields, EventFields) else None]
    return [fields.publish or fields.date, fields.updated, fields.expires, *offers, *window]
