"""Schemas for editors: what is right passes, and what `sitegen check` refuses for its shape mostly does not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
import pytest
from click.testing import CliRunner
from jsonschema import Draft7Validator

from sitegen.checkouts import find_providers
from sitegen.cli import main
from sitegen.editing.described import DESCRIPTIONS
from sitegen.editing.files import names_in, write
from sitegen.editing.schemas import schemas, singular
from sitegen.errors import Place, Problem
from sitegen.load.documents import CONTENT, KINDS, Document, read_documents, read_site_files
from sitegen.load.files import files_in, walk
from sitegen.load.front_matter import split
from sitegen.load.nodes import Node, Scalar, resolve
from sitegen.load.yaml_reader import read_mapping
from sitegen.model.content import FIELDS_OF, Fields
from sitegen.model.reading import _WRONG, FieldReader
from sitegen.model.scalars import scalar_readers
from tests.test_docs import BASES, ROOT, blocks, own_fields, structs
from tests.world import World

SCHEMAS = schemas(find_providers(), {})
VALIDATORS = {name: Draft7Validator(schema) for name, schema in SCHEMAS.items()}

# The books of earnings, the columns of an import, the settings of pre-commit.
NOT_FRONT_MATTER = {"company", "title: Artikel", "repos:"}


def plain(node: Node) -> Any:
    """What an editor makes of a text: numbers are numbers."""
    return json.loads(
        json.dumps(resolve(node), default=lambda value: float(value) if isinstance(value, Decimal) else 0)
    )


def schema_of(document: Document) -> str:
    one = "site" if document.kind == "site" else singular(document.kind)
    return f"{one}.translation" if document.language else one


def complaints(name: str, node: Node) -> list[str]:
    return [f"{list(error.absolute_path)}: {error.message}" for error in VALIDATORS[name].iter_errors(plain(node))]


@pytest.mark.parametrize("name", SCHEMAS)
def test_schemas_are_schemas(name: str) -> None:
    Draft7Validator.check_schema(SCHEMAS[name])


def test_the_demo_is_valid() -> None:
    documents, _ = read_documents(walk(ROOT / CONTENT, ROOT, []))
    site, _ = read_site_files(files_in(ROOT, lambda file: file.startswith("site."), []))
    assert len(documents) > 60
    assert [(doc.file, found) for doc in (*documents, *site) if (found := complaints(schema_of(doc), doc.fields))] == []


@pytest.mark.parametrize("path", sorted((ROOT / "themes").glob("*/theme.yaml")), ids=lambda path: path.parent.name)
def test_the_built_in_themes_are_valid(path: Path) -> None:
    node, _ = read_mapping(path.read_text(), path.name)
    assert complaints("theme", node) == []


def shown() -> Iterator[tuple[str, str, Node]]:
    """The fields of every YAML block in the documentation, with where it stands and what it is of."""
    for page in sorted((ROOT / "docs").glob("*.md")):
        for block in blocks(page):
            where, text = f"{page.name}:{block.line}", block.text
            if block.language in ("yaml", "markdown") and text.startswith("---"):
                written, _ = split(text, where)
                yield where, block.mark, written.fields
            elif (
                block.language == "yaml"
                and "i18n" not in block.mark
                and not any(word in text for word in NOT_FRONT_MATTER)
            ):
                yield where, block.mark, read_mapping(text, where)[0]


@pytest.mark.parametrize(
    ("where", "mark", "node"), [*shown()], ids=lambda value: value if isinstance(value, str) else ""
)
def test_what_the_documentation_shows_is_valid(where: str, mark: str, node: Node) -> None:
    """A part of a file may leave out what the whole must say."""
    if mark.startswith("content/") or mark in ("site.yaml", "site.zh.yaml"):
        kind = "site" if mark.startswith("site") else singular(mark.split("/")[1])
        names = [f"{kind}.translation" if ".zh." in mark else kind]
    else:
        names = [mark] if mark in BASES else [name for name in SCHEMAS if "." not in name]
    assert any(all("is a required property" in line for line in complaints(name, node)) for name in names)


# both ways, key by key

TEXTS = """
168.00 | 0 | 12 | 12.5 CNY | 168,00 | -3 | twelve | 12% | 12.5 % | 140% | 45 days | 1 day | 0 days | days
#b4563c | #abc | red | "#b4563c" | 50% 20% | 50 20 | 50% | 120% 10% | 2026-11-12 | 2026-11-12T20:00
2026-11-12T20:00+08:00 | 2026-11-12 20:00 | 1500-01-01 | 12.11.2026 | 2026-11-12T20 | true | false | yes
True | in_stock | sold | all | auto | github-pages | Tea | ~ | https://shop.example/ | "" | 3 | 3.5 | 9
hero.jpg | [] | [a, b] | [1, 2] | [31.2, 121.4] | {} | {a: b} | [{a: b}] | [a, {a: b}] | {file: a.jpg, alt: A}
[{file: a.jpg, alt: A}] | [{fiel: a.jpg}] | [{name: A}] | [{name: A, price: 3}] | {product: tea}
[{product: tea, note: Good}] | [{by: Mei, rating: 5, text: Good}] | [{by: Mei, rating: 6, text: Good}]
[{q: A, a: B}] | {rate: 12%} | [{rate: 12%, from: 2026-11-01}] | {accent: "#b4563c"} | {mode: dim} | [null]
[[a]] | {house: lumea} | {hold: 3 days}
"""
VALUES = [text.strip() for line in TEXTS.strip().splitlines() for text in line.split(" | ")]
KEYS = [(kind, key) for kind, struct in FIELDS_OF.items() for key in own_fields(struct)]


def node_of(text: str) -> Node:
    found = read_mapping(f"key: {text}\n", "test.yaml")[0].get("key")
    return Scalar(Place("test.yaml"), "") if found is None else found


def verdicts() -> Iterator[tuple[str, str, bool, bool]]:
    """Kind and key, text, whether we read it, whether its schema takes it. Checkouts are read by their providers."""
    told: list[Problem] = []
    reader = FieldReader(scalar_readers("CNY"), told.append)
    for kind, key in KEYS:
        struct = FIELDS_OF[kind]
        field = next(field for field in msgspec.structs.fields(struct) if field.encode_name == key)
        hint = get_type_hints(struct, include_extras=True)[field.name]
        name = "site" if kind == "site" else singular(kind)
        schema = SCHEMAS[name]["properties"][key] | {"definitions": SCHEMAS[name]["definitions"]}
        validator = Draft7Validator(schema)
        for text in VALUES if key != "checkout" else ():
            node = node_of(text)
            if isinstance(node, Scalar) and node.is_null:
                is_read = not field.required
            else:
                told.clear()
                is_read = reader.value(node, hint, key) is not _WRONG and not told
            yield f"{kind}.{key}", text, is_read, validator.is_valid(plain(node))


def test_what_we_read_the_schema_takes_and_what_we_refuse_it_mostly_refuses() -> None:
    found = list(verdicts())
    too_strict = [(key, text) for key, text, is_read, is_taken in found if is_read and not is_taken]
    assert too_strict == []
    refused = [(key, text, is_taken) for key, text, is_read, is_taken in found if not is_read]
    passed = [(key, text) for key, text, is_taken in refused if is_taken]
    assert len(refused) > 2000
    assert len(passed) <= len(refused) * 0.02, passed


CHECKOUTS = {
    "https://buy.stripe.com/abc": True,
    "buy.stripe.com/abc": False,
    "{provider: stripe, url: 'https://buy.stripe.com/abc', promo: SPRING}": True,
    "{provider: shopify, shop: a.example, variant: 4711}": True,
    "{variant: 4711}": True,
    "{provider: strip, url: 'https://buy.stripe.com/abc'}": False,
    "{provider: stripe, shop: a.example}": False,
    "{provider: shopify, variant: [1]}": False,
    "{hosts: [buy.stripe.com]}": False,
    "[https://buy.stripe.com/abc]": False,
}


@pytest.mark.parametrize("text", CHECKOUTS)
def test_a_checkout_has_the_keys_of_its_provider(text: str) -> None:
    node = read_mapping(f"title: Tea\ncheckout: {text}\n", "tea.md")[0]
    assert (complaints("product", node) == []) == CHECKOUTS[text]


def test_in_site_yaml_the_hosts_may_be_listed() -> None:
    node = read_mapping("title: S\nurl: https://s.example/\ncheckout: {hosts: ['*.gumroad.com']}\n", "site.yaml")[0]
    assert complaints("site", node) == []


def test_a_translation_says_only_what_may_differ() -> None:
    assert complaints("product.translation", read_mapping("summary: 茶\nphotos: [{alt: 茶}]\n", "t.zh.md")[0]) == []
    for wrong in ("price: 3\n", "draft: true\n", "offers: [{label: 冬, price: 3}]\n"):
        assert complaints("product.translation", read_mapping(wrong, "t.zh.md")[0])


# descriptions


def test_every_key_of_every_struct_is_described_and_no_other() -> None:
    known = {name: set(own_fields(struct)) for name, struct in structs().items()}
    assert {name: set(keys) for name, keys in DESCRIPTIONS.items()} == known
    assert all(text.strip() == text and text for keys in DESCRIPTIONS.values() for text in keys.values())


def test_each_property_shows_its_description() -> None:
    assert "168.00" in SCHEMAS["product"]["properties"]["price"]["description"]
    assert SCHEMAS["product"]["properties"]["slug"]["description"]
    assert "variants" not in SCHEMAS["post"]["properties"]
    assert issubclass(FIELDS_OF["products"], Fields)
    assert {singular(kind) for kind in KINDS} <= set(SCHEMAS)


# files


def test_written_files_are_merged_with_what_is_there(tmp_path: Path) -> None:
    world = World(tmp_path).write(
        """
        -- .vscode/settings.json --
        {"editor.tabSize": 3, "yaml.schemas": {"mine.json": "mine.yaml"}}
        -- .vscode/extensions.json --
        // why
        {}
        -- content/products/tea/index.md --
        ---
        title: Tea
        ---
        """
    )
    written, left = write(world.folder, SCHEMAS)
    settings = json.loads((tmp_path / ".vscode/settings.json").read_text())
    assert settings["editor.tabSize"] == 3
    assert settings["yaml.schemas"]["mine.json"] == "mine.yaml"
    assert settings["yaml.schemas"][".schemas/site.json"] == "site.yaml"
    assert all((tmp_path / file).is_file() for file in settings["yaml.schemas"] if file.startswith("."))
    assert left == (".vscode/extensions.json",)
    assert "// why" in (tmp_path / ".vscode/extensions.json").read_text()
    assert write(world.folder, SCHEMAS) == (written, left)
    assert names_in(tmp_path, ())["products"] == ("tea",)


def test_the_command_prints_one_or_all_and_offers_names() -> None:
    run = CliRunner().invoke
    product = json.loads(run(main, ["schema", "creator", "--source", str(ROOT)]).output)
    offered = product["definitions"]["Pick"]["properties"]["product"]["anyOf"]
    assert any("cedar-candle" in option.get("enum", ()) for option in offered)
    assert set(json.loads(run(main, ["schema"]).output)) == set(SCHEMAS)
    assert run(main, ["schema", "--write", "--source", str(ROOT / "docs")]).exit_code == 2
