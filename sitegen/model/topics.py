"""Tags of products: words by which a large catalogue is looked through, across its circles.

A product says `tags: [Travel size]`. In the other languages of the site it has the same tags; `tag_names` in the
site's overlays say what they are called there. Two ways to write one word are one tag; two words with one address are
a mistake.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping

from sitegen.errors import Problem
from sitegen.model.catalog import Topic
from sitegen.model.content import ProductFields
from sitegen.model.entries import Draft
from sitegen.model.site import SiteText
from sitegen.text import did_you_mean, slugify

Report = Callable[[Problem], None]


def topics_in(products: Mapping[str, ProductFields], names: Mapping[str, str]) -> tuple[Topic, ...]:
    """Every tag, those of most products first."""
    words: dict[str, str] = {}
    tagged: dict[str, list[str]] = {}
    for name, fields in products.items():
        for tag in fields.tags:
            slug = slugify(tag)
            words.setdefault(slug, tag)
            if name not in tagged.setdefault(slug, []):
                tagged[slug].append(name)
    called = {slugify(tag): name for tag, name in names.items()}
    topics = [Topic(slug, called.get(slug, words[slug]), tuple(found)) for slug, found in tagged.items() if slug]
    return tuple(sorted(topics, key=lambda topic: (-len(topic.products), topic.slug)))


def check_topics(products: Iterable[Draft], texts: Iterable[SiteText], report: Report) -> None:
    """Tags that have no address or share one, and names for tags that no product has."""
    firsts: dict[str, tuple[str, str]] = {}
    for product in products:
        for number, tag in enumerate(product.fields.tags):
            place, slug = product.document.fields.at("tags", number), slugify(tag)
            word, file = firsts.setdefault(slug, (tag, product.place.file))
            if not slug:
                report(Problem(place, f"`{tag}` has no letter or digit to make an address of", "call it otherwise"))
            elif _folded(word) != _folded(tag):
                what = f"`{tag}` has the address of the tag `{word}` in {file}"
                report(Problem(place, what, "write both alike, or call one of them otherwise"))
    named = {text.document.fields.at("tag_names", tag): tag for text in texts for tag in text.fields.tag_names}
    for place, tag in named.items():
        if slugify(tag) not in firsts:
            hint = did_you_mean(tag, [word for word, _ in firsts.values()]) or "take it out, or tag a product with it"
            report(Problem(place, f"no product has the tag `{tag}`", hint, "warning"))


def _folded(word: str) -> str:
    """A word without what only its writing makes: `Travel  Size` is `travel size`."""
    return " ".join(unicodedata.normalize("NFKC", word).casefold().replace("-", " ").split())
