"""Reminders to reorder: where they are, and what they say."""

from __future__ import annotations

from sitegen.model.catalog import Entry
from sitegen.model.content import CreatorFields
from sitegen.plan.sharing import reminder, reorderable
from sitegen.render.stage import Stage
from sitegen.render.views import Reminder


def reminder_url(stage: Stage, product: str, creator: Entry[CreatorFields] | None) -> str:
    """The reminder to reorder a product from a creator; empty where there is none."""
    if creator is None or product not in reorderable(creator, stage.edition):
        return ""
    return stage.addresses.href(reminder(stage.addresses, stage.edition, creator, product))


def reminders(stage: Stage, creator: Entry[CreatorFields]) -> tuple[Reminder, ...]:
    """Everything that a creator picked and that runs out."""
    found = []
    for name in reorderable(creator, stage.edition):
        fields = stage.edition.products[name].fields
        found.append(
            Reminder(
                title=fields.title,
                url=stage.href_of_product(name, creator),
                days=fields.reorder.count if fields.reorder else 0,
                calendar=reminder_url(stage, name, creator),
            )
        )
    return tuple(found)
