"""What the brand would pay now for everything a reseller still holds, lot by lot."""

from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec

from commission.returns.buy_back import BuyBackQuote, buy_back_quote
from commission.returns.policy import Pricing, ReturnPolicy
from commission.returns.refund import Repriced
from commission.tiers.price import StockLine, kept_price
from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.inventory.lot_of_row import lot_of_row
from services.policies.kinds import RETURN_POLICY, TIER_SCHEDULE
from services.policies.policy_by_id import policy_by_id
from services.wholesale.quote_stock import Why, why

_LOTS = """
SELECT l.*, o.code AS order_code, o.schedule_id, o.return_policy_id, o.volume_before, o.currency, s.code AS sku
FROM lots l
JOIN stock_orders o ON o.brand_id = l.brand_id AND o.id = l.order_id
JOIN skus s ON s.brand_id = l.brand_id AND s.id = l.sku_id
WHERE l.brand_id = $1 AND l.order_id IN (
  SELECT order_id FROM lots WHERE brand_id = $1 AND seller_id = $2 AND sold + returned < qty)
ORDER BY l.paid_at, l.order_id, l.line_no
"""


class LotOffer(msgspec.Struct, frozen=True):
    """A lot, and what its unsold units would pay if they all went back now. Amounts in minor units."""

    lot_id: UUID
    order_id: UUID
    order_code: str
    line: int
    sku: str
    qty: int
    sold: int
    returned: int
    units: int
    gross: int
    fee: int
    refund: int
    paid_at: datetime
    return_until: datetime | None
    reasons: tuple[Why, ...]


class BuyBackOffer(msgspec.Struct, frozen=True):
    """All lots with units in hand, oldest first. `refund` adds up offers that each stand for themselves: where an
    order is repriced for what is kept, returning one lot moves what the next would pay."""

    units: int
    refund: int
    lots: tuple[LotOffer, ...]


async def quote_buy_back(scope: Scope, seller_id: UUID) -> BuyBackOffer:
    """The buy-back quote of every lot the reseller still holds units of (money-rules.md, Right of return). To a closed
    reseller every unsold unit is offered back, however old (docs/adr/0055).
    """

    async def work(tx: Tx) -> BuyBackOffer:
        closed = await tx.fetchval(
            "SELECT status = 'closed' FROM sellers WHERE brand_id = $1 AND id = $2", tx.brand_id, seller_id
        )
        if closed is None:
            raise NotFound(what="seller", ref=seller_id)
        rows = await tx.fetch(_LOTS, tx.brand_id, seller_id)
        orders: dict[UUID, list[asyncpg.Record]] = {}
        for row in rows:
            orders.setdefault(row["order_id"], []).append(row)
        offers = [
            await _offer(tx, row, orders[row["order_id"]], waive_window=closed)
            for row in rows
            if _in_hand(row)
        ]
        return BuyBackOffer(
            sum(offer.units for offer in offers), sum(offer.refund for offer in offers), tuple(offers)
        )

    return await transact(scope, work, snapshot=True)


def _in_hand(row: asyncpg.Record) -> int:
    return int(row["qty"]) - int(row["sold"]) - int(row["returned"])


async def _offer(
    tx: Tx, row: asyncpg.Record, order_rows: list[asyncpg.Record], *, waive_window: bool
) -> LotOffer:
    rights = (await policy_by_id(tx, RETURN_POLICY, row["return_policy_id"])).policy
    repriced = await _repriced(tx, rights, row, order_rows)
    quote: BuyBackQuote = buy_back_quote(
        rights, lot_of_row(row), at=tx.now, repriced=repriced, waive_window=waive_window
    )
    return LotOffer(
        lot_id=row["id"],
        order_id=row["order_id"],
        order_code=row["order_code"],
        line=row["line_no"],
        sku=row["sku"],
        qty=row["qty"],
        sold=row["sold"],
        returned=row["returned"],
        units=quote.units,
        gross=quote.figures.gross,
        fee=quote.figures.fee,
        refund=quote.figures.refund,
        paid_at=row["paid_at"],
        return_until=quote.closes_at,
        reasons=tuple(why(reason) for reason in quote.reasons),
    )


async def _repriced(
    tx: Tx, rights: ReturnPolicy, row: asyncpg.Record, order_rows: list[asyncpg.Record]
) -> Repriced | None:
    if rights.pricing is not Pricing.REPRICE_KEPT:
        return None
    schedule = (await policy_by_id(tx, TIER_SCHEDULE, row["schedule_id"])).policy
    kept = [
        StockLine(
            str(each["line_no"]),
            each["sku"],
            each["list_price"],
            each["sold"] if each["id"] == row["id"] else each["qty"] - each["returned"],
            each["tier_eligible"],
        )
        for each in order_rows
    ]
    lots = tuple(lot_of_row(each) for each in order_rows)
    return Repriced(order_lots=lots, kept_price=kept_price(schedule, row["volume_before"], kept))
