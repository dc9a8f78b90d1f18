"""The pipeline on one screen: read exports, settle every order, write the statements of a period."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from sitegen.earnings.books import Books, NoteCount
from sitegen.earnings.changes import Change, changes_since, remember
from sitegen.earnings.explaining import Explanation, explain
from sitegen.earnings.files import FOLDER, StatementFiles
from sitegen.earnings.insight import By, Insight, insight
from sitegen.earnings.intake import Progress, Reading, Wish, read_exports
from sitegen.earnings.journal import Journal, open_journal
from sitegen.earnings.periods import Period, month_of, period_of
from sitegen.earnings.reporting import Summary, check_payable, pay, write_statements
from sitegen.earnings.roster import whole_catalog
from sitegen.earnings.settling import Desk, open_desk, settle
from sitegen.errors import ContentError, Problem, UsageError, as_errors, errors_in, in_reading_order
from sitegen.model.signing import key_from
from sitegen.model.understand import Providers
from sitegen.settings import Settings
from sitegen.tables.table import Conventions

Tool = Literal["paypal", "wise", "sepa"]


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asks for. Without a month or days it is the last month in which anything was sold."""

    files: tuple[Path, ...] = ()
    month: str | None = None
    first_day: str | None = None
    last_day: str | None = None
    format: str | None = None
    account: str = ""
    columns: dict[str, str] = {}
    day_first: bool | None = None
    encoding: str | None = None
    language: str | None = None
    tools: tuple[Tool, ...] = ()
    pay_anew: bool = False
    folder: Path | None = None


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """What reading and settling found; `orphans` are refunds of sales that no export told of yet."""

    readings: tuple[Reading, ...]
    warnings: tuple[Problem, ...]
    notes: tuple[NoteCount, ...]
    orders: int
    unpaid: int
    orphans: tuple[str, ...]
    seconds: float


class Earned(msgspec.Struct, frozen=True, kw_only=True):
    """What a run did. `changes` is None on the first run; `left_out` are payouts a tool could not make, and why."""

    read: Read
    summary: Summary
    changes: tuple[Change, ...] | None
    left_out: tuple[tuple[str, str, str], ...]
    folder: Path
    written: int
    unchanged: int
    removed: tuple[str, ...]


class Reckoning(NamedTuple):
    """Everything read and settled, and what it was done with. `asked` is the period that was named, if any was."""

    journal: Journal
    desk: Desk
    books: Books
    read: Read
    asked: Period | None
    today: date


def earn(request: Request, settings: Settings, providers: Providers, progress: Progress) -> Earned:
    """Read the files and write the statements. Raises ContentError with everything wrong, having kept nothing."""
    with _reckoned(request, settings, providers, progress) as reckoning:
        journal, desk, books, read, asked, today = reckoning
        period = asked or month_of(books.last_month(today.isoformat()) or f"{today:%Y-%m}", today)
        paying = pay(books, journal, desk, period, request.tools, settings.source, anew=request.pay_anew)
        files = StatementFiles(request.folder or settings.source / FOLDER, period.label, settings.source, journal)
        language = request.language or desk.catalog.site.language
        summary = write_statements(books, desk, period, paying, files, settings.source, language)
        months = books.months
        changes = changes_since(journal, months)
        remember(journal, months)
    return Earned(
        read=read,
        summary=summary,
        changes=changes,
        left_out=paying.left_out,
        folder=files.folder,
        written=files.written,
        unchanged=files.unchanged,
        removed=tuple(files.removed),
    )


def look_into(
    by: By, request: Request, settings: Settings, providers: Providers, progress: Progress
) -> tuple[Read, Insight]:
    """Read the files and tell what brought what; over everything when no period is asked for."""
    with _reckoned(request, settings, providers, progress) as reckoning:
        return reckoning.read, insight(by, reckoning.books, reckoning.desk, reckoning.asked)


def explain_order(number: str, request: Request, settings: Settings, providers: Providers) -> tuple[Explanation, ...]:
    """Read the files and tell why an order went where it went."""
    desk = _desk(settings, providers)
    with open_journal(settings.source) as journal:
        _read(request, settings, desk, journal, lambda stage, done, total: None)
        return explain(number, journal, desk)


def forget(name: str, settings: Settings) -> int:
    """Take back what was read from a file. Raises UsageError when no such file was read."""
    with open_journal(settings.source) as journal:
        known = journal.file_names()
        if name not in known:
            raise UsageError(f"no file `{name}` was read; known are {', '.join(known) or 'none'}")
        return journal.forget(name)


@contextmanager
def _reckoned(request: Request, settings: Settings, providers: Providers, progress: Progress) -> Iterator[Reckoning]:
    """Everything up to the closed books. What is done with them is in the same transaction of the journal."""
    started = time.perf_counter()
    desk = _desk(settings, providers)
    today = settings.clock.astimezone(desk.catalog.zone).date()
    asked = _asked(request, today)
    with open_journal(settings.source) as journal:
        readings, warnings = _read(request, settings, desk, journal, progress)
        if not journal.size():
            raise UsageError("no export was read yet; name one: `sitegen earnings orders.csv`")
        settled = settle(journal, desk, progress)
        read = Read(
            readings=readings,
            warnings=warnings,
            notes=tuple(settled.books.notes()),
            orders=settled.orders,
            unpaid=settled.unpaid,
            orphans=settled.orphans,
            seconds=time.perf_counter() - started,
        )
        yield Reckoning(journal, desk, settled.books, read, asked, today)


def _asked(request: Request, today: date) -> Period | None:
    """The period somebody named. Raises UsageError when it is none, or too early to be paid."""
    asked = month_of(request.month, today) if request.month else None
    if request.first_day:
        asked = period_of(request.first_day, request.last_day, today)
    if asked and request.tools:
        check_payable(asked)
    return asked


def _desk(settings: Settings, providers: Providers) -> Desk:
    return open_desk(whole_catalog(settings, providers), key_from(os.environ))


def _read(
    request: Request, settings: Settings, desk: Desk, journal: Journal, progress: Progress
) -> tuple[tuple[Reading, ...], tuple[Problem, ...]]:
    site = desk.catalog.site
    conventions = Conventions(
        zone=desk.catalog.zone,
        currency=site.currency,
        language=site.language,
        day_first=request.day_first,
        encoding=request.encoding,
        columns=site.earnings.columns | request.columns,
    )
    wish = Wish(
        conventions=conventions,
        now=settings.clock,
        format=request.format,
        account=request.account,
        workers=settings.jobs,
        progress=progress,
    )
    problems: list[Problem] = []
    readings = read_exports(request.files, journal, desk.roster, wish, problems.append)
    if settings.strict:
        problems = as_errors(problems)
    if errors_in(problems):
        raise ContentError(problems)
    return readings, tuple(in_reading_order(problems))
