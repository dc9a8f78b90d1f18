"""Product pages: the house's, and those of everyone who shares the product."""

from __future__ import annotations

from typing import Any

from sitegen.model.catalog import Entry
from sitegen.model.content import Look, Pick
from sitegen.model.shelves import products_in
from sitegen.plan.jobs import PageJob
from sitegen.render import views
from sitegen.render.cards import circle_links, creator_card, post_card, posts_by_date, product_card
from sitegen.render.frame import Subject, alternates_of, canonical_path, first_photo, page_view, site_view
from sitegen.render.look import look_of
from sitegen.render.products import product_view
from sitegen.render.sharing import sharing
from sitegen.render.stage import Speaker, Stage, store_of

FEW = 4


def house_product(stage: Stage, job: PageJob) -> views.ProductView:
    product = stage.edition.products[job.name]
    speaker = Speaker(None, product.slug)
    sharers = [
        creator
        for creator in stage.edition.creators.values()
        if any(pick.product == job.name for pick in creator.fields.picks)
    ]
    beside = [
        name
        for name, other in stage.edition.products.items()
        if name != job.name and set(other.fields.circles) & set(product.fields.circles)
    ]
    home = stage.addresses.href(stage.addresses.home(stage.language))
    crumbs = (
        views.Link(title=stage.edition.site.title, url=home),
        *circle_links(stage, product.fields.circles[:1]),
    )
    subject = _product_subject(stage, product, speaker, crumbs)
    return views.ProductView(
        page=page_view(stage, job, subject),
        site=site_view(stage, job),
        look=look_of(Look(), stage.edition.site.look),
        product=product_view(stage, product, speaker),
        creator=None,
        note="",
        sharers=tuple(creator_card(stage, creator) for creator in sharers),
        more=tuple(product_card(stage, name, speaker) for name in beside[:FEW]),
        posts=_posts_about(stage, job.name, None),
        share=sharing(stage, job.path, product.fields.title),
    )


def personal_product(stage: Stage, job: PageJob) -> views.ProductView:
    product = stage.edition.products[job.name]
    creator = stage.edition.creators[job.creator]
    speaker = Speaker(creator, product.slug)
    crumbs = (views.Link(title=creator.fields.name, url=stage.href_of(creator)),)
    subject = _product_subject(stage, product, speaker, crumbs)
    others = [pick for pick in creator.fields.picks if pick.product != job.name]
    return views.ProductView(
        page=page_view(stage, job, subject),
        site=site_view(stage, job),
        look=look_of(creator.fields.look, stage.edition.site.look),
        product=product_view(stage, product, speaker),
        creator=creator_card(stage, creator),
        note=_note_of(creator.fields.picks, job.name),
        sharers=(),
        more=tuple(product_card(stage, pick.product, store_of(creator), pick.note) for pick in others[:FEW]),
        posts=_posts_about(stage, job.name, creator.name),
        share=sharing(stage, job.path, product.fields.title),
    )


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
        speaker=speaker,
    )


def _posts_about(stage: Stage, product: str, creator: str | None) -> tuple[views.PostCard, ...]:
    """Stories that mention a product; only the creator's own on a personal page, so that visitors stay with them."""
    posts = [
        post
        for post in stage.edition.posts.values()
        if product in products_in(post.text) and creator in (None, post.fields.creator)
    ]
    return tuple(post_card(stage, post) for post in posts_by_date(posts)[:FEW])


def _note_of(picks: tuple[Pick, ...], product: str) -> str:
    return next((pick.note for pick in picks if pick.product == product), "")
