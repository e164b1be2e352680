"""What numbers are asked for and answered with."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from infra.errors import FieldFault, InvalidInput

By = Literal["all", "day", "store", "channel", "campaign", "link", "card", "landing"]
Period = Literal["today", "yesterday", "7d", "30d", "month", "last_month", "year"]
_LONGEST_DAYS = 400


class Asked(msgspec.Struct, frozen=True):
    """A period by name, or from a day to a day (both included) of the calendar of `timezone`, the brand's where none is
    named; today where nothing is. `by` splits it; a filter keeps what is of one link, channel, campaign or store.
    `exact` counts every touch instead of reading days that were added up a minute ago."""

    period: Period | None = None
    first: date | None = None
    last: date | None = None
    timezone: str = ""
    by: By = "all"
    seller_id: UUID | None = None
    link_id: UUID | None = None
    store_id: UUID | None = None
    channel: str | None = None
    campaign: str | None = None
    exact: bool = False


class Counted(msgspec.Struct):
    """Sums of one row while they are gathered; amounts in minor units."""

    clicks: int = 0
    people: int = 0
    previews: int = 0
    bots: int = 0
    orders: int = 0
    sales: int = 0
    refunded: int = 0
    commission: int = 0
    reversed: int = 0


class Figures(msgspec.Struct, frozen=True):
    """Clicks and scans by people, people told apart (merged ones once), previews and bots beside them. `orders` are
    paid ones; `sales` what was paid for their goods and `refunded` what of it went back since; `commission` on them and
    `reversed` of it: all of the sales of the period, whenever the refund came. Minor units.

    `conversion` is orders by people; `earnings_per_click` what is left of the commission by clicks, in minor units with
    two decimals. Both are null where nobody came."""

    clicks: int
    people: int
    previews: int
    bots: int
    orders: int
    sales: int
    refunded: int
    commission: int
    reversed: int
    conversion: str | None
    earnings_per_click: str | None


class NumberRow(msgspec.Struct, frozen=True):
    """One day, store, channel, campaign, link or variant; `label` says it to people. The empty key is what has no
    campaign; what has no link or variant is in the sum alone."""

    key: str
    label: str
    figures: Figures


class Numbers(msgspec.Struct, frozen=True):
    """`as_of`: what came later is not in it yet; `exact`: counted from touches and sales themselves. `more`: there are
    rows beyond the thousand shown, in the file all are."""

    first: date
    last: date
    timezone: str
    currency: str
    by: By
    as_of: datetime
    exact: bool
    total: Figures
    rows: list[NumberRow]
    more: bool = False


class Span(msgspec.Struct, frozen=True):
    """The days asked for, and the instants at which they begin and end."""

    first: date
    last: date
    zone: ZoneInfo
    begins: datetime
    ends: datetime


def span_of(asked: Asked, brands_zone: str, now: datetime) -> Span:
    """The days asked for. Raises InvalidInput for a zone nobody knows, a period turned round, or one of over 400
    days."""
    try:
        zone = ZoneInfo(asked.timezone or brands_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidInput(
            FieldFault("timezone", "is no time zone; write Europe/London", "时区无效，例如 Asia/Shanghai")
        ) from error
    today = now.astimezone(zone).date()
    if asked.period is not None:
        if asked.first is not None or asked.last is not None:
            raise InvalidInput(
                FieldFault("period", "is given beside first or last", "不能与起止日期同时使用")
            )
        first, last = _named(asked.period, today)
    else:
        first = asked.first or asked.last or today
        last = asked.last or max(first, today)
    if last < first:
        raise InvalidInput(FieldFault("last", "lies before first", "结束日期早于开始日期"))
    if (last - first).days >= _LONGEST_DAYS:
        raise InvalidInput(
            FieldFault("last", f"is {_LONGEST_DAYS} days after first at most", f"最长 {_LONGEST_DAYS} 天")
        )
    begins = datetime.combine(first, time(), zone).astimezone(UTC)
    ends = datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC)
    return Span(first, last, zone, begins, ends)


def _named(period: Period, today: date) -> tuple[date, date]:
    begin_of_month = today.replace(day=1)
    if period == "yesterday":
        return today - timedelta(days=1), today - timedelta(days=1)
    if period == "last_month":
        end = begin_of_month - timedelta(days=1)
        return end.replace(day=1), end
    first = {
        "today": today,
        "7d": today - timedelta(days=6),
        "30d": today - timedelta(days=29),
        "month": begin_of_month,
        "year": today - timedelta(days=364),
    }[period]
    return first, today


def figures(counted: Counted) -> Figures:
    """Sums with what follows from them."""
    left = counted.commission - counted.reversed
    return Figures(
        counted.clicks,
        counted.people,
        counted.previews,
        counted.bots,
        counted.orders,
        counted.sales,
        counted.refunded,
        counted.commission,
        counted.reversed,
        _ratio(counted.orders, counted.people, "0.0001"),
        _ratio(left, counted.clicks, "0.01"),
    )


def _ratio(part: int, whole: int, step: str) -> str | None:
    return str((Decimal(part) / whole).quantize(Decimal(step), ROUND_HALF_UP)) if whole else None
