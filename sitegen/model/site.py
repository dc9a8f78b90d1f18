"""site.yaml in every language, and what must be right about it before any content is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

from sitegen.errors import Place, Problem
from sitegen.load.documents import Document
from sitegen.load.nodes import Mapping, Scalar
from sitegen.load.theme_options import Option
from sitegen.model.content import SiteFields
from sitegen.model.money import is_currency
from sitegen.model.overlay import merge
from sitegen.model.reading import FieldReader
from sitegen.model.scalars import scalar_readers
from sitegen.text import did_you_mean, is_slug

Report = Callable[[Problem], None]

_NEVER_IN_A_URL = frozenset(" \\\"'<>@?#")
_REPOSITORY = re.compile(r"[\w.-]+(?:/[\w.-]+)+", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class SiteText(msgspec.Struct, frozen=True):
    """The site's own document and what it says, in one language."""

    language: str
    document: Document
    fields: SiteFields


def read_site(documents: tuple[Document, ...], report: Report) -> tuple[SiteText, ...]:
    """The site in each of its languages, its own first; empty when site.yaml is not there or cannot be read.

    What is wrong is reported and left out, so that everything else can be checked too.
    """
    base = next((document for document in documents if document.language is None), None)
    if base is None:
        return ()
    reader = FieldReader(scalar_readers(currency_of(base.fields)), report)
    fields, wrong = reader.salvage(base.fields, SiteFields)
    _check(base, fields, wrong, report)
    _check_hosts(base, reader)
    others = [code for code in dict.fromkeys(fields.languages) if code != fields.language and _is_language(code)]
    _check_overlays(documents, others, report)
    translations = [_in_language(language, base, documents, reader, report) for language in others]
    return (SiteText(fields.language, base, fields), *translations)


def _in_language(
    language: str, base: Document, documents: tuple[Document, ...], reader: FieldReader, report: Report
) -> SiteText:
    overlay = next((document for document in documents if document.language == language), None)
    if overlay is None:
        return SiteText(language, base, reader.salvage(base.fields, SiteFields)[0])
    merged, problems = merge(base.fields, overlay.fields)
    for problem in problems:
        report(problem)
    document = msgspec.structs.replace(overlay, fields=merged)
    return SiteText(language, document, reader.salvage(merged, SiteFields)[0])


def _check_overlays(documents: Iterable[Document], languages: Collection[str], report: Report) -> None:
    for document in documents:
        if document.language is not None and document.language not in languages:
            what = f"`{document.language}` is not another language of this site, so nobody reads this file"
            hint = "add it to `languages` in site.yaml, or remove the file"
            report(Problem(Place(document.file), what, hint, "warning"))


def check_options(texts: tuple[SiteText, ...], known: dict[str, Option], report: Report) -> None:
    """Options are the theme's, so only who knows the theme can tell which there are and what they take."""
    for text in texts:
        for option, value in text.fields.theme_options.items():
            place = text.document.fields.at("theme_options", option)
            if option not in known:
                hint = did_you_mean(option, known) or f"it has {', '.join(sorted(known)) or 'none'}"
                report(Problem(place, f"the theme has no option `{option}`", hint))
            elif fault := known[option].fault(value):
                report(Problem(place, *fault))


def timezone_of(fields: SiteFields) -> ZoneInfo | None:
    try:
        return ZoneInfo(fields.timezone)
    except (KeyError, ValueError, OSError):
        return None


def _check(document: Document, fields: SiteFields, wrong: Collection[str], report: Report) -> None:
    def complain(key: str, what: str, hint: str) -> None:
        report(Problem(document.fields.at(key), what, hint))

    if "url" not in wrong and not is_web_root(fields.url):
        complain("url", f"`{fields.url}` is no address of a site", "write it like https://shop.example/ or with a path")
    if timezone_of(fields) is None:
        complain("timezone", f"there is no timezone `{fields.timezone}`", _near_zone(fields.timezone))
    if not is_currency(fields.currency):
        complain("currency", f"`{fields.currency}` is no currency code", "use an ISO 4217 code like CNY or EUR")
    for key, language in [("language", fields.language), *(("languages", code) for code in fields.languages)]:
        if not _is_language(language):
            complain(key, f"`{language}` is no language we know", "use codes like en, zh or pt-BR")
    if fields.languages and fields.language not in fields.languages:
        complain("languages", f"the site's language `{fields.language}` is not among `languages`", "add it there")
    _check_cms(document, fields, report)
    house = fields.referral.house
    if house is not None and not is_slug(house):
        place = document.fields.at("referral", "house")
        report(Problem(place, f"`{house}` cannot be in a tag", "use a-z, 0-9 and single dashes"))


def _check_cms(document: Document, fields: SiteFields, report: Report) -> None:
    cms = fields.cms
    if cms is None or not cms.enabled:
        return
    if not cms.repo:
        what = "nobody can sign in at /admin/ while it does not know the site's repository"
        hint = "write `cms: {repo: OWNER/NAME}`; on your own computer it works without"
        report(Problem(document.fields.at("cms"), what, hint, "warning"))
    elif not _REPOSITORY.fullmatch(cms.repo):
        report(Problem(document.fields.at("cms", "repo"), f"`{cms.repo}` is no repository", "write OWNER/NAME"))
    if cms.sign_in and not is_web_root(cms.sign_in):
        what = f"`{cms.sign_in}` is no web address"
        report(Problem(document.fields.at("cms", "sign_in"), what, "write it like https://sign-in.example"))


def _check_hosts(document: Document, reader: FieldReader) -> None:
    checkout = document.fields.get("checkout")
    hosts = checkout.get("hosts") if isinstance(checkout, Mapping) else None
    if hosts is not None:
        reader.value(hosts, tuple[str, ...], "checkout.hosts")


def is_web_root(url: str) -> bool:
    """Whether a site can live at this address: http(s), a host, no user, no query, no fragment, nothing odd."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    whole = url.isprintable() and _NEVER_IN_A_URL.isdisjoint(url)
    return parts.scheme in ("http", "https") and bool(host) and whole


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


def currency_of(fields: Mapping) -> str:
    """Read before everything else, since prices without a currency are in it; a wrong one is not said of each price."""
    node = fields.get("currency")
    code = node.text if isinstance(node, Scalar) else ""
    return code if is_currency(code) else "USD"
