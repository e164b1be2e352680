"""Order what was quoted: the stock is held and the price stands until the quote expires."""

from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import msgspec

from infra.database import Tx
from infra.errors import NotFound
from infra.ids import new_id, public_code
from infra.scope import Scope
from services.idempotency import once
from services.inventory.allot import Wanted
from services.inventory.reserve import reserve
from services.locks import lock_seller_volume
from services.wholesale.errors import QuoteExpired, QuoteUsed, ResellerNotActive
from services.wholesale.quote_stock import QuotedLine, StockQuoted
from services.wholesale.stocking_gate import StockCheck, check_stocking, keep_check

REVIEW_HOLDS = timedelta(days=7)
"""How long price and units are kept while a person decides."""


class PlaceStockOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The quote that is ordered, whole."""

    quote_id: UUID


class StockOrderPlaced(msgspec.Struct, frozen=True):
    """An order waiting for payment of `net_total` minor units before `expires_at`; where the stocking gate's outcome is
    `waiting`, a person decides first."""

    id: UUID
    code: str
    tier: str
    currency: str
    list_total: int
    net_total: int
    expires_at: datetime
    check: StockCheck


async def place_stock_order(
    scope: Scope, seller_id: UUID, command: PlaceStockOrder, idempotency_key: str | None = None
) -> StockOrderPlaced:
    """Make the stock order of a quote that still holds, and reserve its units until the quote expires.

    Raises:
        NotFound: no such quote of this reseller.
        QuoteExpired, QuoteUsed, ResellerNotActive: nothing was ordered.
        StockingRefused: the brand blocks orders beyond what the reseller sells (G-07).
        OutOfStock: lines ask for more than there is; each is named.
    """

    async def work(tx: Tx) -> StockOrderPlaced:
        return await _place(tx, seller_id, command.quote_id)

    return await once(scope, "place_stock_order", idempotency_key, command, work, StockOrderPlaced)


async def _place(tx: Tx, seller_id: UUID, quote_id: UUID) -> StockOrderPlaced:
    seller = await lock_seller_volume(tx, seller_id)
    row = await tx.fetchrow(
        "SELECT body FROM stock_quotes WHERE brand_id = $1 AND id = $2 AND seller_id = $3",
        tx.brand_id,
        quote_id,
        seller_id,
    )
    if seller is None or row is None:
        raise NotFound(what="quote", ref=quote_id)
    # The seller's lock keeps a second order of the same quote waiting until this one is there to be seen.
    taken = await tx.fetchval(
        "SELECT code FROM stock_orders WHERE brand_id = $1 AND quote_id = $2", tx.brand_id, quote_id
    )
    if taken is not None:
        raise QuoteUsed(order=taken)
    if seller["status"] != "active":
        raise ResellerNotActive(status=seller["status"])
    quote = msgspec.json.decode(row["body"], type=StockQuoted)
    if tx.now >= quote.expires_at:
        raise QuoteExpired(expires_at=quote.expires_at.isoformat())
    return await _write(tx, seller, quote, await check_stocking(tx, seller, quote))


async def _write(tx: Tx, seller: asyncpg.Record, quote: StockQuoted, check: StockCheck) -> StockOrderPlaced:
    placed = StockOrderPlaced(
        id=new_id(),
        code=public_code("S"),
        tier=quote.tier,
        currency=quote.currency,
        list_total=quote.list_total,
        net_total=quote.net_total,
        expires_at=tx.now + REVIEW_HOLDS if check.outcome == "waiting" else quote.expires_at,
        check=check,
    )
    await tx.execute(
        "INSERT INTO stock_orders (brand_id, id, code, seller_id, quote_id, schedule_id, state, currency,"
        " volume_before, tier, list_total, net_total, placed_at, expires_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, 'placed', $7, $8, $9, $10, $11, $12, $13)",
        tx.brand_id,
        placed.id,
        placed.code,
        seller["id"],
        quote.id,
        quote.schedule_id,
        quote.currency,
        quote.volume_before,
        quote.tier,
        quote.list_total,
        quote.net_total,
        tx.now,
        placed.expires_at,
    )
    await keep_check(tx, placed.id, check)
    line_ids = {line.line: new_id() for line in quote.lines}
    await _write_lines(tx, placed.id, quote.lines, line_ids)
    await reserve(
        tx,
        order_kind="stock",
        order_id=placed.id,
        lines=[
            Wanted(line_id=line_ids[line.line], sku_id=line.sku_id, qty=line.qty, path=f"lines[{index}]")
            for index, line in enumerate(quote.lines)
        ],
        expires_at=placed.expires_at,
    )
    return placed


async def _write_lines(
    tx: Tx, order_id: UUID, lines: tuple[QuotedLine, ...], line_ids: dict[int, UUID]
) -> None:
    await tx.execute(
        "INSERT INTO stock_order_lines (brand_id, id, order_id, line_no, sku_id, qty, list_price, list_value, net,"
        " tier_eligible) SELECT $1, n.id, $2, n.line, n.sku, n.qty, n.price, n.value, n.net, n.eligible"
        " FROM unnest($3::uuid[], $4::int[], $5::uuid[], $6::int[], $7::bigint[], $8::bigint[], $9::bigint[],"
        " $10::bool[]) AS n (id, line, sku, qty, price, value, net, eligible)",
        tx.brand_id,
        order_id,
        [line_ids[line.line] for line in lines],
        [line.line for line in lines],
        [line.sku_id for line in lines],
        [line.qty for line in lines],
        [line.list_price for line in lines],
        [line.list_value for line in lines],
        [line.net for line in lines],
        [line.tier_eligible for line in lines],
    )
