"""Words to paste under a picture, in the manners of each channel."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.kits.links import with_channel
from sitegen.kits.pitches import Pitch

MOST_FACTS = 3

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_NOT_IN_A_TAG = re.compile(r"[^\w]+")


def captions(pitch: Pitch) -> Iterator[tuple[str, str]]:
    """Channel and text."""
    for channel, write in _WRITERS.items():
        yield channel, "\n".join(write(pitch)).strip() + "\n"


def _moments(pitch: Pitch) -> list[str]:
    """Short and warm: friends read it, and the picture carries the code."""
    return [_own_words(pitch), "", _said(pitch, "caption_moments"), _disclosed(pitch, "poster_disclosure")]


def _group(pitch: Pitch) -> list[str]:
    return [
        _own_words(pitch),
        "",
        _said(pitch, "caption_group"),
        with_channel(pitch.address, "group"),
        "",
        _disclosed(pitch),
    ]


def _whatsapp(pitch: Pitch) -> list[str]:
    address = with_channel(pitch.address, "whatsapp")
    return [_said(pitch, "caption_whatsapp"), _own_words(pitch), "", address, "", f"_{_disclosed(pitch)}_"]


def _xiaohongshu(pitch: Pitch) -> list[str]:
    """No address of any kind, since the network hides posts that carry one."""
    words, known = pitch.teller.words, list(pitch.product.fields.facts.items())
    facts = [f"· {words('poster_fact', name=name, value=value)}" for name, value in known[:MOST_FACTS]]
    disclosed = _disclosed(pitch, "poster_disclosure_plain")
    lines = [_said(pitch, "caption_xiaohongshu"), "", _own_words(pitch), "", *facts, "", disclosed]
    return [_ADDRESS.sub("", line) for line in lines] + ["", _hashtags(pitch)]


def _instagram(pitch: Pitch) -> list[str]:
    lines = [_own_words(pitch), "", _said(pitch, "caption_instagram"), _disclosed(pitch, "poster_disclosure_plain"), ""]
    return [*lines, _hashtags(pitch)]


_WRITERS = {
    "moments": _moments,
    "group": _group,
    "whatsapp": _whatsapp,
    "xiaohongshu": _xiaohongshu,
    "instagram": _instagram,
}


CHANNELS = tuple(_WRITERS)


def _own_words(pitch: Pitch) -> str:
    return pitch.card.note or pitch.card.summary


def _said(pitch: Pitch, key: str) -> str:
    words, card = pitch.teller.words, pitch.card
    price = words("from_price", price=card.price.text) if card.from_price else card.price.text
    return words(key, title=card.title, price=price)


def _disclosed(pitch: Pitch, key: str = "disclosure") -> str:
    words, name = pitch.teller.words, pitch.teller.creator.fields.name
    sentence = words(key, name=name)
    label = words("ad_label")
    return f"{label} · {sentence}" if label else sentence


def _hashtags(pitch: Pitch) -> str:
    edition = pitch.teller.stage.edition
    circles = [edition.circles[name].fields.title for name in pitch.product.fields.circles]
    named = [*circles, pitch.product.fields.brand, *pitch.teller.creator.fields.labels]
    joined = [_NOT_IN_A_TAG.sub("", name) for name in named]
    return " ".join(f"#{tag}" for tag in dict.fromkeys(filter(None, joined)))[:300]
