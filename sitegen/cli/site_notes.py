"""What `check` says that is not wrong: how far each language is, and which colours were changed to be legible."""

from __future__ import annotations

from collections.abc import Iterator

from rich.markup import escape

from sitegen.model.catalog import Catalog
from sitegen.model.translations import Translated, translations
from sitegen.render.look_notes import Adjusted, adjusted_looks

FEW = 5


def lines(catalog: Catalog, verbose: bool = False) -> Iterator[str]:
    for translated in translations(catalog):
        yield from _language(translated, verbose)
    yield from _colours(adjusted_looks(catalog), verbose)


def _language(translated: Translated, verbose: bool) -> Iterator[str]:
    done = translated.texts - len(translated.missing)
    color = "green" if not translated.missing else "yellow"
    yield f"[{color}]{translated.language}[/] [dim]{done:,} of {translated.texts:,} texts are translated[/]"
    yield from _some([f"{escape(file)}  in its own language" for file in translated.missing], verbose)
    if translated.words:
        code = translated.language
        yield f"  [dim]the theme lacks {translated.words} words, so they are English; add i18n/{code}.yaml to it[/]"


def _colours(adjusted: tuple[Adjusted, ...], verbose: bool) -> Iterator[str]:
    if adjusted:
        yield "[dim]Colours made legible (WCAG AA):[/]"
        yield from _some([_colour(look) for look in adjusted], verbose)


def _colour(look: Adjusted) -> str:
    uses = {"text": look.light, "text in the dark": look.dark, "buttons": look.button}
    changed = [f"{use} {color}" for use, color in uses.items() if color != look.accent]
    return f"{escape(look.file)}  {look.accent}: {', '.join(changed)}"


def _some(items: list[str], verbose: bool) -> Iterator[str]:
    shown = items if verbose else items[:FEW]
    for item in shown:
        yield f"  [dim]{item}[/]"
    if len(items) > len(shown):
        yield f"  [dim]and {len(items) - len(shown):,} more; -v lists them all[/]"
