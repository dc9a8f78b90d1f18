"""site.yaml in every language, and what must be right about it before any content is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

from sitegen.errors import Place, Problem
from sitegen.load.documents import Document
from sitegen.load.nodes import Mapping, Scalar
from sitegen.model.content import SiteFields
from sitegen.model.money import is_currency
from sitegen.model.overlay import merge
from sitegen.model.reading import FieldReader
from sitegen.model.scalars import scalar_readers
from sitegen.text import did_you_mean, is_slug

Report = Callable[[Problem], None]

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class SiteText(msgspec.Struct, frozen=True):
    """The site's own document and what it says, in one language."""

    language: str
    document: Document
    fields: SiteFields


def read_site(documents: tuple[Document, ...], report: Report) -> tuple[SiteText, ...]:
    """The site in each of its languages, its own first; empty when site.yaml cannot be read."""
    base = next((document for document in documents if document.language is None), None)
    if base is None:
        return ()
    reader = FieldReader(scalar_readers(_currency(base.fields)), report)
    fields = reader.struct(base.fields, SiteFields)
    if fields is None:
        return ()
    _check(base, fields, report)
    texts = [SiteText(fields.language, base, fields)]
    for language in dict.fromkeys(fields.languages):
        if language != fields.language and _is_language(language):
            text = _in_language(language, base, documents, reader, report)
            texts += [text] if text else []
    return tuple(texts)


def _in_language(
    language: str, base: Document, documents: tuple[Document, ...], reader: FieldReader, report: Report
) -> SiteText | None:
    overlay = next((document for document in documents if document.language == language), base)
    merged = overlay
    if overlay is not base:
        fields, problems = merge(base.fields, overlay.fields)
        for problem in problems:
            report(problem)
        merged = msgspec.structs.replace(overlay, fields=fields)
    read = reader.struct(merged.fields, SiteFields)
    return SiteText(language, merged, read) if read else None


def timezone_of(fields: SiteFields) -> ZoneInfo | None:
    try:
        return ZoneInfo(fields.timezone)
    except (KeyError, ValueError, OSError):
        return None


def _check(document: Document, fields: SiteFields, report: Report) -> None:
    def complain(key: str, what: str, hint: str) -> None:
        report(Problem(document.fields.at(key), what, hint))

    if not is_web_root(fields.url):
        complain("url", f"`{fields.url}` is no address of a site", "write it like https://shop.example/ or with a path")
    if timezone_of(fields) is None:
        complain("timezone", f"there is no timezone `{fields.timezone}`", _near_zone(fields.timezone))
    if not is_currency(fields.currency):
        complain("currency", f"`{fields.currency}` is no currency code", "use an ISO 4217 code like CNY or EUR")
    for language in (fields.language, *fields.languages):
        if not _is_language(language):
            complain("languages", f"`{language}` is no language we know", "use codes like en, zh or pt-BR")
    if fields.languages and fields.language not in fields.languages:
        complain("languages", f"the site's language `{fields.language}` is not among `languages`", "add it there")
    house = fields.referral.house
    if house is not None and not is_slug(house):
        place = document.fields.at("referral", "house")
        report(Problem(place, f"`{house}` cannot be in a tag", "use a-z, 0-9 and single dashes"))


def is_web_root(url: str) -> bool:
    """Whether a site can live at this address: http(s), a host, no query and no fragment."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and not parts.query and not parts.fragment


def _is_language(code: str) -> bool:
    from babel import Locale, UnknownLocaleError

    if not _LANGUAGE.fullmatch(code):
        return False
    try:
        Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _near_zone(name: str) -> str:
    from zoneinfo import available_timezones

    return did_you_mean(name, available_timezones()) or "use a name like Asia/Shanghai"


def _currency(fields: Mapping) -> str:
    """Read before everything else, since prices without a currency are in it."""
    node = fields.get("currency")
    code = node.text if isinstance(node, Scalar) else ""
    return code if is_currency(code) else "USD"


def site_place(texts: tuple[SiteText, ...], field: str) -> Place:
    return texts[0].document.fields.at(field)
