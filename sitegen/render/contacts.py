"""Cards for an address book: vCard 3.0 (RFC 2426), which more phones read than 4.0."""

from __future__ import annotations

import msgspec

_LONGEST_LINE = 75  # octets, without the line's end


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """A creator with a studio, as a visitor keeps them."""

    uid: str
    name: str
    studio: str
    note: str
    phone: str
    address: str
    geo: tuple[float, ...]
    url: str


def card(contact: Contact) -> bytes:
    name = _escaped(contact.name)
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"UID:{_escaped(contact.uid)}",
        f"FN:{name}",
        f"N:{name};;;;",
        f"ORG:{_escaped(contact.studio)}",
    ]
    if contact.phone:
        lines.append(f"TEL;TYPE=WORK,VOICE:{_escaped(contact.phone)}")
    lines.append(f"ADR;TYPE=WORK:;;{_escaped(contact.address)};;;;")
    if contact.geo:
        lines.append("GEO:" + ";".join(f"{degrees:.6f}" for degrees in contact.geo))
    if contact.note:
        lines.append(f"NOTE:{_escaped(contact.note)}")
    lines += [f"URL:{contact.url}", "END:VCARD"]
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _escaped(text: str) -> str:
    for special in ("\\", ";", ","):
        text = text.replace(special, f"\\{special}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> str:
    """A long line broken where no character is cut; what follows begins with a space."""
    parts, room = [""], _LONGEST_LINE
    for character in line:
        size = len(character.encode())
        if room < size:
            parts.append("")
            room = _LONGEST_LINE - 1
        parts[-1] += character
        room -= size
    return "\r\n ".join(parts)
