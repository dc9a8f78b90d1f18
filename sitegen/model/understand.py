"""UNDERSTAND: Sources -> Catalog, with everything wrong found in one go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from sitegen.errors import Place, Problem
from sitegen.load.documents import KINDS
from sitegen.load.sources import Sources
from sitegen.memory import Memory
from sitegen.model.catalog import Catalog, Choice, Edition, Entry
from sitegen.model.checkout import Provider
from sitegen.model.checkout_choice import CheckoutReader, fallback
from sitegen.model.compliance.expired import check_expired
from sitegen.model.compliance.wording import check_wording
from sitegen.model.cross_checks import check_editions
from sitegen.model.entries import Bundle, Draft, bundles_of, in_language, moments_in, read_base
from sitegen.model.lookalikes import check_names
from sitegen.model.mentions import Parse, read_text
from sitegen.model.names import Names, collect_names
from sitegen.model.parsed import parse as parse_one
from sitegen.model.reading import FieldReader
from sitegen.model.references import Follower
from sitegen.model.rights import check_rights, creators_in, with_terms
from sitegen.model.sales import SALES, Till, read_choices
from sitegen.model.scalars import scalar_readers
from sitegen.model.schedule import Schedule
from sitegen.model.shares import SHARES, unguessable
from sitegen.model.sharing_checks import check_sharing, signing_key
from sitegen.model.site import SiteText, check_options, currency_of, is_web_root, read_site, timezone_of
from sitegen.model.skipped import Skipped
from sitegen.model.strangers import check_strangers
from sitegen.model.topics import check_topics, topics_in
from sitegen.model.twins import check_skus, told_apart
from sitegen.model.written import Written, written_in
from sitegen.settings import Settings

Providers = Mapping[str, Provider[Any]]

NOWHERE = "https://site.invalid/"


class Understanding(msgspec.Struct, frozen=True):
    """`catalog` is None when the site is too broken to go on; `problems` is all that is wrong."""

    catalog: Catalog | None
    problems: tuple[Problem, ...]


def understand(
    sources: Sources,
    settings: Settings,
    providers: Providers,
    parse: Parse = parse_one,
    memory: Memory | None = None,
) -> Understanding:
    """Everything the site means. Raises nothing for what an author can get wrong.

    `parse` may be any function that gives what `parsed.parse` gives.
    """
    memory = memory or Memory()
    problems = list(sources.problems)
    texts = read_site(sources.site, problems.append)
    if not texts:
        return Understanding(None, tuple(problems))
    trusts = texts[0].fields.trust.creators
    writers = creators_in(sources.documents)
    if not trusts:
        check_rights(sources.documents, writers, texts[0].language, problems.append)
    documents = with_terms(sources.documents, texts[0].document, texts[0].fields, problems.append)
    sources = msgspec.structs.replace(sources, documents=documents)
    zone = timezone_of(texts[0].fields) or ZoneInfo("UTC")
    schedule = Schedule(settings.clock, zone, settings.drafts, settings.future)
    reading = _Reading(sources, texts, schedule, providers, settings.secret or "", problems, parse, memory)
    editions = tuple(reading.edition(text) for text in texts)
    key = signing_key(texts[0], settings.key, problems.append)
    check_editions(editions, providers, key, problems.append, memory)
    check_sharing(editions, schedule, problems.append)
    check_names(editions[0], trusted=trusts, report=problems.append)
    if not trusts:
        check_strangers(editions, writers, providers, problems.append)
    check_wording((*sources.site, *sources.documents), texts[0].fields.words, problems.append, memory)
    reminders: list[Problem] = []
    check_expired(editions[0].products, sources.documents, schedule, reminders.append)
    if sources.theme is None:
        return Understanding(None, tuple(problems))
    check_options(texts, sources.theme.schema, problems.append)
    catalog = Catalog(
        editions=editions,
        photos=sources.photos,
        videos=sources.videos,
        static=sources.static,
        theme=sources.theme,
        zone=zone,
        base_url=_base_url(settings, texts[0], problems),
        clock=settings.clock,
        skipped=tuple(reading.skipped),
        reminders=tuple(reminders),
        next_change=schedule.next_of(reading.moments),
        warnings=tuple(problem for problem in problems if problem.severity == "warning"),
        key=key,
        typefaces=sources.typefaces,
        written=written_in(sources.documents) if texts[0].fields.cms else Written(),
    )
    return Understanding(catalog, tuple(problems))


def _base_url(settings: Settings, text: SiteText, problems: list[Problem]) -> str:
    """Where the site will live, with a slash at its end; `--base-url` wins over site.yaml."""
    url = settings.base_url or text.fields.url
    if settings.base_url and not is_web_root(settings.base_url):
        what = f"`{settings.base_url}` is no address of a site"
        problems.append(Problem(Place("--base-url"), what, "write it like https://shop.example/sub/"))
    return url.rstrip("/") + "/" if is_web_root(url) else NOWHERE


class _Reading:
    """The reading of one site: what its languages share, and what is noticed on the way."""

    def __init__(
        self,
        sources: Sources,
        texts: tuple[SiteText, ...],
        schedule: Schedule,
        providers: Providers,
        secret: str,
        problems: list[Problem],
        parse: Parse,
        memory: Memory,
    ) -> None:
        self._parse = parse
        self._memory = memory
        self.skipped: list[Skipped] = []
        self.moments: list[datetime | None] = []
        self._own_language = texts[0].language
        self._texts = texts
        self._report = problems.append
        self._schedule = schedule
        self._providers = providers
        self._secret = secret
        self._currency = currency_of(texts[0].document.fields)
        self._scalars = scalar_readers(self._currency)
        self._reader = FieldReader(self._scalars, self._report)
        self._bundles = bundles_of(sources.documents, self._own_language, self._report)
        self._drop_unknown_languages({text.language for text in texts})
        self._base = self._read_base()
        names = self._collect_names(sources)
        self._names = memory.recall("names", names, lambda: names)

    def edition(self, text: SiteText) -> Edition:
        """The whole site in one language."""
        entries: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
        choices: dict[str, tuple[Choice, ...]] = {}
        till = Till(
            checkouts=CheckoutReader(self._providers, self._scalars, self._report),
            providers=self._providers,
            schedule=self._schedule,
            site_checkout=fallback(text.fields.checkout),
            report=self._report,
        )
        for bundle in self._bundles:
            draft = self._draft(bundle, text.language)
            if draft is None:
                continue
            entries[bundle.base.kind][bundle.base.name] = self._entry(draft, text.language)
            if bundle.base.kind == "products":
                is_sold = SALES.isdisjoint(draft.wrong)
                choices[bundle.base.name] = read_choices(draft.document, draft.fields, till) if is_sold else ()
        entries["shares"] = {name: share for name, share in entries["shares"].items() if share.fields.creator}
        site = Follower(text.document, self._names, self._report).site(text.fields)
        tagged = {name: product.fields for name, product in entries["products"].items()}
        topics = topics_in(tagged, text.fields.tag_names)
        return Edition(language=text.language, site=site, choices=choices, topics=topics, **entries)

    def _draft(self, bundle: Bundle, language: str) -> Draft | None:
        """What is shown of a bundle in a language; None when nothing is."""
        base = self._base.get(bundle.key)
        if base is None or self._names.is_hidden(*bundle.key):
            return None
        if language == self._own_language or language not in bundle.overlays:
            return base
        return in_language(base, bundle.overlays[language], self._reader, self._report)

    def _entry(self, draft: Draft, language: str) -> Entry[Any]:
        def follow() -> tuple[Entry[Any], list[Problem]]:
            found: list[Problem] = []
            return self._followed(draft, language, found.append), found

        name = ("entry", language, draft.document.kind, draft.document.name)
        entry, found = self._memory.recall(name, (draft, self._names, self._own_language), follow)
        for problem in found:
            self._report(problem)
        return entry

    def _followed(self, draft: Draft, language: str, report: Callable[[Problem], None]) -> Entry[Any]:
        """A draft with everything found that it refers to."""
        document = draft.document
        follower = Follower(document, self._names, report)
        fields = follower.common(draft.fields)
        match document.kind:
            case "products":
                fields = follower.product(fields)
            case "creators":
                fields = follower.creator(fields)
            case "posts":
                fields = follower.post(fields)
            case "shares":
                fields = follower.share(fields)
            case "events":
                fields = follower.event(fields)
        return Entry(
            kind=document.kind,
            name=document.name,
            slug=draft.slug,
            language=language if draft.translated else self._own_language,
            translated=draft.translated or language == self._own_language,
            place=draft.place,
            folder=document.folder,
            fields=fields,
            text=read_text(document, self._names, report, self._parse),
        )

    def _drop_unknown_languages(self, known: set[str]) -> None:
        for bundle in self._bundles:
            for language, document in bundle.overlays.items():
                if language not in known:
                    reason = f"`{language}` is not among the site's `languages`"
                    self.skipped.append(Skipped(document.file, reason))

    def _read_base(self) -> dict[tuple[str, str], Draft]:
        """What can be read, by kind and name."""
        drafts = [self._read(bundle) for bundle in self._bundles]
        apart = told_apart([self._addressed(draft) for draft in drafts if draft], self._report)
        return {(draft.document.kind, draft.document.name): draft for draft in apart}

    def _read(self, bundle: Bundle) -> Draft | None:
        def read() -> tuple[Draft | None, list[Problem]]:
            found: list[Problem] = []
            return read_base(bundle, FieldReader(self._scalars, found.append), found.append), found

        document = bundle.base
        draft, found = self._memory.recall(("fields", document.file), (document, self._currency), read)
        for problem in found:
            self._report(problem)
        return draft

    def _addressed(self, draft: Draft) -> Draft:
        """With the address it will have: that of a share is a secret."""
        is_share = draft.document.kind == SHARES
        return unguessable(draft, self._secret, self._report) if is_share else draft

    def _collect_names(self, sources: Sources) -> Names:
        reasons = self._reasons_to_skip()
        hidden = {bundle.key: bundle.base.name for bundle in self._bundles if bundle.key not in self._base}
        for key, draft in self._base.items():
            self.moments += moments_in(draft.fields) if self._schedule.may_show(draft.fields) else []
            if key in reasons:
                hidden[key] = getattr(draft.fields, "title", draft.document.name)
                self.skipped.append(Skipped(draft.place.file, reasons[key]))
        shown = [draft for key, draft in self._base.items() if key not in hidden]
        products = [draft for draft in shown if draft.document.kind == "products"]
        check_skus(products, self._report)
        check_topics(products, self._texts, self._report)
        slugs = {bundle.key: bundle.base.name for bundle in self._bundles}
        slugs |= {key: draft.slug for key, draft in self._base.items()}
        return collect_names(sources.documents, slugs, hidden, sources.files, sources.photos, sources.videos)

    def _reasons_to_skip(self) -> dict[tuple[str, str], str]:
        """Why something is there and not shown. A story or an event without its teller would seem the house's."""
        reasons = {
            key: reason
            for key, draft in self._base.items()
            if (reason := self._schedule.reason_to_skip(draft.fields)) is not None
        }
        absent = {word for key in reasons if key[0] == "creators" for word in (key[1], self._base[key].slug)}
        for key, draft in self._base.items():
            if key[0] in ("posts", "events") and draft.fields.creator in absent:
                reasons.setdefault(key, f"its creator `{draft.fields.creator}` is not shown")
        return reasons
