"""Personal product pages, rendered once for each product and filled in for each creator.

All creators' pages of one product differ in a few texts (name, slug, tag) and in a few parts of the page that are the
creator's own. So the page is rendered once with the texts left open and the parts left out, and cut at these places:
a stencil. A creator's page is the pieces joined with what belongs between them. Where a template looks at what is left
open, no stencil can be made, and every page of the product is rendered by itself; the bytes are the same.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Hashable
from functools import partial
from typing import Any, Protocol, cast

import jinja2
import msgspec

from sitegen.digest import digest, packed
from sitegen.errors import SitegenError
from sitegen.model.content import CreatorFields, Look
from sitegen.model.shelves import products_in
from sitegen.model.signing import signature_of
from sitegen.plan.page_jobs import PageJob
from sitegen.render import views
from sitegen.render.guarded import Inspected, OpenThing, Untouchable
from sitegen.render.own_parts import PARTS, Own, Sharer, Sharers
from sitegen.render.policy import guarded
from sitegen.render.product_pages import CommonPart, common_part
from sitegen.render.stage import Speaker, Stage
from sitegen.render.templates import Templates

TEMPLATE = "product.html"

# What can go wrong in a template that sees less than it does otherwise.
FAULTS = (Inspected, jinja2.TemplateError, SitegenError, ArithmeticError, LookupError, TypeError, ValueError)


class Stencil:
    """The pieces of a page, and the number of what belongs between each two of them."""

    def __init__(self, pieces: list[bytes], holes: list[int]) -> None:
        self._holes = holes
        self._whole = [b""] * (len(pieces) + len(holes))
        self._whole[::2] = pieces

    @classmethod
    def unpacked(cls, data: bytes) -> Stencil:
        return cls(*msgspec.msgpack.decode(data, type=tuple[list[bytes], list[int]]))

    def packed(self) -> bytes:
        return msgspec.msgpack.encode((self._whole[::2], self._holes))

    def filled(self, values: list[bytes]) -> bytes:
        whole = self._whole.copy()
        whole[1::2] = map(values.__getitem__, self._holes)
        return b"".join(whole)


class Kept(Protocol):
    """Where other processes of the same build find stencils; what is lost there is made again."""

    def get(self, key: str) -> bytes | None: ...

    def put(self, key: str, data: bytes) -> None: ...


class Marks:
    """Texts that stand for what is left open. Nobody can write one, for they are drawn anew for every run.

    Those that end up in addresses consist of letters and digits, which no encoding changes. The others hold control
    characters, so that one that was encoded is not taken for one that was not.
    """

    def __init__(self) -> None:
        self.mark = f"o{secrets.token_hex(8)}"
        self.slug, self.signature, self.preview = (f"{self.mark}{number}x" for number in range(3))
        self.name = self._shown(3)
        self.parts = {name: self._shown(4 + number) for number, name in enumerate(PARTS)}
        self._pattern = re.compile(f"{self.mark}([012])x|\x02{self.mark}([0-9]+)\x03")

    def _shown(self, number: int) -> str:
        return f"\x02{self.mark}{number}\x03"

    def cut(self, page: str) -> Stencil:
        """Raises Inspected when a text is left that was changed on its way."""
        pieces, holes, end = [], [], 0
        for match in self._pattern.finditer(page):
            pieces.append(page[end : match.start()])
            holes.append(int(match[match.lastindex or 0]))
            end = match.end()
        pieces.append(page[end:])
        if any(self.mark in piece for piece in pieces):
            raise Inspected("it writes a text of the creator's in a way of its own")
        return Stencil([piece.encode() for piece in pieces], holes)


class _OpenStage(Stage, frozen=True, kw_only=True):
    """A stage on which somebody speaks whose slug, tag and preview are left open."""

    marks: Any

    def tag(self, speaker: Speaker) -> str | None:
        tag = f"{self.marks.slug}_{speaker.page}"
        return f"{tag}__{self.marks.signature}" if self.catalog.key else tag

    def composed(self, page: PageJob) -> str | None:
        is_composed = self.catalog.typefaces is not None and self.catalog.site.previews == "composed"
        return self.marks.preview if is_composed else None


class _Draft(msgspec.Struct):
    """What all pages of a product show, and the stencil once it is cut, or None when that cannot be done.

    `key` covers it.
    """

    view: views.ProductView
    key: bytes
    stencil: Stencil | None = None
    is_tried: bool = False


class Stencils:
    """The stencils of one language, each cut when the first page is filled in."""

    def __init__(self, stage: Stage, templates: Templates, theme_key: str, kept: Kept | None = None) -> None:
        self._stage = stage
        self._kept = kept
        self._templates = templates
        self._theme_key = theme_key
        self._marks = Marks()
        left_out = {name: mark for name, mark in self._marks.parts.items() if templates.has(name)}
        self._open = templates.opened(stage.language, self._marks.mark, left_out)
        self._parts = templates.parts(stage.language)
        self._sharers = Sharers(stage)
        self._mentioned: dict[str, frozenset[str]] = {}
        self._drafts: dict[Hashable, _Draft | None] = {}
        self.refusals: set[str] = set()  # why there are pages without a stencil

    def work(self, job: PageJob) -> tuple[str, Callable[[], bytes | None]] | None:
        """The page's fingerprint, and what fills in its stencil, or says None when there can be none.

        None for a page that more than its creator's own parts and texts tells from others.
        """
        sharer = self._sharers.called(job.creator)
        mentioned = self._mentions(job.name)
        if mentioned and any(map(sharer.noted.get, mentioned)):
            return None
        draft = self._draft(job, sharer, mentioned)
        if draft is None:
            return None
        own = sharer.own(job.name)
        texts = [sharer.slug, self._signature(sharer, job), self._preview(job), sharer.name]
        fingerprint = digest(b"\0".join((draft.key, own.key, *texts)))
        return fingerprint, partial(self._page, draft, own, texts)

    def _page(self, draft: _Draft, own: Own, texts: list[bytes]) -> bytes | None:
        try:
            stencil = self._stencil(draft)
            if stencil is None:
                return None
            return stencil.filled(texts + own.rendered(draft.view.page, draft.view.site, self._parts))
        except FAULTS as fault:
            self.refusals.add(f"{self._templates.place_of(fault, TEMPLATE)}: {fault}")
            return None

    def _stencil(self, draft: _Draft) -> Stencil | None:
        if not draft.is_tried:
            draft.is_tried = True
            draft.stencil = self._found_or_cut(draft)
        return draft.stencil

    def _found_or_cut(self, draft: _Draft) -> Stencil:
        key = draft.key.decode()
        if self._kept and (found := self._kept.get(key)):
            return Stencil.unpacked(found)
        page = self._open.get_template(TEMPLATE).render(self._left_open(draft.view))
        stencil = self._marks.cut(page)
        if self._kept:
            self._kept.put(key, stencil.packed())
        return stencil

    def _left_open(self, view: views.ProductView) -> dict[str, Any]:
        closed = {name: getattr(view, name) for name in ("page", "site", "product", "sharers", "share")}
        own = {name: Untouchable(name) for name in ("look", "note", "more", "posts")}
        url = self._stage.addresses.href(self._stage.addresses.store(self._stage.language, self._marks.slug))
        return {**closed, **own, "creator": OpenThing("creator", name=self._marks.name, url=url)}

    def _draft(self, job: PageJob, sharer: Sharer, mentioned: frozenset[str]) -> _Draft | None:
        shown = mentioned & self._stage.shared[job.creator] if mentioned else mentioned
        key = (job.name, job.name in sharer.reminds, shown)
        if key not in self._drafts:
            self._drafts[key] = self._drafted(job, sharer, shown)
        return self._drafts[key]

    def _drafted(self, job: PageJob, sharer: Sharer, shown: frozenset[str]) -> _Draft | None:
        stage, marks = self._stage, self._marks
        picks = sharer.creator.fields.picks if job.name in sharer.reminds else ()
        fields = CreatorFields(name=marks.name, picks=picks)
        stand_in = msgspec.structs.replace(sharer.creator, name="", slug=marks.slug, fields=fields)
        path = stage.addresses.personal(stage.language, marks.slug, stage.edition.products[job.name].slug)
        shared = {"": shown | {job.name}}
        open_stage = _OpenStage(stage.catalog, stage.edition, stage.addresses, stage.providers, shared, marks=marks)
        try:
            common = common_part(open_stage, msgspec.structs.replace(job, path=path, creator=""), stand_in)
        except ValueError as fault:  # a payment page that refuses the tag of the stand-in
            self.refusals.add(str(fault))
            return None
        view = self._view(common)
        said = packed(self._theme_key, view).replace(marks.mark.encode(), b"")
        return _Draft(view, digest(said).encode())

    def _view(self, common: CommonPart) -> views.ProductView:
        """The common part as a page of nobody's."""
        view = views.ProductView(
            page=common.page,
            site=common.site,
            look=self._stage.look(Look()),
            product=common.product,
            creator=None,
            note="",
            sharers=(),
            more=(),
            posts=(),
            share=common.share,
        )
        return cast("views.ProductView", guarded(view))

    def _mentions(self, product: str) -> frozenset[str]:
        if product not in self._mentioned:
            self._mentioned[product] = frozenset(products_in(self._stage.edition.products[product].text))
        return self._mentioned[product]

    def _signature(self, sharer: Sharer, job: PageJob) -> bytes:
        key = self._stage.catalog.key
        return signature_of(sharer.creator.slug, self._slug(job), key).encode() if key else b""

    def _slug(self, job: PageJob) -> str:
        return self._stage.edition.products[job.name].slug

    def _preview(self, job: PageJob) -> bytes:
        path = self._stage.composed(job)
        return self._stage.addresses.href(path).removeprefix(self._stage.addresses.base).encode() if path else b""
