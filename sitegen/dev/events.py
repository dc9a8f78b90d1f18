"""What goes in and out of the dev server: the value a rebuild returns, and what is told as things happen."""

from __future__ import annotations

import traceback

import msgspec

from sitegen.errors import ContentError, Problem, SitegenError


class Rebuilt(msgspec.Struct, frozen=True):
    """What one rebuild did. Files are named from the served folder, with `/`.

    `paths` are the pages written or removed, and whatever else was that a page may load under a name it keeps; when
    there are none, browsers are left in peace. `drafts` are the pages, out of all pages, that a published site would
    not have.
    """

    paths: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()
    drafts: frozenset[str] = frozenset()


class Failure(msgspec.Struct, frozen=True):
    """Why a rebuild failed: problems in the author's files, or else a message.

    There is a trace when nobody expected the failure.
    """

    problems: tuple[Problem, ...] = ()
    message: str = ""
    trace: str = ""


class Started(msgspec.Struct, frozen=True):
    """The site can be visited at `url`, or in a phone's frame at `phone`.

    `taken` are the ports that were tried before and belong to somebody else.
    """

    url: str
    phone: str
    taken: tuple[int, ...] = ()
    polling: bool = False


class Updated(msgspec.Struct, frozen=True):
    """A rebuild went well. `changed` are the author's files it was made for, none for the first build.

    One that is not `whole` made only the pages that are open in browsers; the rest of the site follows.
    """

    changed: tuple[str, ...]
    seconds: float
    rebuilt: Rebuilt
    whole: bool = True


class Failed(msgspec.Struct, frozen=True):
    """A rebuild went wrong; browsers see the reason until a later one goes well."""

    changed: tuple[str, ...]
    seconds: float
    failure: Failure


class Reloaded(msgspec.Struct, frozen=True):
    """Open pages were told to reload."""

    browsers: int


Event = Started | Updated | Failed | Reloaded


def failure_of(error: Exception) -> Failure:
    """The reason behind an exception; only one that nobody expected shows where in the code it happened."""
    if isinstance(error, ContentError):
        return Failure(problems=error.problems)
    if isinstance(error, SitegenError):
        return Failure(message=str(error))
    kind = type(error).__name__
    return Failure(message=f"{kind}: {error}", trace="".join(traceback.format_exception(error)))
