"""What can be wrong with a site, and where.

Problem          one thing wrong: severity, place, what, and what to do
SitegenError     the root of every error this package raises on purpose
  ContentError   the site has problems; carries all of them
  PublishError   the result cannot be put where it should go
  UsageError     the command was called in a way that cannot work

Nothing here knows about terminals or browsers; `cli` and `dev` decide how a problem looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from sitegen.text import on_one_line

LONGEST_SENTENCE = 500
LONGEST_FIELD = 100

Severity = Literal["error", "warning"]


class Place(msgspec.Struct, frozen=True, order=True):
    """A spot in the author's own files: path relative to the site, line counted from 1."""

    file: str
    line: int | None = None
    field: str | None = None

    def __str__(self) -> str:
        spot = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{spot}: {self.field}" if self.field else spot


class Problem(msgspec.Struct, frozen=True):
    """One thing wrong. `what` is a sentence without a full stop; `hint` says what to do about it.

    Both may quote an author, so whatever would upset a terminal is spelled out and far too long texts are cut.
    """

    place: Place
    what: str
    hint: str | None = None
    severity: Severity = "error"

    def __post_init__(self) -> None:
        set_field = msgspec.structs.force_setattr
        set_field(self, "what", on_one_line(self.what, LONGEST_SENTENCE))
        if self.hint:
            set_field(self, "hint", on_one_line(self.hint, LONGEST_SENTENCE))
        if self.place.field:
            field = on_one_line(self.place.field, LONGEST_FIELD)
            set_field(self, "place", Place(self.place.file, self.place.line, field))

    def __str__(self) -> str:
        sentence = f"{self.place}: {self.what}"
        return f"{sentence} ({self.hint})" if self.hint else sentence


class SitegenError(Exception):
    """Something a user can understand and mend."""


class ContentError(SitegenError):
    """The site's files contradict themselves or the rules; nothing was written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(in_reading_order(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[ContentError], tuple[tuple[Problem, ...]]]:
        """It may have been raised in another process."""
        return ContentError, (self.problems,)


class PublishError(SitegenError):
    """The result cannot be written where it was asked to go."""


class UsageError(SitegenError):
    """The command line asks for something that cannot be done."""


def in_reading_order(problems: Iterable[Problem]) -> list[Problem]:
    """Errors before warnings, then by file, line and field; the same complaint is made once."""
    return sorted(dict.fromkeys(problems), key=_reading_order)


def _reading_order(problem: Problem) -> tuple[object, ...]:
    place = problem.place
    words = re.split(r"([0-9]+)", place.field or "")  # numbers at odd places: the second pick before the tenth
    field = [int(word) if number % 2 else word for number, word in enumerate(words)]
    return problem.severity, place.file, place.line or 0, field


def errors_in(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity == "error"]


def as_errors(problems: Sequence[Problem]) -> list[Problem]:
    """The same problems with every warning made an error, for `--strict`."""
    return [msgspec.structs.replace(problem, severity="error") for problem in problems]
