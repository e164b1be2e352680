"""As much of a brand's history as a draft is tried on: a scenario document, read for the law's own comparisons."""

from datetime import datetime, timedelta
from enum import StrEnum
from io import StringIO
from typing import Any

from commission.money.window import Period, period_start
from infra.database import Tx
from infra.json_text import from_json
from services.history.event_streams import (
    BINDINGS,
    CORRECTIONS,
    DELIVERIES,
    IDENTIFICATIONS,
    MERGES,
    REFUNDS,
    RETAIL_ORDERS,
    REVIEWS,
    STATUSES,
    STOCK_ORDERS,
    STOCK_RETURNS,
    TOUCHES,
    Stream,
)
from services.history.export_history import write_history
from services.policies.brand_zone import brand_zone

_TICK = timedelta(microseconds=1)
# A visitor whom nobody ever knew is no buyer: their touches decide nothing. So are those of previews and robots.
_OF_BUYERS = """t.at > $3 AND t.at < $4 AND t.kind IN ('click', 'scan') AND t.visitor_id IN (
  SELECT visitor_id FROM identifications WHERE brand_id = $1)"""
_FROM_STOCK = """EXISTS (SELECT FROM retail_orders o WHERE o.brand_id = r.brand_id AND o.id = r.order_id
  AND o.from_stock)"""


class Part(StrEnum):
    """Which part of a history: what the returns of stock rest on, or what sales and commission do."""

    STOCK = "stock"
    SALES = "sales"


async def past_document(
    tx: Tx, part: Part, start: datetime, end: datetime, longest_window: timedelta
) -> dict[str, Any]:
    """The history that the period `start <= t < end` rests on. Refunds, verdicts and corrections of its sales are in it
    up to now, whenever they came; payouts are not, for they change no earning.

    `longest_window` is the widest of any policy it will be tried under. No order of the period, nor one whose
    commission counts in a cap of its months, looks at touches from before that: they are left out.
    """
    month = period_start(start, Period.MONTH, await brand_zone(tx))
    try:
        since = month - longest_window
    except OverflowError:
        since = datetime.min.replace(tzinfo=month.tzinfo)
    streams = _stock(end) if part is Part.STOCK else _sales(since, end)
    out = StringIO()
    await write_history(tx, out, None, (start, end - _TICK), max(tx.now, end), streams)
    document: dict[str, Any] = from_json(out.getvalue())
    return document


def _stock(end: datetime) -> list[Stream]:
    """Stock bought and sent back, and what was sold of it to end customers."""
    return [
        STOCK_ORDERS.narrowed("o.paid_at < $3", end),
        STOCK_RETURNS.narrowed("r.returned_at < $3", end),
        RETAIL_ORDERS.narrowed("o.from_stock AND o.paid_at < $3", end),
        REFUNDS.narrowed(f"r.decided_at < $3 AND {_FROM_STOCK}", end),
    ]


def _sales(since: datetime, end: datetime) -> list[Stream]:
    """Everything that credits a sale, and what became of its commission."""
    return [
        TOUCHES.narrowed(_OF_BUYERS, since, end),
        STATUSES,
        IDENTIFICATIONS,
        MERGES,
        BINDINGS,
        STOCK_ORDERS,
        STOCK_RETURNS,
        RETAIL_ORDERS.narrowed("o.paid_at < $3", end),
        DELIVERIES,
        REFUNDS,
        REVIEWS,
        CORRECTIONS,
    ]
