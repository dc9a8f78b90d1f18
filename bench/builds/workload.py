"""A shop of any size, invented but alike on every machine: documents, and the site that sitegen builds from them.

    python bench/builds/workload.py FOLDER --creators 100 --products 100 --posts 0

There are no photos: the bench compares how pages are made, and the tools treat pictures too differently for that.
Bodies have about 250 words. Every creator shares every product, recommends six with a note and tells an equal part of
the posts; every post mentions two products.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import words

CIRCLES = ("home", "kitchen", "garden", "skin", "travel", "desk")
FIRST_DAY = date(2012, 1, 1)
BASE_URL = "https://shop.example/"
PAY_URL = "https://pay.example/buy/"
SITE = {
    "title": "Harbour & Hill",
    "tagline": "Plain things, passed on by people who use them",
    "url": BASE_URL,
    "language": "en",
    "currency": "EUR",
    "timezone": "UTC",
    "checkout": {"provider": "template", "url": PAY_URL + "{sku}{?tag}"},
    "referral": {"house": "house"},
    "delivery": "Leaves our workshop within two days.",
    "contact": "hello@shop.example",
    # The others write neither, so that all do equal work.
    "feeds": [],
    "structured_data": "none",
}


class Size(msgspec.Struct, frozen=True):
    """How much of everything there is."""

    creators: int
    products: int
    posts: int = 0


class Document(msgspec.Struct, frozen=True):
    """One file: its front matter, and its text in Markdown."""

    kind: str
    name: str
    fields: dict[str, Any]
    text: str

    def written(self) -> str:
        # JSON is YAML too, and says the same to everybody's reader.
        fields = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in self.fields.items())
        return f"---\n{fields}\n---\n{self.text}\n"


def documents(size: Size) -> Iterator[Document]:
    """All documents. Each has a seed of its own, so a larger shop holds the same ones and more."""
    for number, circle in enumerate(CIRCLES):
        yield _circle(circle, number)
    for number in range(size.products):
        yield _product(number)
    for number in range(size.creators):
        yield _creator(number, size)
    for number in range(size.posts):
        yield _post(number, size)


def write(size: Size, folder: Path) -> None:
    """The site as sitegen reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "site.yaml").write_text(
        "".join(f"{key}: {json.dumps(value)}\n" for key, value in SITE.items()), encoding="utf-8"
    )
    for document in documents(size):
        path = folder / "content" / document.kind / document.name / "index.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(document.written(), encoding="utf-8")


def add_theme(folder: Path, templates: Path) -> None:
    """A theme of the site's own, so that there is a template to edit."""
    theme = folder / "themes/shop"
    (theme / "templates").mkdir(parents=True)
    (theme / "theme.yaml").write_text("title: Shop\nextends: base\n", encoding="utf-8")
    shutil.copy(templates / "product.html", theme / "templates/product.html")
    with (folder / "site.yaml").open("a", encoding="utf-8") as file:
        file.write("theme: shop\n")


def append_line(path: Path, turn: int) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\nWritten down in round {turn}.\n")


def _replace(path: Path, pattern: str, new: str) -> None:
    text, found = re.subn(pattern, new, path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
    if not found:
        raise ValueError(f"nothing like {pattern} in {path}")
    path.write_text(text, encoding="utf-8")


# What somebody changes, given the site's folder and how often that was done before.
EDITS: dict[str, Callable[[Path, int], None]] = {
    "nothing": lambda folder, turn: None,
    "one product": lambda folder, turn: append_line(folder / f"content/products/{product_name(0)}/index.md", turn),
    "one creator": lambda folder, turn: _replace(
        folder / f"content/creators/{creator_name(0)}/index.md", "^tagline: .*$", f'tagline: "In round {turn}"'
    ),
    "one template": lambda folder, turn: _replace(
        folder / "themes/shop/templates/product.html", r"</article>.*$", f"</article><!-- {turn} -->"
    ),
    "one setting": lambda folder, turn: _replace(
        folder / "site.yaml", "^delivery: .*$", f'delivery: "Leaves our workshop in round {turn}."'
    ),
}


def product_name(number: int) -> str:
    return f"product-{number:05}"


def creator_name(number: int) -> str:
    return f"creator-{number:05}"


def _circle(name: str, number: int) -> Document:
    random = Random(f"circle {name}")
    fields = {"title": name.capitalize(), "summary": words.sentence(random), "order": number}
    return Document("circles", name, fields, words.paragraph(random, 3))


def _product(number: int) -> Document:
    random = Random(f"product {number}")
    price = random.randrange(12, 240)
    fields: dict[str, Any] = {
        "title": words.title(random, number),
        "sku": f"HH-{number:05}",
        "brand": "Harbour & Hill",
        "price": f"{price}.00",
        "summary": words.sentence(random),
        "circles": [CIRCLES[number % len(CIRCLES)]],
        "facts": {name: words.title(random, number) for name in ("Material", "Weight", "Made in", "Care")},
        "reviews": [_review(random) for _ in range(2)],
        "questions": [{"q": words.sentence(random)[:-1] + "?", "a": words.sentence(random)} for _ in range(2)],
    }
    if number % 3 == 0:
        fields["compare_at"] = f"{price + 20}.00"
    return Document("products", product_name(number), fields, words.article(random))


def _review(random: Random) -> dict[str, Any]:
    day = f"2026-{random.randrange(1, 10):02}-{random.randrange(1, 28):02}"
    text = words.paragraph(random, 2)
    return {"by": random.choice(words.GIVEN), "rating": random.randrange(3, 6), "text": text, "date": day}


def _creator(number: int, size: Size) -> Document:
    random = Random(f"creator {number}")
    first, step = random.randrange(size.products), 1 + size.products // 7
    picked = dict.fromkeys((first + step * place) % size.products for place in range(6))
    fields: dict[str, Any] = {
        "name": words.name(random, number),
        "tagline": words.sentence(random)[:-1],
        "labels": [f"{random.choice(words.ADJECTIVES)} {random.choice(words.NOUNS)}" for _ in range(3)],
        "circles": [CIRCLES[number % len(CIRCLES)], CIRCLES[(number + 1) % len(CIRCLES)]],
        "look": {"accent": f"#{random.randrange(1 << 24):06x}"},
        "picks": [{"product": product_name(product), "note": words.paragraph(random, 2)} for product in picked],
        "links": [{"title": "Newsletter", "url": f"https://letters.example/{number}"}],
    }
    return Document("creators", creator_name(number), fields, words.paragraph(random, 8))


def _post(number: int, size: Size) -> Document:
    random = Random(f"post {number}")
    mentioned = dict.fromkeys(product_name((number + place * 7) % size.products) for place in range(2))
    fields: dict[str, Any] = {
        "title": words.title(random, number),
        "creator": creator_name(number % size.creators),
        "date": str(FIRST_DAY + timedelta(days=number % 5000)),
        "summary": words.sentence(random),
        "circles": [CIRCLES[number % len(CIRCLES)]],
    }
    links = tuple(f"[[{name}|{random.choice(words.NOUNS)}]]" for name in mentioned)
    return Document("posts", f"post-{number:05}", fields, words.article(random, links))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--creators", type=int, default=100)
    parser.add_argument("--products", type=int, default=100)
    parser.add_argument("--posts", type=int, default=0)
    arguments = parser.parse_args()
    write(Size(arguments.creators, arguments.products, arguments.posts), arguments.folder)


if __name__ == "__main__":
    main()
