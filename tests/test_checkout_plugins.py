"""Strangers' providers: installed like any package, found like ours, blamed by name when broken."""

from __future__ import annotations

import sys
import tomllib
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
import yaml

from sitegen.checkouts import GROUP, ProviderError, find_providers, recognise
from sitegen.checkouts.template import VARIABLES
from sitegen.model.checkout import Purchase, checkout_link
from sitegen.model.money import Money

ROOT = Path(__file__).parent.parent
OURS = {"gumroad", "lemonsqueezy", "paypal", "shopify", "stripe", "template", "woocommerce"}

KOPECK = """
from sitegen.checkouts.urls import add_query
from sitegen.model.checkout import Settings

class Shop(Settings, frozen=True, kw_only=True):
    url: str

class Kopeck:
    name = "kopeck"
    hosts = ("*.kopeck.example",)
    column = "Memo"
    settings = Shop

    def read_url(self, url):
        return Shop(url=url)

    def refuses(self, tag):
        return None if tag.isascii() else "Kopeck knows ASCII only"

    def link(self, settings, purchase, tag):
        return add_query(settings.url, ("sum", purchase.price.plain), ("memo", tag))
"""


class Shelf:
    """A folder of installed packages, as pip leaves them, at the head of the import path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def install(self, package: str, entry_points: dict[str, str], **modules: str) -> None:
        info = self.folder / f"{package.replace('-', '_')}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        lines = [f"{name} = {value}" for name, value in entry_points.items()]
        (info / "entry_points.txt").write_text("\n".join([f"[{GROUP}]", *lines, ""]))
        for module, source in modules.items():
            (self.folder / f"{module}.py").write_text(source)
            sys.modules.pop(module, None)


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    monkeypatch.syspath_prepend(tmp_path)
    return Shelf(tmp_path)


@pytest.fixture
def soap() -> Purchase:
    return Purchase(title="Soap", price=Money(Decimal("12.50"), "EUR"))


@pytest.mark.parametrize("value", ["kopeck:Kopeck", "kopeck:kopeck"], ids=["a class", "an instance"])
def test_a_strangers_provider_is_found_and_sells(shelf: Shelf, soap: Purchase, value: str) -> None:
    shelf.install("sitegen-kopeck", {"kopeck": value}, kopeck=f"{KOPECK}\nkopeck = Kopeck()\n")
    providers = find_providers()
    kopeck = recognise("https://lin.kopeck.example/soap?a=1", providers)
    assert kopeck is not None
    assert kopeck is providers["kopeck"]
    settings = kopeck.read_url("https://lin.kopeck.example/soap?a=1")
    assert checkout_link(kopeck, settings, soap, "lin_soap") == (
        "https://lin.kopeck.example/soap?a=1&sum=12.50&memo=lin_soap"
    )
    assert list(providers) == sorted(providers)


def test_a_plug_in_that_fails_to_import_is_named_with_its_package(shelf: Shelf) -> None:
    shelf.install("sitegen-broken", {"broken": "broken_shop:Shop"}, broken_shop="import no_such_module\n")
    with pytest.raises(ProviderError, match=r"`broken` \(broken_shop:Shop, from sitegen-broken\).*no_such_module"):
        find_providers()


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("", "AttributeError"),
        (
            "class Kopeck:\n    def __init__(self):\n        raise RuntimeError('no till')",
            "RuntimeError: no till",
        ),
        (
            "class Kopeck:\n    name = 'kopeck'",
            "it has no `hosts`, `column`, `settings`, `read_url`, `refuses`, `link`",
        ),
        (KOPECK.replace('name = "kopeck"', 'name = "rouble"'), "it calls itself `rouble`"),
        (KOPECK.replace('("*.kopeck.example",)', '"*.kopeck.example"'), "`hosts` must be a tuple"),
        (KOPECK.replace("settings = Shop", "settings = dict"), "`settings` must be a subclass"),
    ],
)
def test_what_is_no_provider_is_named_with_the_reason(shelf: Shelf, source: str, complaint: str) -> None:
    shelf.install("sitegen-kopeck", {"kopeck": "kopeck:Kopeck"}, kopeck=source)
    with pytest.raises(ProviderError) as caught:
        find_providers()
    assert "`kopeck` (kopeck:Kopeck, from sitegen-kopeck)" in str(caught.value)
    assert complaint in str(caught.value)


def test_two_providers_of_one_name_are_both_named(shelf: Shelf) -> None:
    shelf.install("first-till", {"kopeck": "kopeck:Kopeck"}, kopeck=KOPECK)
    shelf.install("second-till", {"kopeck": "kopeck:Kopeck"})
    with pytest.raises(ProviderError, match="`kopeck`") as caught:
        find_providers()
    assert "first-till" in str(caught.value)
    assert "second-till" in str(caught.value)


def test_two_providers_for_one_host_are_both_named(shelf: Shelf) -> None:
    rival = KOPECK.replace('name = "kopeck"', 'name = "rouble"').replace("*.kopeck", "*.Kopeck")
    shelf.install("first-till", {"kopeck": "kopeck:Kopeck"}, kopeck=KOPECK)
    shelf.install("second-till", {"rouble": "rouble:Kopeck"}, rouble=rival)
    with pytest.raises(ProviderError, match=r"(?i)`\*\.kopeck\.example`") as caught:
        find_providers()
    assert "first-till" in str(caught.value)
    assert "second-till" in str(caught.value)


def test_ours_come_in_by_the_same_door() -> None:
    lines = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"][GROUP]
    assert lines.keys() == OURS
    assert find_providers().keys() >= OURS


# The documentation


def blocks(language: str) -> list[str]:
    """The fenced blocks of the page in one language."""
    page = (ROOT / "docs" / "checkouts.md").read_text()
    return [block.partition("\n")[2] for block in page.split("```")[1::2] if block.startswith(language)]


def test_the_provider_in_the_documentation_works(shelf: Shelf, soap: Purchase) -> None:
    source = next(block for block in blocks("python") if "class" in block)
    lines = tomllib.loads(next(block for block in blocks("toml") if GROUP in block))
    entry_points = lines["project"]["entry-points"][GROUP]
    [(name, value)] = entry_points.items()
    shelf.install(lines["project"]["name"], entry_points, **{value.partition(":")[0]: source})
    provider = find_providers()[name]
    url = f"https://{provider.hosts[0].replace('*', 'lin')}/soap"
    settings = provider.read_url(url)
    assert checkout_link(provider, settings, soap, "lin_soap").count("lin_soap") == 1
    assert "lin_soap" not in checkout_link(provider, settings, soap, None)
    with pytest.raises(ValueError, match=r"\w"):
        checkout_link(provider, settings, soap, "l" * 300)


def test_every_checkout_in_the_documentation_is_understood(soap: Purchase) -> None:
    providers = find_providers()
    seen = set()
    examples = [yaml.safe_load(line) for block in blocks("yaml") for line in block.splitlines() if line.strip()]
    for written in (example["checkout"] for example in examples):
        if isinstance(written, str):
            provider = recognise(written, providers)
            assert provider is not None
            settings = provider.read_url(written)
        else:
            provider = providers[written.pop("provider")]
            settings = msgspec.convert(written, provider.settings)
        checkout_link(provider, settings, msgspec.structs.replace(soap, sku="LM-1", variant="50 ml"), "lin_soap")
        seen.add(provider.name)
    assert seen == OURS


def test_the_documentation_tells_every_column_setting_and_variable() -> None:
    page = (ROOT / "docs" / "checkouts.md").read_text()
    for provider in find_providers().values():
        assert f"`{provider.name}`" in page
        assert provider.column is None or f"`{provider.column}`" in page
        for key in provider.settings.__struct_fields__:
            assert f"`{key}`" in page, f"{provider.name}: {key}"
    for variable in VARIABLES:
        assert f"`{variable}`" in page, variable
