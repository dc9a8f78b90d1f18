"""Statements as pages for a phone: no script, nothing from elsewhere, light or dark as the phone is."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
import msgspec
import yaml
from babel.dates import format_date, format_skeleton
from babel.numbers import format_currency, format_decimal, format_percent

from sitegen.earnings import charts
from sitegen.earnings.payouts import Payout
from sitegen.earnings.periods import Period
from sitegen.earnings.statements import Account, Statement, in_units
from sitegen.model.catalog import Catalog, Edition
from sitegen.model.money import Money
from sitegen.render.formats import direction_of, locale_of
from sitegen.render.look import look_of
from sitegen.render.words import Words

MOST_OPEN = 10
MOST_LINES = 300
MOST_DATES = 5

# A creator's look in faces that phones have; Han faces first, since generic ones may be of another region.
_HAN = '"PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", system-ui, sans-serif'
_SANS = f'-apple-system, "Segoe UI", Roboto, Arial, {_HAN}'
_ROUND = f'ui-rounded, -apple-system, "Segoe UI", Roboto, Arial, "Yuanti SC", {_HAN}'
_SERIF = 'ui-serif, "Iowan Old Style", Palatino, P052, Georgia, "Songti SC", "Noto Serif CJK SC", serif'
_FONTS = {"sans": (_SANS, _SANS), "serif": (_SANS, _SERIF), "rounded": (_ROUND, _ROUND)}

_HERE = Path(__file__).parent
_AVATAR_SIDE = 144
_LONGEST_NUMBER = 12


class Total(msgspec.Struct, frozen=True, kw_only=True):
    """All creators in one currency. `payouts` is None where the period is no month that is over."""

    currency: str
    orders: int
    sales: Decimal
    net: Decimal
    payable: Decimal
    pending: Decimal
    payouts: Decimal | None
    rows: tuple[tuple[Statement, Account], ...]


class Paid(msgspec.Struct, frozen=True):
    """A payout in amounts."""

    carried: Decimal
    amount: Decimal
    left: Decimal


class Pages:
    """The pages of one run, in one language."""

    def __init__(self, catalog: Catalog, source: Path, language: str) -> None:
        self._catalog = catalog
        self._source = source
        self._edition = edition_in(catalog, language)
        self._language = self._edition.language
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals |= self._helpers()

    def statement(self, statement: Statement, payouts: Mapping[str, Payout]) -> bytes:
        """One creator's page; `payouts` by currency."""
        creator = self._edition.creators[statement.creator]
        values = {
            "heading": statement.name,
            "statement": statement,
            "period_name": period_name(statement.period, self._language),
            "look": look_of(creator.fields.look, self._edition.site.look),
            "avatar": self._avatar(creator.fields.avatar),
            "charts": [charts.by_day(account, statement.period) for account in statement.accounts],
            "payouts": {currency: _paid(payout) for currency, payout in payouts.items()},
        }
        return self._environment.get_template("statement.html").render(values).encode()

    def summary(self, period: Period, totals: Sequence[Total], others: Sequence[tuple[str, int, Money]]) -> bytes:
        """The company's page; `others` are sums of orders that earn for no creator."""
        values = {
            "heading": self._edition.site.title,
            "period": period,
            "period_name": period_name(period, self._language),
            "look": look_of(self._edition.site.look, self._edition.site.look),
            "totals": totals,
            "others": others,
        }
        return self._environment.get_template("summary.html").render(values).encode()

    def _helpers(self) -> dict[str, Any]:
        language, locale = self._language, locale_of(self._language)
        words = Words(_words(), language)
        return {
            "t": words,
            "channel": lambda name: _channel(name, words, language),
            "language": language,
            "direction": direction_of(language),
            "site": self._edition.site,
            "hold": self._catalog.site.earnings.hold.count,
            "money": lambda owner, amount: format_currency(amount, owner.currency, locale=locale),
            "plain": lambda owner, amount: format_currency(amount, owner.currency, "#,##0.00", locale=locale),
            "number": lambda count: format_decimal(count, locale=locale),
            "percent": lambda rate: format_percent(rate, "#,##0.##%", locale=locale),
            "day": lambda written, style="short": _day(written, style, language),
            "tick": lambda day, chart: _tick(day, chart.by_month, language),
            "chart_style": lambda chart: "month" if chart.by_month else "short",
            "short": short_number,
            "shares": charts.shares,
            "fonts": _FONTS,
            "most_open": MOST_OPEN,
            "most_lines": MOST_LINES,
            "most_dates": MOST_DATES,
        }

    def _avatar(self, file: str | None) -> str | None:
        """The creator's face as a small picture inside the page; without it when it cannot be read."""
        from PIL import Image, ImageOps

        if file is None or file not in self._catalog.photos:
            return None
        try:
            with Image.open(self._source / file) as photo:
                small = ImageOps.fit(ImageOps.exif_transpose(photo).convert("RGB"), (_AVATAR_SIDE, _AVATAR_SIDE))
        except (OSError, ValueError):
            return None
        buffer = io.BytesIO()
        small.save(buffer, "JPEG", quality=82, optimize=True)
        return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode()


