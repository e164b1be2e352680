"""Confirm a previewed return: exactly the figures shown, or a conflict and nothing changed."""

from datetime import datetime
from uuid import UUID

import msgspec

from commission.ledger.entry import Happening
from commission.ledger.recipes.wholesale_returned import wholesale_returned
from infra.database import Tx
from infra.errors import NotFound
from infra.ids import new_id
from infra.scope import Scope
from services.bookkeeping.post_entry import Caused, post_entries
from services.idempotency import once
from services.inventory.put_back_stock import Back, put_back_stock
from services.payments.ask_refund import RefundOwed, ask_refunds
from services.wholesale.errors import PreviewConflict, PreviewUsed, ReturnRefused
from services.wholesale.preview_conflict import expired, require_same
from services.wholesale.preview_return import (
    ReturnLine,
    ReturnPreviewed,
    compute_return,
    read_ground,
)


class ReturnStock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The preview that is confirmed."""

    preview_id: UUID


class StockReturned(msgspec.Struct, frozen=True):
    """What went back and what it paid, in minor units of `currency`."""

    id: UUID
    order_id: UUID
    currency: str
    gross: int
    fee: int
    refund: int
    tier_after: str
    volume_after: int
    returned_at: datetime


async def return_stock(
    scope: Scope, seller_id: UUID, command: ReturnStock, idempotency_key: str | None = None
) -> StockReturned:
    """Take the units back, refund them, put them on the shelf, lower the volume; all of it or none.

    Raises:
        NotFound: no such preview of this reseller.
        PreviewConflict: the preview expired, or its figures moved; PreviewUsed: it was confirmed before.
    """

    async def work(tx: Tx) -> StockReturned:
        return await _confirm(tx, seller_id, command.preview_id)

    return await once(scope, "return_stock", idempotency_key, command, work, StockReturned)


async def _confirm(tx: Tx, seller_id: UUID, preview_id: UUID) -> StockReturned:
    row = await tx.fetchrow(
        "SELECT body FROM return_previews WHERE brand_id = $1 AND id = $2 AND seller_id = $3",
        tx.brand_id,
        preview_id,
        seller_id,
    )
    if row is None:
        raise NotFound(what="return preview", ref=preview_id)
    promised = msgspec.json.decode(row["body"], type=ReturnPreviewed)
    # From here on the order and its lots are ours: fifty confirmations of one lot come one after another.
    ground = await read_ground(tx, seller_id, promised.order_id)
    used = await tx.fetchval(
        "SELECT id FROM stock_returns WHERE brand_id = $1 AND preview_id = $2", tx.brand_id, preview_id
    )
    if used is not None:
        raise PreviewUsed(ref=used)
    if tx.now >= promised.expires_at:
        raise expired(promised.expires_at, ground.zone)
    lines = tuple(ReturnLine(line.line, line.qty) for line in promised.lines)
    try:
        fresh = compute_return(tx, ground, lines)
    except ReturnRefused as refused:
        raise PreviewConflict(*refused.faults) from refused
    require_same(promised, fresh)
    return await write_return(tx, seller_id, promised, preview_id)


async def write_return(
    tx: Tx, seller_id: UUID, figures: ReturnPreviewed, preview_id: UUID | None
) -> StockReturned:
    """Write a return whose figures the law has just given, under the locks of `read_ground`."""
    made = StockReturned(
        id=new_id(),
        order_id=figures.order_id,
        currency=figures.currency,
        gross=figures.gross,
        fee=figures.fee,
        refund=figures.refund,
        tier_after=figures.tier_after,
        volume_after=figures.volume_after,
        returned_at=tx.now,
    )
    await tx.execute(
        "INSERT INTO stock_returns (brand_id, id, seller_id, order_id, preview_id, currency, gross, fee, refund,"
        " tier_before, tier_after, volume_before, volume_after, requested_at, returned_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)",
        tx.brand_id,
        made.id,
        seller_id,
        figures.order_id,
        preview_id,
        figures.currency,
        figures.gross,
        figures.fee,
        figures.refund,
        figures.tier_before,
        figures.tier_after,
        figures.volume_before,
        figures.volume_after,
        tx.now,
    )
    await _write_lines(tx, made.id, figures)
    await _put_on_shelf(tx, made.id, figures)
    await _owe_refund(tx, made)
    entry = wholesale_returned(Happening(str(made.id), tx.now, figures.currency), figures.gross, figures.fee)
    await post_entries(tx, [Caused(entry, "stock_return", made.id)])
    return made


async def _owe_refund(tx: Tx, made: StockReturned) -> None:
    """Back by the way it came. An imported order was paid outside: no payment, nothing to ask a gateway."""
    paid_by = await tx.fetchval(
        "SELECT id FROM payments WHERE brand_id = $1 AND order_id = $2 AND purpose = 'stock' AND state = 'succeeded'",
        tx.brand_id,
        made.order_id,
    )
    if paid_by is not None:
        await ask_refunds(tx, [RefundOwed(paid_by, made.id, made.refund)])


async def _write_lines(tx: Tx, return_id: UUID, figures: ReturnPreviewed) -> None:
    columns = (
        [line.lot_id for line in figures.lines],
        [line.qty for line in figures.lines],
        [line.gross for line in figures.lines],
        [line.fee for line in figures.lines],
        [line.refund for line in figures.lines],
    )
    await tx.execute(
        "INSERT INTO stock_return_lines (brand_id, id, return_id, lot_id, qty, gross, fee, refund)"
        " SELECT $1, n.id, $2, n.lot, n.qty, n.gross, n.fee, n.refund"
        " FROM unnest($3::uuid[], $4::uuid[], $5::int[], $6::bigint[], $7::bigint[], $8::bigint[])"
        " AS n (id, lot, qty, gross, fee, refund)",
        tx.brand_id,
        return_id,
        [new_id() for _ in figures.lines],
        *columns,
    )
    await tx.execute(
        "UPDATE lots l SET returned = l.returned + n.qty, gross_refunded = l.gross_refunded + n.gross,"
        " fee_charged = l.fee_charged + n.fee, refunded = l.refunded + n.refund"
        " FROM unnest($2::uuid[], $3::int[], $4::bigint[], $5::bigint[], $6::bigint[])"
        " AS n (lot, qty, gross, fee, refund)"
        " WHERE l.brand_id = $1 AND l.id = n.lot",
        tx.brand_id,
        *columns,
    )
    await tx.execute(
        "UPDATE stock_orders SET refunded_total = refunded_total + $3 WHERE brand_id = $1 AND id = $2",
        tx.brand_id,
        figures.order_id,
        figures.refund,
    )


async def _put_on_shelf(tx: Tx, return_id: UUID, figures: ReturnPreviewed) -> None:
    rows = await tx.fetch(
        "SELECT id, order_line_id FROM lots WHERE brand_id = $1 AND id = ANY($2::uuid[])",
        tx.brand_id,
        [line.lot_id for line in figures.lines],
    )
    line_of = {row["id"]: row["order_line_id"] for row in rows}
    back = [Back(figures.order_id, line_of[line.lot_id], line.qty) for line in figures.lines]
    await put_back_stock(tx, order_kind="stock", lines=back, cause_id=return_id)
