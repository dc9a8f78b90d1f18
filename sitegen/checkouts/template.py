"""Any payment page whose address can be written with variables: `{sku}`, `{?tag}`, `{&tag}` (RFC 6570)."""

from __future__ import annotations

import re
from functools import lru_cache

from uritemplate import URITemplate

from sitegen.checkouts.rules import refuse_uncommon
from sitegen.model.checkout import Purchase, Settings, check_link
from sitegen.model.money import minor_digits
from sitegen.text import did_you_mean

VARIABLES = ("title", "sku", "variant", "offer", "price", "cents", "currency", "quantity", "language", "tag")
# The RFC's other operators let a title reach beyond its place ({+title}) or mean nothing to a shop.
_EXPRESSION = re.compile(r"\{([?&]?)([A-Za-z0-9_]+(?:,[A-Za-z0-9_]+)*)\}")


class LinkTemplate(Settings, frozen=True, kw_only=True):
    """The address of the payment page; what stands in braces is filled in for each button."""

    url: str

    def __post_init__(self) -> None:
        without = _EXPRESSION.sub("x", self.url)
        if "{" in without or "}" in without:
            raise ValueError("in a link template braces hold names only: `{sku}`, `{?tag}` or `{&sku,tag}`")
        check_link(without)
        if "{" in self.url.split("/")[2]:
            raise ValueError("the host of a link cannot be filled in; put a `/` after it, then the variables")
        if names := names_in(self.url):
            _check_names(names)
            _check_joints(self.url)

    @property
    def tagless(self) -> str | None:
        if "tag" in names_in(self.url):
            return None
        return (
            "this link has no place for the tag, so no creator would earn; write where the tag goes, "
            "like https://pay.example/soap{?tag}, or name the `provider`, or, if nobody shall earn, "
            "write `untagged: true`"
        )


class Template:
    """The tag goes wherever the owner wrote `{tag}`; whether it comes back is theirs to know."""

    name = "template"
    hosts = ("*",)
    column = None
    settings = LinkTemplate

    def read_url(self, url: str) -> LinkTemplate:
        return LinkTemplate(url=url)

    def refuses(self, tag: str) -> str | None:
        return refuse_uncommon(tag, "an unknown payment page")

    def link(self, settings: LinkTemplate, purchase: Purchase, tag: str | None) -> str:
        values = _values(purchase, tag)
        return _filled(settings.url, tuple(values)).expand(None, **values)


def names_in(template: str) -> list[str]:
    """The variables of a template, in the order in which they are written."""
    return [name for _, names in _EXPRESSION.findall(template) for name in names.split(",")]


def _check_names(names: list[str]) -> None:
    for name in names:
        if name not in VARIABLES:
            hint = did_you_mean(name, VARIABLES) or f"there are {', '.join(VARIABLES)}"
            raise ValueError(f"there is no variable `{name}` for a link; {hint}")
    if names.count("tag") > 1:
        raise ValueError("the link holds `{tag}` twice; once is enough")


def _check_joints(template: str) -> None:
    skeleton = _EXPRESSION.sub(r"\1x", template).partition("#")[0]
    if skeleton.count("?") > 1:
        raise ValueError("the link has more than one `?`; after the first, write `&` or `{&name}`")
    if "{&" in template and "?" not in template.partition("{&")[0]:
        raise ValueError("the link has no `?` before its first `{&…}`; write `{?name}` there")


def _values(purchase: Purchase, tag: str | None) -> dict[str, str]:
    price = purchase.price
    values = {
        "title": purchase.title,
        "sku": purchase.sku,
        "variant": purchase.variant,
        "offer": purchase.offer,
        "price": price.plain,
        "cents": f"{price.amount.scaleb(minor_digits(price.currency)):.0f}",
        "currency": price.currency,
        "quantity": str(purchase.quantity),
        "language": purchase.language,
        "tag": tag,
    }
    return {name: value for name, value in values.items() if value}


def _spelled_out(template: str) -> str:
    """The template with `{?sku,tag}` written as `?sku={sku}&tag={tag}`, so that all pairs look alike."""

    def pairs(expression: re.Match[str]) -> str:
        operator, names = expression.groups()
        if not operator:
            return expression[0]
        return operator + "&".join(f"{name}={{{name}}}" for name in names.split(","))

    return _EXPRESSION.sub(pairs, template)


@lru_cache(maxsize=4096)
def _filled(template: str, given: tuple[str, ...]) -> URITemplate:
    """The template for a purchase of which these values are known. Raises ValueError when it needs another one."""
    before, mark, fragment = _spelled_out(template).partition("#")
    path, question, query = before.partition("?")
    if missing := [name for name in names_in(path) if name not in given]:
        raise ValueError(f"the link needs the {' and the '.join(missing)} in its path, but there is none here")
    return URITemplate(path + _joined(question, query, given) + _joined(mark, fragment, given))


def _joined(mark: str, pairs: str, given: tuple[str, ...]) -> str:
    """A query or fragment without the pairs that there is nothing for, where the RFC would leave `ref=`."""
    kept = [pair for pair in pairs.split("&") if all(name in given for name in names_in(pair))]
    return mark + "&".join(kept) if kept else ""
