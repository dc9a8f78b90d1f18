"""What there is to tell a host about a site: where it lives, what moved, which headers go with what."""

from __future__ import annotations

import msgspec

from sitegen.hosts.headers import HeaderRule, header_rules
from sitegen.model.catalog import Catalog
from sitegen.plan.jobs import Plan


class Moved(msgspec.Struct, frozen=True):
    """An old address and where it leads. `old` is as people read it, below the base and without a slash at its end;
    `new` is an address for a link.
    """

    old: str
    new: str
    is_folder: bool


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """`languages` are the folders of the languages that are not the site's own, as `zh/`."""

    host: str
    base: str
    languages: tuple[str, ...]
    moved: tuple[Moved, ...]
    rules: tuple[HeaderRule, ...]
    twins: tuple[str, ...]

    @property
    def areas(self) -> tuple[str, ...]:
        """Every folder that has something of its own, "" (the whole site) first."""
        return tuple(sorted({"", *self.languages, *(rule.under for rule in self.rules)}))

    def headers_in(self, area: str) -> dict[str, str]:
        """All that applies in a folder; the nearest rule wins."""
        found: dict[str, str] = {}
        for rule in sorted(self.rules, key=lambda rule: len(rule.under)):
            if area.startswith(rule.under):
                found |= dict(rule.headers)
        return found

    def missing_page(self, area: str) -> str:
        """The address of the page that is shown where in a folder nothing is."""
        language = next((folder for folder in self.languages if area.startswith(folder)), "")
        return f"{self.base}{language}404.html"


def facts_of(catalog: Catalog, plan: Plan) -> Facts:
    addresses = plan.addresses
    return Facts(
        host=addresses.origin.partition("://")[2],
        base=addresses.base,
        languages=tuple(addresses.home(edition.language) for edition in catalog.editions[1:]),
        moved=tuple(
            Moved(page.path.rstrip("/"), addresses.href(page.target), page.path.endswith("/"))
            for page in plan.pages.house
            if page.kind == "redirect"
        ),
        rules=header_rules(plan),
        twins=catalog.site.precompress,
    )
