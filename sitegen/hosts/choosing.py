"""The host that site.yaml names: its files as outputs, and everything wrong with the choice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from sitegen.digest import digest
from sitegen.errors import Place, Problem
from sitegen.hosts.apache import APACHE
from sitegen.hosts.caddy import CADDY
from sitegen.hosts.facts import facts_of
from sitegen.hosts.github_pages import GITHUB_PAGES
from sitegen.hosts.host import Host
from sitegen.hosts.limits import too_large, too_many
from sitegen.hosts.nginx import NGINX
from sitegen.hosts.rule_files import CLOUDFLARE_PAGES, NETLIFY
from sitegen.hosts.s3 import S3
from sitegen.hosts.squeezing import is_squeezable, missing_packages
from sitegen.hosts.vercel import VERCEL
from sitegen.load.documents import SITE_FILE
from sitegen.model.catalog import Catalog
from sitegen.plan.addresses import ASSETS
from sitegen.plan.jobs import Plan
from sitegen.write.output import Output

ANY = Host(name="any", title="your host")
HOSTS = {host.name: host for host in (ANY, GITHUB_PAGES, NETLIFY, CLOUDFLARE_PAGES, VERCEL, S3, NGINX, CADDY, APACHE)}


def host_of(catalog: Catalog) -> Host:
    return HOSTS[catalog.site.hosting]


def host_outputs(catalog: Catalog, plan: Plan) -> Iterator[Output]:
    """What the host reads, but for files of the owner's own."""
    taken = {copy.path for copy in plan.copies}
    for path, data in host_of(catalog).files(facts_of(catalog, plan)).items():
        if path not in taken:
            yield Output(path, digest(data), _already(data))


def host_problems(catalog: Catalog, plan: Plan) -> list[Problem]:
    """Everything wrong with the choice that can be known before anything is made."""
    host = host_of(catalog)
    place = _said("hosting")
    redirects = sum(1 + moved.is_folder for moved in facts_of(catalog, plan).moved)
    known = {copy.path: int(copy.stamp.partition("-")[0]) for copy in plan.copies}
    return [
        *_unfit(host, catalog, plan, place),
        *_own_files(host, catalog, plan),
        *_squeezing(host, catalog),
        *too_many(host, _files(plan, host, catalog), redirects, place),
        *(problem for problem in too_large(host, known, place) if problem.severity == "error"),
    ]


def folder_problems(catalog: Catalog, sizes: Mapping[str, int]) -> list[Problem]:
    """The same of a finished folder, before it is uploaded: now every size is known."""
    host, place = host_of(catalog), _said("hosting")
    return [*too_many(host, sizes, 0, place), *too_large(host, sizes, place)]


def _unfit(host: Host, catalog: Catalog, plan: Plan, place: Place) -> Iterator[Problem]:
    if host.root_only and plan.addresses.base != "/":
        what = f"a site on {host.title} begins at `/`, but `url` says `{plan.addresses.base}`"
        yield Problem(place, what, "take a domain of its own for it and leave out the path", "warning")
    if host.terms and any(choice for edition in catalog.editions for choice in edition.choices.values()):
        yield Problem(
            place, f"{host.terms}, and this site sells", "fine for a try; take another host to sell", "warning"
        )
    for copy in plan.copies if host.name != "any" else ():
        if copy.path.startswith(f"{ASSETS}/"):
            what = f"browsers keep what is in `/{ASSETS}/` for a year, also when it changes"
            yield Problem(Place(copy.file), what, f"put it into another folder than static/{ASSETS}/", "warning")


def _own_files(host: Host, catalog: Catalog, plan: Plan) -> Iterator[Problem]:
    written = host.files(facts_of(catalog, plan))
    for copy in plan.copies:
        if written.get(copy.path):
            what = f"this stands in the place of the `{copy.path}` that sitegen writes for {host.title}"
            yield Problem(Place(copy.file), what, "take it out to get headers and redirects made for you", "warning")


def _squeezing(host: Host, catalog: Catalog) -> Iterator[Problem]:
    codings = catalog.site.precompress
    if packages := missing_packages(codings):
        what = f"{' and '.join(packages)} is not installed, so nothing can be compressed"
        yield Problem(_said("precompress"), what, "pip install 'sitegen[precompress]'")
    if codings and host.squeezes:
        what = f"{host.title} compresses by itself, so these files would only cost room"
        yield Problem(_said("precompress"), what, "take out `precompress`", "warning")


def _files(plan: Plan, host: Host, catalog: Catalog) -> Iterable[str]:
    """Every file there will be."""
    jobs = chain(
        (page.file for page in plan.pages),
        (picture.path for picture in plan.pictures),
        (text.file for text in plan.texts),
        (feed.file for feed in plan.feeds),
        (asset.file for asset in plan.assets),
        (video.path for video in plan.videos),
        (copy.path for copy in plan.copies),
        (card.path for card in plan.previews),
        host.files(facts_of(catalog, plan)),
    )
    for file in jobs:
        yield file
        yield from (f"{file}.{coding}" for coding in catalog.site.precompress if is_squeezable(file))


def _said(key: str) -> Place:
    return Place(SITE_FILE, None, key)


def _already(data: bytes) -> Callable[[], bytes]:
    return lambda: data
