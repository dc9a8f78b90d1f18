"""Product pages: the house's, and those of everyone who shares the product."""

from __future__ import annotations

from itertools import islice
from typing import Any

from sitegen.model.catalog import Entry
from sitegen.model.content import CreatorFields, Look, Pick, PostFields
from sitegen.plan.page_jobs import PageJob
from sitegen.render import views
from sitegen.render.cards import circle_links, creator_card, post_card, posts_by_date, product_card
from sitegen.render.frame import Subject, alternates_of, canonical_path, first_photo, page_view, site_view
from sitegen.render.products import product_view
from sitegen.render.sharing import sharing
from sitegen.render.stage import Speaker, Stage, store_of

FEW = 4


def house_product(stage: Stage, job: PageJob) -> views.ProductView:
    product = stage.edition.products[job.name]
    speaker = Speaker(None, product.slug)
    circles = set(product.fields.circles)
    beside = (
        name
        for name, other in stage.edition.products.items()
        if name != job.name and not circles.isdisjoint(other.fields.circles)
    )
    home = stage.addresses.href(stage.addresses.home(stage.language))
    crumbs = (
        views.Link(title=stage.edition.site.title, url=home),
        *circle_links(stage, product.fields.circles[:1]),
    )
    subject = _product_subject(stage, product, speaker, crumbs)
    return views.ProductView(
        page=page_view(stage, job, subject),
        site=site_view(stage, job),
        look=stage.look(Look()),
        product=product_view(stage, product, speaker),
        creator=None,
        note="",
        sharers=tuple(creator_card(stage, creator) for creator in stage.who_picked(job.name)),
        more=tuple(product_card(stage, name, speaker) for name in islice(beside, FEW)),
        posts=_posts_about(stage, job.name, None),
        share=sharing(stage, job.path, product.fields.title),
    )


def personal_product(stage: Stage, job: PageJob) -> views.ProductView:
    creator = stage.edition.creators[job.creator]
    common, own = common_part(stage, job, creator), own_part(stage, job, creator)
    return views.ProductView(
        page=common.page,
        site=common.site,
        look=own.look,
        product=common.product,
        creator=own.creator,
        note=own.note,
        sharers=(),
        more=own.more,
        posts=own.posts,
        share=common.share,
    )


class CommonPart(views.View, frozen=True, kw_only=True):
    """What all creators' pages of a product have in common, but for the creator's name, slug and tag in it."""

    page: views.Page
    site: views.Site
    product: views.Product
    share: views.Sharing


class OwnPart(views.View, frozen=True, kw_only=True):
    """What a personal page has from its creator."""

    look: views.Look
    creator: views.CreatorCard
    note: str
    more: tuple[views.ProductCard, ...]
    posts: tuple[views.PostCard, ...]


def common_part(stage: Stage, job: PageJob, creator: Entry[CreatorFields]) -> CommonPart:
    product = stage.edition.products[job.name]
    speaker = Speaker(creator, product.slug)
    crumbs = (views.Link(title=creator.fields.name, url=stage.href_of(creator)),)
    subject = _product_subject(stage, product, speaker, crumbs)
    return CommonPart(
        page=page_view(stage, job, subject),
        site=site_view(stage, job),
        product=product_view(stage, product, speaker),
        share=sharing(stage, job.path, product.fields.title),
    )


def own_part(stage: Stage, job: PageJob, creator: Entry[CreatorFields]) -> OwnPart:
    picks = creator.fields.picks
    return OwnPart(
        look=stage.look(creator.fields.look),
        creator=creator_card(stage, creator),
        note=note_of(picks, job.name),
        more=tuple(pick_card(stage, creator, pick) for pick in other_picks(picks, job.name)),
        posts=_posts_about(stage, job.name, creator.name),
    )


def pick_card(stage: Stage, creator: Entry[CreatorFields], pick: Pick) -> views.ProductCard:
    return product_card(stage, pick.product, store_of(creator), pick.note)


def other_picks(picks: tuple[Pick, ...], product: str) -> list[Pick]:
    """The first few picks besides a product."""
    return list(islice((pick for pick in picks if pick.product != product), FEW))


def _product_subject(stage: Stage, product: Entry[Any], speaker: Speaker, crumbs: tuple[views.Link, ...]) -> Subject:
    fields = product.fields
    whose = speaker.creator.fields.name if speaker.creator else stage.edition.site.title
    return Subject(
        title=f"{fields.title} · {whose}",
        description=fields.summary or product.text.plain,
        canonical=canonical_path(stage, product),
        alternates=alternates_of(stage, product),
        photo=first_photo(fields.photos),
        crumbs=crumbs,
        name=fields.title,
        draft=fields.draft,
        lang=stage.spoken(product),
        speaker=speaker,
    )


def _posts_about(stage: Stage, product: str, creator: str | None) -> tuple[views.PostCard, ...]:
    """Stories that mention a product; only the creator's own on a personal page, so that visitors stay with them."""
    return stories(stage, [post for post in stage.who_tells_of(product) if creator in (None, post.fields.creator)])


def stories(stage: Stage, posts: list[Entry[PostFields]]) -> tuple[views.PostCard, ...]:
    """The newest of them."""
    return tuple(post_card(stage, post) for post in posts_by_date(posts)[:FEW])


def note_of(picks: tuple[Pick, ...], product: str) -> str:
    return next((pick.note for pick in picks if pick.product == product), "")
