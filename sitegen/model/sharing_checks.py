"""What must be right about shares, events and signed tags once everything is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sitegen.errors import Place, Problem
from sitegen.model.catalog import Edition, Entry
from sitegen.model.content import EventFields, ShareFields
from sitegen.model.happenings import ends
from sitegen.model.schedule import Schedule
from sitegen.model.signing import why_unfit
from sitegen.model.site import SiteText
from sitegen.model.tags import LONGEST_TAG, SHARE_PAGE, tag_for
from sitegen.text import did_you_mean

Report = Callable[[Problem], None]

THANKS_PAGE = "thanks"


def signing_key(site: SiteText, key: str | None, report: Report) -> str | None:
    """The key to sign tags with; None where they are not signed, or cannot be (reported)."""
    if not site.fields.referral.sign:
        return None
    if complaint := why_unfit(key):
        report(Problem(site.document.fields.at("referral", "sign"), *complaint))
        return None
    return key


def check_sharing(editions: tuple[Edition, ...], schedule: Schedule, report: Report) -> None:
    """Shares and events say the same of themselves in every language, so the first is looked at."""
    own = editions[0]
    languages = [edition.language for edition in editions]
    for share in own.shares.values():
        _check_share(share, own, _labels(share.fields, editions), languages, report)
    for event in own.events.values():
        _check_event(event, schedule, report)
    for product in own.products.values():
        if product.slug == THANKS_PAGE:
            what = "`/@CREATOR/thanks/` is where buyers come back to"
            report(Problem(product.place, what, "give this product another `slug`"))


def _check_share(
    share: Entry[ShareFields], edition: Edition, labels: set[str], languages: list[str], report: Report
) -> None:
    def complain(key: str, what: str, hint: str) -> None:
        report(Problem(Place(share.place.file, 1, key), what, hint))

    fields = share.fields
    if fields.language and fields.language not in languages:
        hint = did_you_mean(fields.language, languages) or f"there is {', '.join(languages)}"
        complain("language", f"`{fields.language}` is no language of this site", hint)
    creator = edition.creators.get(fields.creator)
    tag = tag_for(creator.slug, SHARE_PAGE, fields.channel) if creator else ""
    if len(tag) > LONGEST_TAG:
        what = f"the tag `{tag}` has {len(tag)} characters, {LONGEST_TAG} are possible"
        complain("channel", what, "choose a shorter channel")
    if fields.offer and fields.offer not in labels:
        hint = did_you_mean(fields.offer, labels) or "add an offer with `shares: true` and this label to the product"
        complain("offer", f"none of these picks has an offer `{fields.offer}` for shares", hint)


def _labels(fields: ShareFields, editions: Iterable[Edition]) -> set[str]:
    """Offers that the share's picks keep for shares, in any language, whether or not they are on."""
    picked = [edition.products[pick.product] for edition in editions for pick in fields.picks]
    return {offer.label for product in picked for offer in product.fields.offers if offer.shares}


def _check_event(event: Entry[EventFields], schedule: Schedule, report: Report) -> None:
    begins, over = event.fields.from_, ends(event.fields)
    if begins and over and schedule.moment(over) <= schedule.moment(begins):
        what = "this event ends before it begins"
        report(Problem(Place(event.place.file, 1, "until"), what, "check `from` and `until`"))
    if event.fields.kind == "workshop" and not (event.fields.place or event.fields.link):
        what = "nobody can find this workshop"
        report(Problem(Place(event.place.file, 1, "place"), what, "add `place:` or `link:`", "warning"))
