"""Why the law of returns says no, in the reseller's words: of one line of an order, in English and Chinese."""

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from commission.money.faults import Reason
from infra.errors import FieldFault

Facts = Mapping[str, object]
Words = tuple[str, str]


def refusal_of_line(reason: Reason, index: int, zone: ZoneInfo) -> FieldFault:
    """The reason at the request's own line; days are the brand's. What to change is the number of units, save where
    the time is over: then it is the line."""
    words = _WORDS[reason.code]
    english, chinese = words(reason.facts, zone)
    field = "line" if reason.code == "return_window_closed" else "qty"
    return FieldFault(f"lines[{index}].{field}", english, chinese)


def _of_nothing(_facts: Facts, _zone: ZoneInfo) -> Words:
    return "must be at least one unit", "至少为 1 件"


def _too_many(facts: Facts, _zone: ZoneInfo) -> Words:
    left = facts["returnable"]
    if not left:
        return "has no units left to return", "已无可退的商品"
    return f"is more than the {left} that can still be returned", f"超过尚可退货的 {left} 件"


def _closed(facts: Facts, zone: ZoneInfo) -> Words:
    closed, days = facts["closed_at"], facts["window_days"]
    if not isinstance(closed, datetime):
        return "cannot be returned yet", "尚未到可退货时间"
    last = closed.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    return (
        f"could be returned for {days} days from payment, until {last}",
        f"自付款起 {days} 天内可退，已于 {last} 截止",
    )


_WORDS: dict[str, Callable[[Facts, ZoneInfo], Words]] = {
    "return_of_nothing": _of_nothing,
    "too_many_returned": _too_many,
    "return_window_closed": _closed,
}
