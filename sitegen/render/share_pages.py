"""Pages for one person or group, and where a buyer comes back to."""

from __future__ import annotations

import msgspec

from sitegen.model.catalog import Entry
from sitegen.model.content import CreatorFields, ShareFields, SharePick
from sitegen.model.tags import SHARE_PAGE
from sitegen.plan.page_jobs import PageJob
from sitegen.render import views
from sitegen.render.cards import creator_card, for_sharing
from sitegen.render.formats import moment
from sitegen.render.frame import Subject, page_view, site_view
from sitegen.render.parts import parts_of
from sitegen.render.reminders import reminders
from sitegen.render.sharing import sharing
from sitegen.render.stage import Speaker, Stage


def share(stage: Stage, job: PageJob) -> views.ShareView:
    """What is passed on from here is the creator's store: the letter stays with whom it was written for."""
    share = stage.edition.shares[job.name]
    fields = share.fields
    creator = stage.edition.creators[fields.creator]
    speaker = Speaker(creator, SHARE_PAGE, fields.channel)
    ended = stage.schedule.is_over(fields)
    subject = _subject(stage, creator, stage.edition.site.title if ended else fields.to, speaker)
    subject = msgspec.structs.replace(subject, canonical=job.path, draft=fields.draft)
    if not ended:
        subject = msgspec.structs.replace(subject, description=share.text.plain or subject.description)
    return views.ShareView(
        page=page_view(stage, job, subject),
        site=site_view(stage, job),
        look=stage.look(creator.fields.look),
        ended=ended,
        creator=creator_card(stage, creator),
        to="" if ended else fields.to,
        title="" if ended else fields.title,
        body=() if ended else parts_of(stage, share.text, speaker),
        picks=() if ended else tuple(_pick(stage, fields, pick, speaker) for pick in fields.picks),
        until=_until(stage, fields),
        share=sharing(stage, stage.addresses.store(stage.language, creator.slug), creator.fields.name),
    )


def thanks(stage: Stage, job: PageJob) -> views.ThanksView:
    creator = stage.edition.creators[job.creator]
    store = stage.addresses.store(stage.language, creator.slug)
    return views.ThanksView(
        page=page_view(stage, job, _subject(stage, creator, stage.edition.site.title, Speaker(creator, job.kind))),
        site=site_view(stage, job),
        look=stage.look(creator.fields.look),
        creator=creator_card(stage, creator),
        reminders=reminders(stage, creator),
        share=sharing(stage, store, creator.fields.name),
    )


def _subject(stage: Stage, creator: Entry[CreatorFields], what: str, speaker: Speaker) -> Subject:
    """Of a page that no search engine lists; others should know the creator by the store."""
    photos = creator.fields.photos
    return Subject(
        title=f"{what} · {creator.fields.name}",
        description=creator.fields.tagline or creator.text.plain,
        canonical=stage.addresses.entry(creator.language, creator.kind, creator.slug),
        photo=photos[0] if photos else None,
        indexed=False,
        speaker=speaker,
    )


def _pick(stage: Stage, fields: ShareFields, pick: SharePick, speaker: Speaker) -> views.ProductCard:
    """A card with a button; its link to the product says the channel, so that the next page knows it too."""
    card = for_sharing(stage, pick.product, speaker, pick.note, fields.offer)
    return msgspec.structs.replace(card, url=f"{card.url}?c={fields.channel}") if fields.channel else card


def _until(stage: Stage, fields: ShareFields) -> views.Date | None:
    if fields.expires is None:
        return None
    return moment(stage.schedule.moment(fields.expires), stage.catalog.zone, stage.language)
