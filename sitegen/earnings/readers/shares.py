"""What several readers do: words for states, and one amount divided among lines."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal
from functools import lru_cache

from sitegen.model.money import minor_digits
from sitegen.tables.table import Row

PAID = frozenset({
    "paid", "complete", "completed", "succeeded", "success", "processing", "fulfilled", "shipped", "delivered",
    "refunded", "partially refunded", "partial refund", "disputed", "reversed",
    "已付款", "已支付", "支付成功", "待发货", "已发货", "已完成", "交易成功", "已退款", "部分退款",
})  # fmt: skip
CANCELLED = frozenset({"canceled", "cancelled", "voided", "void", "trash", "已取消", "已关闭", "交易关闭"})
UNPAID = CANCELLED | {
    "unpaid", "pending", "open", "failed", "expired", "blocked", "incomplete", "uncaptured", "authorized",
    "partially paid", "denied", "removed", "unclaimed", "on hold", "draft", "checkout draft", "no payment required",
    "requires payment method", "requires action", "requires confirmation", "requires capture", "待付款", "未付款",
}  # fmt: skip


def is_paid(row: Row, column: str, also_unpaid: frozenset[str] = frozenset()) -> tuple[bool, str]:
    """Whether the state in a column means that money came in, and a remark when it is a word we do not know."""
    state = state_of(row, column)
    if state in also_unpaid or state in UNPAID:
        return False, ""
    if state in PAID:
        return True, ""
    return False, f"the {row.called(column)} `{row.text(column)}` is new to us; the order counts as not paid"


def is_cancelled(row: Row, column: str) -> bool:
    """Whether the state says that a sale is off, should it ever have been one."""
    return state_of(row, column) in CANCELLED


def state_of(row: Row, column: str) -> str:
    """The word for an order's state, in one spelling."""
    return _spelled(row.text(column))


@lru_cache
def _spelled(state: str) -> str:
    return state.lower().replace("_", " ").replace("-", " ").removeprefix("wc ")


def divide(amount: Decimal, weights: Sequence[Decimal], currency: str) -> list[Decimal]:
    """An amount in parts as large as their weights say, whose sum is the amount to the last cent.

    What rounding down leaves over goes to the parts that lost most by it.
    """
    total = sum(weights, Decimal(0))
    if not weights or total <= 0:
        return [amount, *[Decimal(0)] * (len(weights) - 1)]
    if total == amount:
        return list(weights)
    cent = Decimal(1).scaleb(-minor_digits(currency))
    exact = [amount * weight / total for weight in weights]
    parts = [share.quantize(cent, ROUND_FLOOR) for share in exact]
    left = int((amount - sum(parts, Decimal(0))) / cent)
    losers = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in losers[:left]:
        parts[place] += cent
    return parts