def edition_in(catalog: Catalog, language: str) -> Edition:
    """The site in a language, in its own when it has none of that."""
    return next((edition for edition in catalog.editions if edition.language == language), catalog.editions[0])


def short_number(number: str) -> str:
    """An order's number as people would read it out: of a long one, its end, by which `--explain` finds it too."""
    return number if len(number) <= _LONGEST_NUMBER else f"…{number[-7:]}"


def period_name(period: Period, language: str) -> str:
    locale = locale_of(language)
    if period.month:
        return format_skeleton("yMMMM", period.start, locale=locale)
    last = date.fromordinal(period.end.toordinal() - 1)
    return f"{format_date(period.start, 'medium', locale)} – {format_date(last, 'medium', locale)}"


def totals_of(statements: Iterable[Statement], payouts: Sequence[Payout] | None) -> list[Total]:
    """All creators together, a total for each currency."""
    rows: dict[str, list[tuple[Statement, Account]]] = {}
    for statement in statements:
        for account in statement.accounts:
            rows.setdefault(account.currency, []).append((statement, account))
    return [_total(currency, found, payouts) for currency, found in sorted(rows.items())]


def _total(currency: str, rows: list[tuple[Statement, Account]], payouts: Sequence[Payout] | None) -> Total:
    def total(amount: Callable[[Account], Decimal]) -> Decimal:
        return sum((amount(account) for _, account in rows), Decimal(0))

    paid = sum(payout.amount for payout in payouts or () if payout.currency == currency)
    return Total(
        currency=currency,
        orders=sum(account.orders for _, account in rows),
        sales=total(lambda account: account.sales),
        net=total(lambda account: account.net),
        payable=total(lambda account: account.payable),
        pending=total(lambda account: account.pending),
        payouts=None if payouts is None else in_units(paid, currency),
        rows=tuple(sorted(rows, key=lambda row: (-row[1].net, row[0].name))),
    )


def _paid(payout: Payout) -> Paid:
    return Paid(*(in_units(units, payout.currency) for units in (payout.carried, payout.amount, payout.left)))


def _channel(name: str, words: Words, language: str) -> str:
    """A channel as people call it, else as it stands in the tag."""
    key = f"channel_{name}"
    known = any(key in _words().get(each, {}) for each in ("en", language.partition("-")[0], language))
    return words(key) if known else name or words("no_channel")


def _day(written: str | date, style: str, language: str) -> str:
    day = date.fromisoformat(written) if isinstance(written, str) else written
    skeleton = {"short": "MMMd", "full": "MMMEd", "month": "yMMM"}[style]
    return format_skeleton(skeleton, day, locale=locale_of(language))


def _tick(day: date, by_month: bool, language: str) -> str:
    return format_skeleton("MMM" if by_month else "d", day, locale=locale_of(language))


@lru_cache
def _words() -> dict[str, dict[str, Any]]:
    files = sorted((_HERE / "i18n").glob("*.yaml"))
    return {file.stem: yaml.safe_load(file.read_text(encoding="utf-8")) for file in files}
