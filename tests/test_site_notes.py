"""What `check` says of a sound site: how far its languages are, and which colours were changed."""

from __future__ import annotations

from collections.abc import Callable

from sitegen.cli import site_notes
from sitegen.model.translations import translations
from sitegen.render.look import AA, contrast
from sitegen.render.look_notes import adjusted_looks
from tests.world import World

SITE = """
    -- site.yaml --
    title: Shop
    tagline: Good things
    url: https://shop.example/
    language: en
    languages: [en, de, pt]
    look: {accent: "#8a2b12", mode: light}
    -- site.de.yaml --
    tagline: Gute Dinge
    -- content/creators/ann.md --
    ---
    name: Ann
    look: {accent: "#ffe600"}
    ---
    Hello.
    -- content/pages/about.md --
    ---
    title: About
    ---
    Words.
    -- content/pages/about.de.md --
    ---
    title: Über uns
    ---
    Worte.
"""


def test_each_language_lists_what_it_lacks(world: Callable[..., World]) -> None:
    german, portuguese = translations(world(SITE).check().catalog)
    assert (german.language, german.texts, german.missing, german.words) == ("de", 3, ("content/creators/ann.md",), 0)
    assert portuguese.missing == ("content/creators/ann.md", "content/pages/about.md", "site.yaml")
    assert portuguese.words > 100


def test_a_changed_colour_is_told_with_what_it_became(world: Callable[..., World]) -> None:
    looks = {look.file: look for look in adjusted_looks(world(SITE).check().catalog)}
    ann = looks["content/creators/ann.md"]
    assert ann.accent == ann.button == "#ffe600"
    assert ann.light != ann.accent
    assert contrast(ann.light, "#fbf8f4") >= AA
    said = "\n".join(site_notes.lines(world(SITE).check().catalog))
    assert f"content/creators/ann.md  #ffe600: text {ann.light}" in said


def test_long_lists_are_cut_unless_all_is_asked_for(world: Callable[..., World]) -> None:
    site = world(SITE)
    for number in range(9):
        site.put(f"content/pages/p{number}.md", f"---\ntitle: Page {number}\n---\nWords.\n")
    catalog = site.check().catalog
    assert "and 5 more; -v lists them all" in "\n".join(site_notes.lines(catalog))
    assert "content/pages/p8.md" in "\n".join(site_notes.lines(catalog, verbose=True))
