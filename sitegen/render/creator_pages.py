"""Pages that speak with a creator's voice: the store and the posts."""

from __future__ import annotations

from itertools import islice

from sitegen.model.catalog import Entry
from sitegen.model.content import Look, PostFields
from sitegen.model.shelves import products_in
from sitegen.plan.catalogue import AT_ONCE, besides_picks, in_pages
from sitegen.plan.page_jobs import PageJob
from sitegen.render import views
from sitegen.render.cards import circle_links, creator_card, post_card, product_card, told_card
from sitegen.render.catalogue_pages import numbers
from sitegen.render.events import event_cards
from sitegen.render.formats import day
from sitegen.render.frame import Subject, alternates_of, canonical_path, first_photo, page_view, site_view
from sitegen.render.manifests import faces
from sitegen.render.parts import parts_of
from sitegen.render.people import creator_view
from sitegen.render.sharing import sharing
from sitegen.render.stage import Speaker, Stage, store_of

FEW = 4


def store(stage: Stage, job: PageJob) -> views.StoreView:
    creator = stage.edition.creators[job.name]
    speaker = store_of(creator)
    fields = creator.fields
    icons = faces(stage.catalog, stage.addresses, creator)
    notes = {pick.product: pick.note for pick in fields.picks}
    rest = in_pages(besides_picks(creator, stage.edition), AT_ONCE)
    subject = Subject(
        title=f"{fields.name} · {stage.edition.site.title}",
        description=fields.tagline or creator.text.plain,
        canonical=canonical_path(stage, creator),
        alternates=alternates_of(stage, creator),
        photo=first_photo(fields.photos),
        draft=fields.draft,
        lang=stage.spoken(creator),
        speaker=speaker,
    )
    return views.StoreView(
        page=page_view(stage, job, subject),
        site=site_view(stage, job),
        look=stage.look(fields.look),
        creator=creator_view(stage, creator),
        picks=tuple(product_card(stage, name, speaker, note, with_buy=True) for name, note in notes.items()),
        products=tuple(product_card(stage, name, speaker) for name in rest[0]),
        posts=tuple(post_card(stage, post) for post in stage.stories_of(creator.name)),
        events=event_cards(stage, lambda event: event.creator == creator.name),
        share=sharing(stage, job.path, fields.name),
        manifest=stage.addresses.href(stage.addresses.manifest(stage.language, creator.slug)),
        pages=numbers(stage, job.path, len(rest), 1),
        touch_icon=stage.addresses.href(icons[0].path) if icons else "",
    )


def post(stage: Stage, job: PageJob) -> views.PostView:
    post = stage.edition.posts[job.name]
    fields = post.fields
    author = stage.edition.creators[fields.creator] if fields.creator else None
    speaker = Speaker(author, post.slug)
    photo = first_photo(fields.photos)
    mentioned = products_in(post.text)
    home = stage.addresses.href(stage.addresses.home(stage.language))
    subject = Subject(
        title=f"{fields.title} · {author.fields.name if author else stage.edition.site.title}",
        description=fields.summary or post.text.plain,
        canonical=canonical_path(stage, post),
        alternates=alternates_of(stage, post),
        photo=photo,
        name=fields.title,
        crumbs=(
            views.Link(title=stage.edition.site.title, url=home),
            *circle_links(stage, fields.circles[:1]),
        ),
        draft=fields.draft,
        lang=stage.spoken(post),
        speaker=speaker,
    )
    return views.PostView(
        page=page_view(stage, job, subject),
        site=site_view(stage, job),
        look=stage.look(author.fields.look if author else Look()),
        title=fields.title,
        summary=fields.summary,
        date=day(fields.date, stage.language) if fields.date else None,
        cover=stage.picture(photo.file, "cover", photo.alt or "", photo.focus) if photo else None,
        author=creator_card(stage, author) if author else None,
        body=parts_of(stage, post.text, speaker),
        circles=circle_links(stage, fields.circles),
        products=tuple(told_card(stage, name, author) for name in mentioned),
        more=_more_posts(stage, post),
        tagged=author is not None and bool(mentioned),
        share=sharing(stage, job.path, fields.title),
        extra=fields.extra,
    )


def _more_posts(stage: Stage, post: Entry[PostFields]) -> tuple[views.PostCard, ...]:
    """Other stories: by the same person where there is one, else of the same circles."""
    alike = stage.stories_of(post.fields.creator, post.fields.circles)
    others = islice((other for other in alike if other.name != post.name), FEW)
    return tuple(post_card(stage, other) for other in others)
