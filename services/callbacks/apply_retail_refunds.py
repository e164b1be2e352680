"""Refunds that happened elsewhere, and what waited for its payment."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec

from infra.database import Tx
from infra.gateways.gateway import GatewayEvent
from infra.ids import new_id
from services.bookkeeping.post_entry import Caused
from services.locks import lock_retail_orders
from services.payments.record_events import Outcome, close_events
from services.retail.errors import TooManyUnitsRefunded
from services.retail.refund_units import refund_units

_PARKED = """
SELECT id, subject_ref, body FROM webhook_events
WHERE brand_id = $1 AND state = 'parked' AND subject_ref = ANY($2::text[]) ORDER BY occurred_at, event_id FOR UPDATE
"""
_LEFT = """
SELECT line_no, qty - refunded_qty AS left FROM retail_order_lines
WHERE brand_id = $1 AND order_id = $2 AND qty > refunded_qty ORDER BY line_no
"""


async def apply_refund_made(
    tx: Tx, payment: asyncpg.Record | None, event: GatewayEvent, books: list[Caused]
) -> Outcome:
    """Money went back that we did not ask for: the order's books and its commission follow, or wait for the payment."""
    if payment is None:
        return Outcome("refused", f"there is no payment {event.payment_id} at this gateway")
    order = (await lock_retail_orders(tx, [payment["order_id"]]))[payment["order_id"]]
    if order["state"] == "placed":
        return Outcome("parked", "the payment has not arrived yet", str(order["id"]))
    if order["state"] == "cancelled":
        return Outcome("refused", "the order is cancelled and was never paid", str(order["id"]))
    return await _refund(tx, order, event, books)


async def apply_parked(tx: Tx, order_ids: Sequence[UUID], books: list[Caused]) -> None:
    """Orders were just paid: what waited for that is applied now, in the order in which it happened."""
    if not order_ids:
        return
    parked = await tx.fetch(_PARKED, tx.brand_id, [str(order_id) for order_id in order_ids])
    outcomes = []
    for row in parked:
        event = msgspec.json.decode(row["body"], type=GatewayEvent)
        order_id = UUID(row["subject_ref"])
        order = (await lock_retail_orders(tx, [order_id]))[order_id]
        outcomes.append((row["id"], await _refund(tx, order, event, books)))
    await close_events(tx, outcomes)


async def _refund(tx: Tx, order: asyncpg.Record, event: GatewayEvent, books: list[Caused]) -> Outcome:
    """Without lines it means all that is left, shipping included; the amount must be what these units cost."""
    units = {line.line_no: line.qty for line in event.lines}
    whole = not units
    if whole:
        rows = await tx.fetch(_LEFT, tx.brand_id, order["id"])
        units = {row["line_no"]: row["left"] for row in rows}
        if event.amount != order["total"] - order["refunded_total"]:
            return Outcome("refused", "a part was refunded without saying of which lines", str(order["id"]))
    refund_id = await _new_refund(tx, order["id"], event.occurred_at)
    try:
        made = await refund_units(
            tx,
            order,
            refund_id,
            units,
            shipping=whole,
            restock=False,
            ask_gateway=False,
            books=books,
        )
    except TooManyUnitsRefunded as refusal:
        faults = "; ".join(f"{fault.path}: {fault.message}" for fault in refusal.faults)
        await _decline(tx, refund_id, faults)
        return Outcome("refused", faults, str(order["id"]))
    note = (
        "" if made.total == event.amount else f"the gateway sent {event.amount}, the units cost {made.total}"
    )
    return Outcome("applied", note, str(order["id"]))


async def _new_refund(tx: Tx, order_id: UUID, at: datetime) -> UUID:
    refund_id = new_id()
    await tx.execute(
        "INSERT INTO refunds (brand_id, id, order_id, state, reason, requested_at)"
        " VALUES ($1, $2, $3, 'requested', 'refunded at the gateway', $4)",
        tx.brand_id,
        refund_id,
        order_id,
        at,
    )
    return refund_id


async def _decline(tx: Tx, refund_id: UUID, note: str) -> None:
    await tx.execute(
        "UPDATE refunds SET state = 'declined', decided_at = $3, decision_note = $4 WHERE brand_id = $1 AND id = $2",
        tx.brand_id,
        refund_id,
        tx.now,
        note,
    )
