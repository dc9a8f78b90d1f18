"""`sitegen add share`: a page for one person or one group, its secret address, and a code to scan."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from sitegen.errors import UsageError
from sitegen.load.documents import CONTENT, Document, read_documents
from sitegen.load.files import walk
from sitegen.load.nodes import Scalar
from sitegen.load.secret import FILE, HOW_TO_MAKE_ONE, SHORTEST, make_secret, read_secret
from sitegen.load.sources import read_site_texts
from sitegen.model.shares import SHARES, token_of
from sitegen.model.site import is_web_root
from sitegen.plan.addresses import Addresses
from sitegen.settings import SECRET_VARIABLE
from sitegen.text import as_yaml, did_you_mean, slugify

SHARE = """\
---
to: {to}
creator: {creator}
{picks}# channel: whatsapp
# offer: the label of an offer with `shares: true`
# expires: 2027-01-01
---
"""


class Shared(msgspec.Struct, frozen=True):
    """A new share: its file, where it will be, and whether the secret behind such addresses is new too."""

    file: str
    address: str
    is_secret_new: bool


def add_share(source: Path, given_secret: str | None, creator: str, to: str, picks: Sequence[str]) -> Shared:
    """Write a share. Raises UsageError when creator or picks are not there, or the site has no address."""
    root = _root(source)
    documents, _ = read_documents(walk(source / CONTENT, source, []))
    _expect("creator", [creator], documents)
    _expect("product", picks, documents)
    secret, is_new = _secret(source, given_secret)
    name = _free_name(source / CONTENT / SHARES, slugify(to) or "share")
    file = source / CONTENT / SHARES / name / "index.md"
    file.parent.mkdir(parents=True)
    lines = [f'  - product: {pick}\n    note: ""\n' for pick in picks]
    chosen = "".join(["picks:\n", *lines]) if lines else "# picks: []\n"
    file.write_text(SHARE.format(to=as_yaml(to), creator=creator, picks=chosen), encoding="utf-8")
    addresses = Addresses.at(root, "")
    address = addresses.absolute(addresses.entry("", SHARES, token_of(name, secret)))
    return Shared(file.relative_to(source).as_posix(), address, is_new)


def code_for_terminal(address: str) -> str:
    """A QR code in half blocks, with the quiet zone that scanners need."""
    import segno

    drawn = io.StringIO()
    segno.make_qr(address, error="m").terminal(drawn, compact=True, border=4)
    return drawn.getvalue()


def _root(source: Path) -> str:
    texts, _ = read_site_texts(source)
    url = next((text.fields.get("url") for text in texts if text.language is None), None)
    if not isinstance(url, Scalar) or not is_web_root(url.text):
        raise UsageError(f"site.yaml in {source} says no `url`, so a share has no address; name the site with --source")
    return url.text


def _expect(kind: str, wanted: Iterable[str], documents: Iterable[Document]) -> None:
    known = {document.name for document in documents if document.kind == f"{kind}s"}
    for document in documents:
        slug = document.fields.get("slug") if document.kind == f"{kind}s" else None
        known |= {slug.text} if isinstance(slug, Scalar) else set()
    for name in wanted:
        if name not in known:
            hint = did_you_mean(name, known) or f"name a file or folder of content/{kind}s/"
            raise UsageError(f"there is no {kind} `{name}`; {hint}")


def _secret(source: Path, given: str | None) -> tuple[str, bool]:
    secret = given or read_secret(source)
    if secret and len(secret.encode()) < SHORTEST:
        where = SECRET_VARIABLE if given else FILE
        raise UsageError(f"the secret in {where} has less than {SHORTEST} bytes; {HOW_TO_MAKE_ONE}")
    return (secret, False) if secret else (make_secret(source), True)


def _free_name(folder: Path, name: str) -> str:
    """The name, or the name with the first number that makes it new: one may write to somebody twice."""
    names = [name, *(f"{name}-{number}" for number in range(2, 10_000))]
    taken = {path.stem for path in folder.glob("*")} | {path.name for path in folder.glob("*")}
    return next(free for free in names if free not in taken)
