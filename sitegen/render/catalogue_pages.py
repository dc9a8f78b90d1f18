"""The page of all products, and the chips that lead from there to each circle."""

from __future__ import annotations

from itertools import islice

from sitegen.model.content import Look
from sitegen.plan.catalogue import ON_A_PAGE, has_catalogue
from sitegen.plan.page_jobs import PageJob
from sitegen.render import views
from sitegen.render.cards import product_card
from sitegen.render.frame import Subject, page_view, site_view
from sitegen.render.stage import Speaker, Stage
from sitegen.render.words import Words

CATALOGUE_PAGE = "products"


def catalogue(stage: Stage, job: PageJob) -> views.CatalogueView:
    site, products = stage.edition.site, stage.edition.products
    title = _title(stage)
    number = int(job.name)
    house = Speaker(None, CATALOGUE_PAGE)
    home = views.Link(title=site.title, url=stage.addresses.href(stage.addresses.home(stage.language)))
    subject = Subject(
        title=f"{title} · {site.title}" if number == 1 else f"{title} ({number}) · {site.title}",
        description=site.summary,
        canonical=job.path,
        alternates=_alternates(stage, number),
        name=title,
        crumbs=(home,),
        speaker=house,
    )
    shown = islice(products, (number - 1) * ON_A_PAGE, number * ON_A_PAGE)
    return views.CatalogueView(
        page=page_view(stage, job, subject),
        site=site_view(stage, job),
        look=stage.look(Look()),
        title=title,
        chips=chips(stage),
        products=tuple(product_card(stage, name, house) for name in shown),
        pages=_pages(stage, number),
        search=stage.addresses.href(job.target) if job.target else "",
        root=stage.addresses.base,
    )


def chips(stage: Stage, circle: str = "") -> tuple[views.Link, ...]:
    """All products, and those of each circle; none where all fit on the home page."""
    if not has_catalogue(stage.catalog):
        return ()
    everything = views.Link(title=_title(stage), url=_href(stage, 1), current=not circle)
    used = {name for product in stage.edition.products.values() for name in product.fields.circles}
    ordered = sorted(stage.edition.circles.values(), key=lambda one: (one.fields.order, one.name))
    circles = [
        views.Link(title=one.fields.title, url=stage.href_of(one), current=one.name == circle)
        for one in ordered
        if one.name in used
    ]
    return (everything, *circles)


def _pages(stage: Stage, number: int) -> tuple[views.Link, ...]:
    count = -(-len(stage.edition.products) // ON_A_PAGE)
    numbers = range(1, count + 1) if count > 1 else ()
    return tuple(views.Link(title=str(one), url=_href(stage, one), current=one == number) for one in numbers)


def _title(stage: Stage) -> str:
    return Words(stage.catalog.theme.words, stage.language)("products")


def _href(stage: Stage, number: int) -> str:
    return stage.addresses.href(stage.addresses.catalogue(stage.language, number))


def _alternates(stage: Stage, number: int) -> tuple[tuple[str, str], ...]:
    codes = [edition.language for edition in stage.catalog.editions]
    return tuple((code, stage.addresses.absolute(stage.addresses.catalogue(code, number))) for code in codes)
