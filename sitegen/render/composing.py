"""Page job -> the one view its template sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sitegen.model.catalog import Entry
from sitegen.model.content import Look, Photo, Pick, PostFields
from sitegen.model.shelves import products_in, shelf
from sitegen.plan.jobs import PageJob
from sitegen.render import views
from sitegen.render.cards import circle_card, circle_links, creator_card, post_card, posts_by_date, product_card
from sitegen.render.formats import day
from sitegen.render.frame import Subject, alternates_of, canonical_path, homes, page_view, site_view
from sitegen.render.look import look_of
from sitegen.render.parts import parts_of
from sitegen.render.people import creator_view
from sitegen.render.products import product_view
from sitegen.render.stage import Speaker, Stage, store_of

HOUSE_PAGE = "home"
FEW, SOME = 4, 6


def compose(stage: Stage, job: PageJob) -> views.PageView:
    """Everything the page's template may see."""
    return _COMPOSERS[job.kind](stage, job)


def _home(stage: Stage, job: PageJob) -> views.HomeView:
    edition, site = stage.edition, stage.edition.site
    house = Speaker(None, HOUSE_PAGE)
    title = f"{site.title} · {site.tagline}" if site.tagline else site.title
    subject = Subject(title=title, description=site.summary, canonical=job.path, alternates=homes(stage))
    cover = site.cover
    circles = sorted(edition.circles.values(), key=lambda circle: (circle.fields.order, circle.name))
    featured = site.featured or tuple(edition.products)[:SOME]
    return views.HomeView(
        page=page_view(stage, job, subject),
        site=site_view(stage),
        look=look_of(Look(), site.look),
        body=(),
        hero=stage.picture(cover.file, "cover", cover.alt or "", cover.focus) if cover else None,
        circles=tuple(circle_card(stage, circle) for circle in circles),
        featured=tuple(product_card(stage, name, house) for name in featured),
        creators=tuple(creator_card(stage, creator) for creator in edition.creators.values()),
        posts=tuple(post_card(stage, post) for post in posts_by_date(list(edition.posts.values()))[:SOME]),
        products=tuple(product_card(stage, name, house) for name in edition.products if name not in featured),
    )


def _house_product(stage: Stage, job: PageJob) -> views.ProductView:
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
    crumbs = (views.Link(title=stage.edition.site.title, url=home), *circle_links(stage, product.fields.circles[:1]))
    subject = _product_subject(stage, product, stage.edition.site.title, crumbs)
    return views.ProductView(
        page=page_view(stage, job, subject),
        site=site_view(stage),
        look=look_of(Look(), stage.edition.site.look),
        product=product_view(stage, product, speaker),
        creator=None,
        note="",
        sharers=tuple(creator_card(stage, creator) for creator in sharers),
        more=tuple(product_card(stage, name, speaker) for name in beside[:FEW]),
        posts=_posts_about(stage, job.name, None),
    )


def _personal_product(stage: Stage, job: PageJob) -> views.ProductView:
    product = stage.edition.products[job.name]
    creator = stage.edition.creators[job.creator]
    speaker = Speaker(creator, product.slug)
    crumbs = (views.Link(title=creator.fields.name, url=stage.href_of(creator)),)
    subject = _product_subject(stage, product, creator.fields.name, crumbs)
    others = [pick for pick in creator.fields.picks if pick.product != job.name]
    return views.ProductView(
        page=page_view(stage, job, subject),
        site=site_view(stage),
        look=look_of(creator.fields.look, stage.edition.site.look),
        product=product_view(stage, product, speaker),
        creator=creator_card(stage, creator),
        note=_note_of(creator.fields.picks, job.name),
        sharers=(),
        more=tuple(product_card(stage, pick.product, store_of(creator), pick.note) for pick in others[:FEW]),
        posts=_posts_about(stage, job.name, creator.name),
    )


def _product_subject(stage: Stage, product: Entry[Any], whose: str, crumbs: tuple[views.Link, ...]) -> Subject:
    fields = product.fields
    return Subject(
        title=f"{fields.title} · {whose}",
        description=fields.summary or product.text.plain,
        canonical=canonical_path(stage, product),
        alternates=alternates_of(stage, product),
        photo=_first(fields.photos),
        crumbs=crumbs,
        draft=fields.draft,
    )


def _store(stage: Stage, job: PageJob) -> views.StoreView:
    creator = stage.edition.creators[job.name]
    speaker = store_of(creator)
    fields = creator.fields
    notes = {pick.product: pick.note for pick in fields.picks}
    rest = [name for name in shelf(creator, stage.edition) if name not in notes]
    own = [post for post in stage.edition.posts.values() if post.fields.creator == creator.name]
    subject = Subject(
        title=f"{fields.name} · {stage.edition.site.title}",
        description=fields.tagline or creator.text.plain,
        canonical=canonical_path(stage, creator),
        alternates=alternates_of(stage, creator),
        photo=_first(fields.photos),
        draft=fields.draft,
    )
    return views.StoreView(
        page=page_view(stage, job, subject),
        site=site_view(stage),
        look=look_of(fields.look, stage.edition.site.look),
        creator=creator_view(stage, creator),
        picks=tuple(product_card(stage, name, speaker, note, with_buy=True) for name, note in notes.items()),
        products=tuple(product_card(stage, name, speaker) for name in rest),
        posts=tuple(post_card(stage, post) for post in posts_by_date(own)),
    )


