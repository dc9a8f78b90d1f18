"""Old phones: Chromium 80 and iOS 13 know everything that our style sheets rely on, and buying needs nothing newer.

`baseline.json` is what these browsers know by MDN's data; `make audit` writes it, and checks values too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import tinycss2
from playwright.sync_api import Browser

from tests.conftest import ROOT
from tests.world import Site

KNOWN = {kind: set(names) for kind, names in json.loads((ROOT / "tests/baseline.json").read_bytes()).items()}
CONFIG = json.loads((ROOT / "bench/audit/stylelint.config.json").read_bytes())
POLISH = set(CONFIG["rules"]["plugin/browser-compat"][1]["allow"]["features"])
SHEETS = sorted(ROOT.glob("themes/*/assets/*.css"))
# Grammar of the last ten years that these browsers do not read at all.
NEW_SCRIPT = re.compile(r"\?\.|\?\?|\|\|=|&&=|\bimport\b(?!\()|\bexport\b|\.at\(|replaceAll|#\w+\s*[=(;]|\(\?<[=!]")


def test_style_sheets_rely_on_nothing_newer() -> None:
    assert len(SHEETS) > 40
    assert [fault for sheet in SHEETS for fault in faults(sheet.read_text(encoding="utf-8"), sheet.name)] == []


@pytest.mark.parametrize(
    ("css", "says"),
    [
        (".a { inset: 0 }", "inset"),
        (".a { aspect-ratio: 1 }", "aspect-ratio"),
        (".a:is(.b) { color: red }", ":is"),
        (".a:where(.b) { color: red }", ":where"),
        (".a { display: flex; gap: 8px }", "gap"),
        (".a { color: color-mix(in srgb, red, blue) }", "color-mix"),
        (".a { height: 100dvh }", "dvh"),
        (".a { width: clamp(1px, 2vw, 3px) }", "clamp"),
        ("@layer x { .a { color: red } }", "@layer"),
        ("@container (width > 3em) { .a { color: red } }", "@container"),
        (".a { .b { color: red } }", "nesting"),
    ],
)
def test_what_is_newer_is_noticed(css: str, says: str) -> None:
    assert says in " ".join(faults(css, "x.css"))


@pytest.mark.parametrize(
    "css",
    [
        ".a { height: 100vh; height: 100dvh }",
        "@supports (inset: 0) { .a { inset: 0 } }",
        ".a { display: flex; gap: 0 }",
        ".a { display: grid; gap: 8px }",
        "@media (min-width: 44em) { .a:not(.b) { width: calc(1px + 2px) } }",
    ],
)
def test_what_is_caught_is_allowed(css: str) -> None:
    assert faults(css, "x.css") == []


def faults(css: str, name: str) -> list[str]:
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return [f"{name}:{line} {what}" for line, what in _in_rules(rules)]


def _in_rules(rules: list[Any]) -> Iterator[tuple[int, str]]:
    for rule in rules:
        if rule.type == "error":
            yield rule.source_line, rule.message
        elif rule.type == "at-rule" and rule.lower_at_keyword != "supports":
            if rule.lower_at_keyword not in KNOWN["at-rules"]:
                yield rule.source_line, f"@{rule.lower_at_keyword}"
            elif rule.lower_at_keyword == "media":
                yield from _in_rules(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))
        elif rule.type == "qualified-rule":
            yield from _in_selectors(rule)
            yield from _in_declarations(rule)


def _in_selectors(rule: Any) -> Iterator[tuple[int, str]]:
    for pseudo in re.findall(r":{1,2}([a-z-]+)", tinycss2.serialize(rule.prelude)):
        known = pseudo.startswith("-") or pseudo in KNOWN["selectors"] or f"selectors.{pseudo}" in POLISH
        if not known:
            yield rule.source_line, f":{pseudo}"


def _in_declarations(rule: Any) -> Iterator[tuple[int, str]]:
    said: dict[str, str] = {}
    for one in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
        if one.type != "declaration":
            yield one.source_line, "nesting"
            continue
        property, value = one.lower_name, tinycss2.serialize(one.value).strip()
        if property not in said and f"properties.{property}" not in POLISH:
            yield from ((one.source_line, what) for what in _unknown(property, value))
        said[property] = value
    if said.get("display", "").endswith("flex") and said.get("gap", "0") != "0":
        yield rule.source_line, "gap between flex items"


def _unknown(property: str, value: str) -> Iterator[str]:
    if not property.startswith("-") and property not in KNOWN["properties"]:
        yield property
    for function in re.findall(r"([a-z-]+)\(", value):
        newer = function in ("clamp", "min", "max", "color-mix", "light-dark", "oklch", "lab", "lch")
        if newer and function not in KNOWN["types"]:
            yield f"{function}()"
    yield from re.findall(r"\d(?:[dsl]v[hw]|cq\w+|lh|rlh)\b", value)


def test_scripts_are_of_their_time() -> None:
    for script in ROOT.glob("themes/*/assets/*.js"):
        assert not NEW_SCRIPT.search(re.sub(r"//.*", "", script.read_text(encoding="utf-8"))), script.name


def test_every_picture_has_a_jpeg_for_who_knows_nothing_newer(demo: Site) -> None:
    for address in ("/", "/@lin/", "/@lin/repair-emulsion/", "/circles/food/"):
        pictures = re.findall(r"<picture.*?</picture>", demo.page(address), re.DOTALL)
        assert pictures, address
        for picture in pictures:
            assert re.search(r'<img[^>]+src="[^"]+\.jpg"', picture), address


def test_one_buys_with_pictures_off(browser: Browser, demo_address: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page.route(re.compile(r"\.(avif|webp|jpg|png|svg)$"), lambda route: route.abort())
    page.goto(demo_address + "/@lin/repair-emulsion/")
    button = page.locator(".bar a.buy").first
    box = button.bounding_box()
    assert box
    assert box["y"] + box["height"] <= 640
    assert page.locator("h1").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()
