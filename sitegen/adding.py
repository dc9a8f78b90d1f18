"""`sitegen add`: a new piece of content with everything that must be there, and hints for what may be."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

from sitegen.errors import ContentError, Place, UsageError, errors_in
from sitegen.load.theme import read_theme
from sitegen.load.theme_homes import theme_homes, theme_names
from sitegen.load.theme_options import Option
from sitegen.package import built_in_themes
from sitegen.text import as_yaml, did_you_mean, slugify

Addable = Literal["product", "creator", "post", "circle", "event", "page"]

PRODUCT = """\
---
title: {title}
sku: {sku}
price: 0.00
# compare_at: 0.00
summary: One line that says what it is and for whom.
# photos: [{{file: hero.jpg, alt: What is on the picture}}]
# circles: []
# checkout: https://buy.stripe.com/…
# facts: {{Size: 200 ml}}
draft: true
---
What is it like to use? What is in it, how long does it last, whom does it not suit?
"""

CREATOR = """\
---
name: {title}
tagline: One line about what people can trust you with.
# avatar: me.jpg
# circles: []
# look: {{accent: "#b4563c", mode: auto, font: sans}}
# picks: [{{product: NAME, note: Why you use it.}}]
store: all
---
Who are you, and what do you care about?
"""

POST = """\
---
title: {title}
date: {today}
# creator: NAME
# photos: [{{file: cover.jpg, alt: What is on the picture}}]
draft: true
---
Tell the story. A line that holds only `[[product-name]]` becomes a product card.
"""

CIRCLE = """\
---
title: {title}
summary: What people in this circle share.
# photos: [{{file: cover.jpg, alt: What is on the picture}}]
---
"""

EVENT = """\
---
title: {title}
kind: live   # live, sale or workshop
from: {today}T20:00
# until: {today}T21:00
# creator: NAME
# place: Where it is.
# link: https://…
draft: true
---
What will happen, who is it for, what should one bring?
"""

PAGE = """\
---
title: {title}
# order: 1
---
"""

THEME = """\
title: {title}
extends: {parent}

# What a site may choose under `theme_options`, and what it gets unless it does. Take out the # of what is yours.
# A new option: `columns: {{type: number, default: 2, description: Cards beside each other}}`; a template asks for
# it with {{{{ theme.columns }}}}. Types are color, text, number, flag and choice (with `choices: [one, another]`).
options:
{options}
"""

THEME_CSS = """\
/* What differs from `{parent}`. It comes after all that `{parent}` says, in every page, so keep it short. What lies
   below the first view goes into theme-rest.css, what only wide screens need into theme-wide.css. Colours and measures
   are in tokens.css and dark.css of `{parent}`: copy them beside this file to change them. */
h1 {{ font-weight: 700 }}
"""

_TEMPLATES: dict[Addable, tuple[str, str]] = {
    "product": ("products", PRODUCT),
    "creator": ("creators", CREATOR),
    "post": ("posts", POST),
    "circle": ("circles", CIRCLE),
    "event": ("events", EVENT),
    "page": ("pages", PAGE),
}


def add_theme(source: Path, title: str, parent: str) -> tuple[str, ...]:
    """Write a new theme that looks like its parent, and return its files.

    Raises UsageError when there is no site, the name cannot be spelled, the parent is unknown or the name is taken.
    """
    name = _spelled(source, title)
    folder = source / "themes" / name
    if folder.exists() or name in _themes_of(source):
        raise UsageError(f"there is already a theme `{name}`; nothing was changed")
    known = _themes_of(source)
    if parent not in known:
        hint = did_you_mean(parent, known) or f"there is {', '.join(sorted(known))}"
        raise UsageError(f"there is no theme `{parent}` to extend; {hint}")
    theme, problems = read_theme(parent, _theme_homes(source), Place(f"themes/{parent}"))
    if theme is None or errors_in(problems):
        raise ContentError(problems)
    lines = [_option_line(option, theme.schema[option], theme.options[option]) for option in theme.schema]
    texts = {
        "theme.yaml": THEME.format(title=as_yaml(title), parent=parent, options="\n".join(lines)),
        "assets/theme.css": THEME_CSS.format(parent=parent),
    }
    for file, text in texts.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")
    return tuple(f"themes/{name}/{file}" for file in texts)


def _option_line(name: str, option: Option, default: object) -> str:
    value = as_yaml(default) if isinstance(default, str) else str(default).lower()
    about = "; ".join(part for part in (option.description, " | ".join(option.choices)) if part)
    return f"  # {name}: {value}" + (f"   # {about}" if about else "")


def _theme_homes(source: Path) -> tuple[Path, ...]:
    return theme_homes(source, built_in_themes())


def _themes_of(source: Path) -> set[str]:
    return set(theme_names(_theme_homes(source)))


def _spelled(source: Path, title: str) -> str:
    """A title as the name of a file. Raises UsageError when there is no site or nothing of it can be spelled."""
    if not (source / "site.yaml").is_file():
        raise UsageError(f"there is no site.yaml in {source}; name the site's folder with --source")
    name = slugify(title)
    if not name:
        raise UsageError(f"`{title}` cannot be spelled in a-z; give another name")
    return name


def add(source: Path, kind: Addable, title: str, today: date) -> str:
    """Write a new bundle and return its file, relative to the site.

    Raises UsageError when there is no site, the name cannot be spelled, or something of that name is there.
    """
    name = _spelled(source, title)
    folder, template = _TEMPLATES[kind]
    taken = [*(source / "content" / folder).glob(f"{name}.md"), *(source / "content" / folder).glob(name)]
    if taken:
        raise UsageError(f"there is already {taken[0].relative_to(source).as_posix()}; nothing was changed")
    target = source / "content" / folder / name / "index.md"
    target.parent.mkdir(parents=True)
    target.write_text(
        template.format(title=as_yaml(title), sku=name.upper(), today=today.isoformat()), encoding="utf-8"
    )
    return target.relative_to(source).as_posix()