def _post(stage: Stage, job: PageJob) -> views.PostView:
    post = stage.edition.posts[job.name]
    fields = post.fields
    author = stage.edition.creators[fields.creator] if fields.creator else None
    speaker = Speaker(author, post.slug)
    photo = _first(fields.photos)
    mentioned = products_in(post.text)
    home = stage.addresses.href(stage.addresses.home(stage.language))
    subject = Subject(
        title=f"{fields.title} · {author.fields.name if author else stage.edition.site.title}",
        description=fields.summary or post.text.plain,
        canonical=canonical_path(stage, post),
        alternates=alternates_of(stage, post),
        photo=photo,
        crumbs=(views.Link(title=stage.edition.site.title, url=home), *circle_links(stage, fields.circles[:1])),
        draft=fields.draft,
    )
    return views.PostView(
        page=page_view(stage, job, subject),
        site=site_view(stage),
        look=look_of(author.fields.look if author else Look(), stage.edition.site.look),
        title=fields.title,
        summary=fields.summary,
        date=day(fields.date, stage.language) if fields.date else None,
        cover=stage.picture(photo.file, "cover", photo.alt or "", photo.focus) if photo else None,
        author=creator_card(stage, author) if author else None,
        body=parts_of(stage, post.text, speaker),
        circles=circle_links(stage, fields.circles),
        products=tuple(product_card(stage, name, speaker) for name in mentioned),
        more=_more_posts(stage, post),
        tagged=author is not None and bool(mentioned),
        extra=fields.extra,
    )


def _circle(stage: Stage, job: PageJob) -> views.CircleView:
    circle = stage.edition.circles[job.name]
    fields, edition = circle.fields, stage.edition
    house = Speaker(None, circle.slug)
    photo = _first(fields.photos)
    products = [name for name, product in edition.products.items() if job.name in product.fields.circles]
    posts = [post for post in edition.posts.values() if job.name in post.fields.circles]
    subject = _entry_subject(stage, circle, photo)
    return views.CircleView(
        page=page_view(stage, job, subject),
        site=site_view(stage),
        look=look_of(Look(), edition.site.look),
        title=fields.title,
        summary=fields.summary,
        cover=stage.picture(photo.file, "cover", photo.alt or "", photo.focus) if photo else None,
        body=parts_of(stage, circle.text, house),
        products=tuple(product_card(stage, name, house) for name in products),
        creators=tuple(creator_card(stage, c) for c in edition.creators.values() if job.name in c.fields.circles),
        posts=tuple(post_card(stage, post) for post in posts_by_date(posts)),
        extra=fields.extra,
    )


def _text(stage: Stage, job: PageJob) -> views.TextView:
    page = stage.edition.pages[job.name]
    return views.TextView(
        page=page_view(stage, job, _entry_subject(stage, page, None)),
        site=site_view(stage),
        look=look_of(Look(), stage.edition.site.look),
        title=page.fields.title,
        summary=page.fields.summary,
        body=parts_of(stage, page.text, Speaker(None, page.slug)),
        extra=page.fields.extra,
    )


def _missing(stage: Stage, job: PageJob) -> views.TextView:
    title = stage.edition.site.title
    subject = Subject(title=title, description="", canonical=job.path, indexed=False)
    return views.TextView(
        page=page_view(stage, job, subject),
        site=site_view(stage),
        look=look_of(Look(), stage.edition.site.look),
        title=title,
        summary="",
        body=(),
        extra={},
    )


def _redirect(stage: Stage, job: PageJob) -> views.RedirectView:
    title = stage.edition.site.title
    subject = Subject(title=title, description="", canonical=job.target, indexed=False)
    return views.RedirectView(
        page=page_view(stage, job, subject),
        site=site_view(stage),
        look=look_of(Look(), stage.edition.site.look),
        target=stage.addresses.href(job.target),
    )


def _entry_subject(stage: Stage, entry: Entry[Any], photo: Photo | None) -> Subject:
    home = stage.addresses.href(stage.addresses.home(stage.language))
    return Subject(
        title=f"{entry.fields.title} · {stage.edition.site.title}",
        description=entry.fields.summary or entry.text.plain,
        canonical=canonical_path(stage, entry),
        alternates=alternates_of(stage, entry),
        photo=photo,
        crumbs=(views.Link(title=stage.edition.site.title, url=home),),
        draft=entry.fields.draft,
    )


def _posts_about(stage: Stage, product: str, creator: str | None) -> tuple[views.PostCard, ...]:
    """Stories that mention a product; only the creator's own on a personal page, so that visitors stay with them."""
    posts = [
        post
        for post in stage.edition.posts.values()
        if product in products_in(post.text) and creator in (None, post.fields.creator)
    ]
    return tuple(post_card(stage, post) for post in posts_by_date(posts)[:FEW])


def _more_posts(stage: Stage, post: Entry[PostFields]) -> tuple[views.PostCard, ...]:
    """Other stories: by the same person where there is one, else of the same circles."""
    mine = post.fields
    others = [
        other
        for other in stage.edition.posts.values()
        if other.name != post.name
        and (other.fields.creator == mine.creator if mine.creator else set(other.fields.circles) & set(mine.circles))
    ]
    return tuple(post_card(stage, other) for other in posts_by_date(others)[:FEW])


def _note_of(picks: tuple[Pick, ...], product: str) -> str:
    return next((pick.note for pick in picks if pick.product == product), "")


def _first(photos: tuple[Photo, ...]) -> Photo | None:
    return photos[0] if photos else None


_COMPOSERS: dict[str, Callable[[Stage, PageJob], views.PageView]] = {
    "home": _home,
    "product": _house_product,
    "personal": _personal_product,
    "store": _store,
    "post": _post,
    "circle": _circle,
    "page": _text,
    "missing": _missing,
    "redirect": _redirect,
}
