"""JOIN: all facts about one order -> the order. The result depends on the facts alone, not on which came first.

Most fields are told once. Where facts disagree, one that knows of a payment wins over one that does not, one that
tells tax and shipping apart over one that cannot, and one from a later export over an earlier. Paid once is paid;
a reversal once told stays. Two tags are a disagreement that a person should look at.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sitegen.earnings.journal import Kept
from sitegen.earnings.orders import Fact, Order, Reversal


def merge(key: str, facts: Sequence[Kept]) -> Order | None:
    """The order, or None when only its refunds are known: the sale is in an export that nobody read yet."""
    fact = facts[0].fact if len(facts) == 1 else _together(facts)
    if fact.lines is None or fact.currency is None or fact.at is None:
        return None
    return Order(
        key=key,
        seen=min(kept.seen for kept in facts if kept.fact.lines is not None),
        at=fact.at,
        currency=fact.currency,
        lines=fact.lines,
        total=sum((line.base for line in fact.lines), Decimal(0)) if fact.total is None else fact.total,
        paid=bool(fact.paid),
        tag=fact.tag or "",
        coupons=fact.coupons or (),
        buyer=fact.buyer or "",
        reversals=_reversals(facts),
        disagreements=_disagreements(facts) if len(facts) > 1 else (),
    )


def _together(facts: Sequence[Kept]) -> Fact:
    """What the most trusted fact says, field by field."""
    ranked = sorted(facts, key=_trust, reverse=True)
    told = {field: _first(ranked, field) for field in ("at", "currency", "lines", "total", "tag", "coupons", "buyer")}
    return Fact(**told, paid=any(kept.fact.paid for kept in facts))


def _trust(kept: Kept) -> tuple[Any, ...]:
    fact = kept.fact
    return bool(fact.paid), fact.exact, kept.as_of, kept.digest


def _first(ranked: Sequence[Kept], field: str) -> Any:
    """What the most trusted fact says that says anything."""
    for kept in ranked:
        if value := getattr(kept.fact, field):
            return value
    return next((value for kept in ranked if (value := getattr(kept.fact, field)) is not None), None)


def _reversals(facts: Sequence[Kept]) -> tuple[tuple[Reversal, datetime], ...]:
    """Each once, with the time it was first read."""
    if len(facts) == 1 and not facts[0].fact.reversals:
        return ()
    first: dict[Reversal, datetime] = {}
    for kept in facts:
        for reversal in kept.fact.reversals:
            first[reversal] = min(kept.seen, first.get(reversal, kept.seen))
    return tuple(sorted(first.items(), key=_by_words))


def _by_words(item: tuple[Reversal, datetime]) -> tuple[str, ...]:
    return tuple(str(value) for value in (item[0].kind, item[0].id, item[0].amount, item[0].at))


def _disagreements(facts: Sequence[Kept]) -> tuple[str, ...]:
    ranked = sorted(facts, key=_trust, reverse=True)
    found = []
    for field in ("tag", "currency"):
        told = {getattr(kept.fact, field) for kept in ranked if getattr(kept.fact, field)}
        if len(told) > 1:
            others = ", ".join(f"`{value}`" for value in sorted(told))
            found.append(f"exports disagree on the {field}: {others}; `{_first(ranked, field)}` counts")
    if _are_two(ranked):
        found.append("two orders share this number; keep them apart with --account NAME")
    return tuple(found)


def _are_two(ranked: Sequence[Kept]) -> bool:
    """Whether facts of one number tell of sales weeks apart: most likely those of two shops."""
    moments = [kept.fact.at for kept in ranked if kept.fact.at and kept.fact.lines is not None and kept.fact.paid]
    return bool(moments) and (max(moments) - min(moments)).days >= 14
