"""Texts as a page shows them: every slot filled for whoever speaks."""

from __future__ import annotations

from markupsafe import escape

from sitegen.model import prose
from sitegen.render import views
from sitegen.render.cards import product_card
from sitegen.render.figures import figure, film, video
from sitegen.render.stage import Speaker, Stage

Block = prose.Card | prose.Figure | prose.Video | prose.Film


def parts_of(stage: Stage, text: prose.Text, speaker: Speaker) -> tuple[views.Part, ...]:
    """Runs of markup, cards and figures in reading order."""
    parts: list[views.Part] = []
    run = ""
    for piece in text.pieces:
        if isinstance(piece, Block):
            parts += _run(run)
            run = ""
            parts.append(_block(stage, piece, speaker))
        else:
            run += _inline(stage, piece, speaker)
    return (*parts, *_run(run))


def _run(html: str) -> list[views.Part]:
    return [views.Part(html=views.Html(html=html.strip()))] if html.strip() else []


def _block(stage: Stage, piece: Block, speaker: Speaker) -> views.Part:
    match piece:
        case prose.Card(product):
            note = _note(product, speaker)
            return views.Part(card=product_card(stage, product, speaker, note, with_buy=True))
        case prose.Figure():
            return views.Part(figure=figure(stage, piece, speaker))
        case prose.Video():
            return views.Part(video=video(stage, piece))
        case prose.Film():
            return views.Part(film=film(stage, piece))


def _note(product: str, speaker: Speaker) -> str:
    picks = speaker.creator.fields.picks if speaker.creator else ()
    return next((pick.note for pick in picks if pick.product == product), "")


def _inline(stage: Stage, piece: prose.Piece, speaker: Speaker) -> str:
    match piece:
        case prose.Markup(html):
            return html
        case prose.ProductAddress(product):
            return str(escape(stage.href_of_product(product, speaker.creator)))
        case prose.ProductTitle(product):
            return str(escape(stage.edition.products[product].fields.title))
        case prose.EntryAddress(kind, name, anchor):
            return str(escape(stage.href_of(getattr(stage.edition, kind)[name]) + anchor))
        case prose.InlinePhoto(photo, alt):
            return _img(stage.picture(photo, "body", alt))
        case _:
            return ""


def _img(picture: views.Picture) -> str:
    return (
        f'<img src="{escape(picture.src)}" alt="{escape(picture.alt)}" '
        f'width="{picture.width}" height="{picture.height}" loading="lazy">'
    )
