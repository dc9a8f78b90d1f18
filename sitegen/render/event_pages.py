"""The page of an event."""

from __future__ import annotations

import msgspec

from sitegen.model.content import EventFields, Look
from sitegen.model.shelves import products_in
from sitegen.plan.page_jobs import PageJob
from sitegen.render import views
from sitegen.render.cards import circle_links, creator_card, product_card
from sitegen.render.events import event_card
from sitegen.render.frame import first_photo, page_view, site_view
from sitegen.render.house_pages import entry_subject
from sitegen.render.maps import map_links
from sitegen.render.parts import parts_of
from sitegen.render.sharing import sharing
from sitegen.render.stage import Speaker, Stage


def event(stage: Stage, job: PageJob) -> views.EventView:
    event = stage.edition.events[job.name]
    fields = event.fields
    host = stage.edition.creators[fields.creator] if fields.creator else None
    speaker = Speaker(host, event.slug)
    card = event_card(stage, event)
    subject = entry_subject(stage, event, first_photo(fields.photos), speaker)
    whose = host.fields.name if host else stage.edition.site.title
    subject = msgspec.structs.replace(subject, title=f"{fields.title} · {whose}")
    named = dict.fromkeys([*fields.products, *products_in(event.text)])
    calendar = stage.addresses.calendar(job.path, event.slug)
    return views.EventView(
        page=page_view(stage, job, subject),
        site=site_view(stage, job),
        look=stage.look(host.fields.look if host else Look()),
        event=card,
        cover=card.picture,
        host=creator_card(stage, host) if host else None,
        body=parts_of(stage, event.text, speaker),
        maps=_maps(fields),
        link=fields.link,
        replay=fields.replay,
        calendar="" if card.state == "over" else stage.addresses.href(calendar),
        circles=circle_links(stage, fields.circles),
        products=tuple(product_card(stage, name, speaker) for name in named),
        tagged=host is not None and bool(products_in(event.text)),
        share=sharing(stage, job.path, fields.title),
        extra=fields.extra,
    )


def _maps(fields: EventFields) -> tuple[views.NamedLink, ...]:
    return map_links("", fields.place, fields.geo) if fields.place else ()
