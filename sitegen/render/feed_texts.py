"""Texts as feed readers show them: all by themselves, far from the page, its styles and its prices."""

from __future__ import annotations

import re

from markupsafe import escape

from sitegen.model import prose
from sitegen.render import views
from sitegen.render.figures import figure, video
from sitegen.render.stage import Speaker, Stage

# Sanitised markup has its attributes in double quotes, and a tag's name is written in small letters.
_ADDRESS = re.compile(r'(<[a-z][^<>]*?\s(?:href|src)=")([/#][^"]*)')


def standing_alone(stage: Stage, text: prose.Text, speaker: Speaker, page: str) -> str:
    """The whole text with absolute addresses; cards and films become links. `page` is where it stands."""
    html = "".join(_piece(stage, piece, speaker) for piece in text.pieces).strip()
    return _ADDRESS.sub(lambda match: match[1] + _absolute(stage, match[2], page), html)


def _absolute(stage: Stage, href: str, page: str) -> str:
    if href.startswith("#"):
        return page + href
    return href if href.startswith("//") else stage.addresses.origin + href


def _piece(stage: Stage, piece: prose.Piece, speaker: Speaker) -> str:
    match piece:
        case prose.Markup(html):
            return html
        case prose.Card(product):
            return f"<p>{_link(_product(stage, product, speaker), _title(stage, product))}</p>"
        case prose.ProductAddress(product):
            return str(escape(_product(stage, product, speaker)))
        case prose.ProductTitle(product):
            return str(escape(_title(stage, product)))
        case prose.EntryAddress(kind, name, anchor):
            return str(escape(stage.href_of(getattr(stage.edition, kind)[name]) + anchor))
        case prose.InlinePhoto(photo, alt):
            return _image(stage.picture(photo, "body", alt))
        case prose.Figure():
            return _figure(figure(stage, piece, speaker))
        case prose.Video():
            shown = video(stage, piece)
            return f"<p>{_link(shown.url, shown.caption or piece.alt or '▶')}</p>"
        case prose.Film(url=url, title=title):
            return f"<p>{_link(url, title or url)}</p>"


def _product(stage: Stage, name: str, speaker: Speaker) -> str:
    return stage.href_of_product(name, speaker.creator)


def _title(stage: Stage, product: str) -> str:
    return stage.edition.products[product].fields.title


def _link(url: str, words: str) -> str:
    return f'<a href="{escape(url)}">{escape(words)}</a>'


def _figure(shown: views.Figure) -> str:
    """With what is on it below, since nothing can lie on a picture here."""
    words = [str(escape(shown.caption))] if shown.caption else []
    words += [_link(point.url, point.title) for point in shown.points]
    said = f"<figcaption>{' · '.join(words)}</figcaption>" if words else ""
    return f"<figure>{_image(shown.picture)}{said}</figure>"


def _image(picture: views.Picture) -> str:
    size = f'width="{picture.width}" height="{picture.height}"'
    return f'<img src="{escape(picture.src)}" alt="{escape(picture.alt)}" {size}>'
