"""`sitegen add`: a new piece of content with everything that must be there, and hints for what may be."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

from sitegen.errors import UsageError
from sitegen.text import as_yaml, slugify

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

_TEMPLATES: dict[Addable, tuple[str, str]] = {
    "product": ("products", PRODUCT),
    "creator": ("creators", CREATOR),
    "post": ("posts", POST),
    "circle": ("circles", CIRCLE),
    "event": ("events", EVENT),
    "page": ("pages", PAGE),
}


def add(source: Path, kind: Addable, title: str, today: date) -> str:
    """Write a new bundle and return its file, relative to the site.

    Raises UsageError when there is no site, the name cannot be spelled, or something of that name is there.
    """
    if not (source / "site.yaml").is_file():
        raise UsageError(f"there is no site.yaml in {source}; name the site's folder with --source")
    name = slugify(title)
    if not name:
        raise UsageError(f"`{title}` cannot be spelled in a-z; give another name")
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
