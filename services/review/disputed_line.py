"""A line whose credit is in question: the order, how the credit stands now, and what it pays."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

import asyncpg

from infra.database import Tx
from infra.errors import NotFound
from infra.json_text import from_json

_LINE = """
SELECT l.id, l.order_id, l.line_no, l.qty, l.refunded_qty, l.paid, d.body, d.decided_at, d.credits
FROM retail_order_lines AS l
JOIN attribution_decisions AS d ON d.brand_id = l.brand_id AND d.order_line_id = l.id
WHERE l.brand_id = $1 AND l.id = $2
"""
_ORDER = """
SELECT o.*, s.seller_id AS store_owner FROM retail_orders AS o
JOIN stores AS s ON s.brand_id = o.brand_id AND s.id = o.store_id WHERE o.brand_id = $1 AND o.id = $2
"""
_CORRECTION = """
SELECT id, credits, at FROM credit_corrections WHERE brand_id = $1 AND order_line_id = $2 ORDER BY at DESC, id DESC
  LIMIT 1
"""
# What the latest correction of the line gave, or the sale itself where there was none.
_ROWS = """
SELECT c.* FROM commission_lines AS c
WHERE c.brand_id = $1 AND c.order_line_id = $2 AND c.correction_id IS NOT DISTINCT FROM $3 ORDER BY c.id
"""


@dataclass(frozen=True, slots=True)
class StandingCredit:
    """A seller's share of the line as it stands, and the channel that rules match on."""

    seller: str
    weight: Fraction
    channel: str


@dataclass(frozen=True, slots=True)
class DisputedLine:
    """`credits` and `rows` are of the latest correction, or of the sale where none was made; `given_at` is when."""

    line: asyncpg.Record
    order: asyncpg.Record
    body: dict[str, Any]
    credits: tuple[StandingCredit, ...]
    rows: tuple[asyncpg.Record, ...]
    correction_id: UUID | None
    given_at: datetime

    @property
    def whole_to(self) -> str | None:
        """The seller who has all of the credit and whose commission nobody refused, if there is one."""
        refused = any(row["state"] == "reversed" and row["reversed_qty"] < row["qty"] for row in self.rows)
        if len(self.credits) != 1 or refused:
            return None
        return self.credits[0].seller

    @property
    def frozen(self) -> bool:
        """Whether accruals stood still at the sale."""
        return "stopped" in self.body["plan"]

    def candidates_of(self, seller_id: UUID) -> list[dict[str, Any]]:
        """What could have credited the seller, as the decision stores it."""
        return [each for each in self.body["candidates"] if each["seller"] == str(seller_id)]


async def disputed_line(tx: Tx, order_line_id: UUID) -> DisputedLine:
    """Read it; the caller holds the order's lock where it means to change something. Raises NotFound for a line that
    is not there or was never paid."""
    line = await tx.fetchrow(_LINE, tx.brand_id, order_line_id)
    order = await tx.fetchrow(_ORDER, tx.brand_id, line["order_id"]) if line else None
    if line is None or order is None:
        raise NotFound(what="order line", ref=order_line_id)
    correction = await tx.fetchrow(_CORRECTION, tx.brand_id, order_line_id)
    correction_id = correction["id"] if correction else None
    rows = await tx.fetch(_ROWS, tx.brand_id, order_line_id, correction_id)
    credits_ = from_json(correction["credits"] if correction else line["credits"])
    return DisputedLine(
        line=line,
        order=order,
        body=from_json(line["body"]),
        credits=tuple(
            StandingCredit(each["seller"], Fraction(each["weight"]), each["channel"]) for each in credits_
        ),
        rows=tuple(rows),
        correction_id=correction_id,
        given_at=correction["at"] if correction else line["decided_at"],
    )


async def interested_accounts(tx: Tx, case: DisputedLine, *more: UUID) -> set[UUID]:
    """Accounts of everybody who earns by the line, or would: they do not decide about it."""
    sellers = {UUID(each.seller) for each in case.credits} | {
        UUID(each["seller"]) for each in case.body["candidates"]
    }
    rows = await tx.fetch(
        "SELECT account_id FROM sellers WHERE brand_id = $1 AND id = ANY($2::uuid[]) AND account_id IS NOT NULL",
        tx.brand_id,
        list(sellers | set(more)),
    )
    return {row["account_id"] for row in rows}
