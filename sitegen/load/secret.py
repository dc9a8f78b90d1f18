"""The secret that makes the addresses of shares: a file beside site.yaml that is in no repository and no output.

It does not lie in `.sitegen/`, which may be deleted at any time: without the secret, links that were sent to people
would lead nowhere.
"""

from __future__ import annotations

import errno
import os
import secrets
import tempfile
from collections.abc import Iterable
from pathlib import Path

from sitegen.errors import Place, Problem
from sitegen.load.documents import Document
from sitegen.load.files import why_not
from sitegen.settings import SECRET_VARIABLE

FILE = ".sitegen-secret"

SHORTEST = 32

JUST_MADE = "the secret behind the addresses of shares was just made, so all of these addresses are new"
HOW_TO_KEEP_IT = (
    f"keep this file and leave it out of any repository; on other computers set {SECRET_VARIABLE} to its text"
)
HOW_TO_MAKE_ONE = "make one with `python -c 'import secrets; print(secrets.token_urlsafe(32))'`"


def read_secret(source: Path) -> str | None:
    """The site's secret, or None when it has none yet. Raises OSError when its file is none that can be read."""
    file = source / FILE
    if file.exists() and not file.is_file():  # a pipe would keep us waiting
        raise OSError(errno.EINVAL, "it is no regular file")
    try:
        return file.read_text(encoding="utf-8").strip() or None
    except (FileNotFoundError, UnicodeDecodeError):
        return None


def make_secret(source: Path) -> str:
    """A new secret, in its file. When somebody made one in the meantime, theirs counts. Raises OSError."""
    made = secrets.token_urlsafe(32)
    handle, name = tempfile.mkstemp(dir=source, prefix=f"{FILE}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{made}\n")
        os.link(name, source / FILE)
    except FileExistsError:
        return read_secret(source) or made
    finally:
        os.unlink(name)
    return made


def settle_secret(source: Path, given: str | None, documents: Iterable[Document]) -> tuple[str, list[Problem]]:
    """The secret to build with: the one given, else the file's, else a new one (reported) if there are any shares."""
    try:
        secret = given or read_secret(source)
    except OSError as error:
        what = f"the secret behind the addresses of shares cannot be read: {why_not(error)}"
        return "", [Problem(Place(FILE), what, f"mend this file, or set {SECRET_VARIABLE}")]
    if secret and len(secret.encode()) < SHORTEST:
        place = Place(SECRET_VARIABLE if given else FILE)
        what = f"a secret of less than {SHORTEST} bytes could be guessed, and with it the addresses of shares"
        return secret, [Problem(place, what, HOW_TO_MAKE_ONE)]
    if secret or not any(document.kind == "shares" for document in documents):
        return secret or "", []
    try:
        return make_secret(source), [Problem(Place(FILE), JUST_MADE, HOW_TO_KEEP_IT, "warning")]
    except OSError as error:
        what = f"shares need a secret, and its file cannot be written: {why_not(error)}"
        return "", [Problem(Place(FILE), what, f"set {SECRET_VARIABLE}; {HOW_TO_MAKE_ONE}")]
