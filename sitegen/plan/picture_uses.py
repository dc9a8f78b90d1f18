"""Where every photo is shown, and so which files it must become."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.load.photos import Photo
from sitegen.load.theme import Role
from sitegen.model import prose
from sitegen.model.catalog import Catalog, Edition
from sitegen.model.content import CreatorFields, Focus, ProductFields, SiteFields
from sitegen.model.content import Photo as PhotoFields
from sitegen.plan.addresses import Addresses
from sitegen.plan.pictures import WHITE, PictureJob, icons, preview, renditions

# What the built-in views ask for. A theme that declares a role gives its widths; these are for one that does not.
DEFAULT_ROLES = {
    role.name: role
    for role in (
        Role("hero", (480, 780, 1170), 4 / 5, "(min-width: 600px) 600px, 100vw", budget=45_000),
        Role("card", (240, 360, 540), 1.0, "(min-width: 600px) 290px, 46vw"),
        Role("cover", (480, 780, 1170), 3 / 2, "(min-width: 600px) 600px, 100vw", budget=45_000),
        Role("circle", (240, 408), 25 / 32, "136px"),
        Role("avatar", (96, 192, 288), 1.0, "96px"),
        Role("wall", (240, 360, 540), 1.0, "33vw"),
        Role("body", (480, 780, 1170), None, "(min-width: 600px) 560px, 92vw"),
        Role("review", (160, 320), 1.0, "80px"),
        Role("preview", (1200,), 1200 / 630, ""),
        Role("square", (300,), 1.0, ""),
        Role("icon", (192, 512), 1.0, ""),
    )
}

Use = tuple[str, str, Focus]

CENTRE = Focus()

_COLOR = re.compile("#[0-9a-fA-F]{6}")


def role_named(name: str, roles: dict[str, Role]) -> Role:
    return roles.get(name) or DEFAULT_ROLES[name]


def ground_of(catalog: Catalog) -> str:
    """The theme's `paper`, on which a transparent photo stands where its format knows no transparency."""
    paper = str((catalog.theme.options | catalog.site.theme_options).get("paper"))
    return paper if _COLOR.fullmatch(paper) else WHITE


def picture_jobs(catalog: Catalog, addresses: Addresses) -> tuple[PictureJob, ...]:
    """Every picture file of the site, each once."""
    jobs: dict[str, PictureJob] = {}
    ground = ground_of(catalog)
    uses = dict.fromkeys(use for edition in catalog.editions for use in _uses(edition))
    for file, role_name, focus in uses:
        role = role_named(role_name, catalog.theme.roles)
        for job in _jobs(catalog.photos[file], role, focus, ground, addresses):
            jobs[job.path] = job
    return tuple(jobs.values())


def _jobs(photo: Photo, role: Role, focus: Focus, ground: str, addresses: Addresses) -> tuple[PictureJob, ...]:
    if role.name in ("preview", "square"):
        return (preview(photo, role, focus, ground, addresses),)
    if role.name == "icon":
        return icons(photo, role, focus, ground, addresses)
    return renditions(photo, role, focus, ground, addresses).jobs


def _uses(edition: Edition) -> Iterator[Use]:
    yield from _of_site(edition.site)
    for product in edition.products.values():
        yield from _but_composed(edition, _of_product(product.fields))
    for creator in edition.creators.values():
        yield from _of_creator(creator.fields)
    for post in edition.posts.values():
        yield from _but_composed(edition, _of_cover(post.fields.photos))
    for circle in edition.circles.values():
        yield from _of_cover(circle.fields.photos)
        for photo in circle.fields.photos[:1]:
            yield from _in_roles(photo, "circle")
    for event in edition.events.values():
        yield from _but_composed(edition, _of_cover(event.fields.photos))
    for entry in edition.entries():
        yield from _of_text(entry.text)


def _but_composed(edition: Edition, uses: Iterator[Use]) -> Iterator[Use]:
    """All but the photo as a preview where the site draws one (see `sitegen.plan.previews`)."""
    drawn = edition.site.previews == "composed"
    return (use for use in uses if not (drawn and use[1] == "preview"))


def _of_site(site: SiteFields) -> Iterator[Use]:
    if site.cover:
        yield from _in_roles(site.cover, "cover", "preview", "square")
    if site.icon:
        yield site.icon, "avatar", CENTRE


def _of_product(product: ProductFields) -> Iterator[Use]:
    for photo in product.photos:
        yield from _in_roles(photo, "hero")
    for photo in product.photos[:1]:
        yield from _in_roles(photo, "card", "preview", "square")
    for review in product.reviews:
        if review.photo:
            yield review.photo, "review", CENTRE


def _of_creator(creator: CreatorFields) -> Iterator[Use]:
    if creator.avatar:
        yield creator.avatar, "avatar", CENTRE
        yield creator.avatar, "icon", CENTRE
    for photo in creator.photos:
        yield from _in_roles(photo, "wall")
    for photo in creator.photos[:1]:
        yield from _in_roles(photo, "preview", "square")


def _of_cover(photos: tuple[PhotoFields, ...]) -> Iterator[Use]:
    for photo in photos[:1]:
        yield from _in_roles(photo, "cover", "preview", "square")


def _of_text(text: prose.Text) -> Iterator[Use]:
    for piece in text.pieces:
        if isinstance(piece, prose.Figure | prose.InlinePhoto):
            yield piece.photo, "body", CENTRE
        elif isinstance(piece, prose.Video | prose.Film) and piece.poster:
            yield piece.poster, "body", CENTRE


def _in_roles(photo: PhotoFields, *roles: str) -> Iterator[Use]:
    for role in roles:
        yield photo.file, role, photo.focus
