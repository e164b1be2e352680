"""Genuine events of a gateway reach what they are about: orders, refunds, stray payments."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from uuid import UUID

import asyncpg

from infra.database import Tx, transact
from infra.gateways.gateway import EventKind, GatewayEvent
from infra.postgres_away import POSTGRES_AWAY
from infra.scope import Scope
from services.bookkeeping.post_entry import Caused, post_entries
from services.callbacks.apply_retail_refunds import apply_parked, apply_refund_made
from services.callbacks.apply_stock_payment import apply_stock_payment
from services.payments.record_events import DUPLICATE, Outcome, close_events, record_new
from services.payments.record_payers import record_payers
from services.payments.settle_refunds import RefundSettled, settle_refunds
from services.retail.pay_orders import PaymentFate, pay_orders
from services.retail.sale import PaymentMade

_PAYMENTS = "SELECT * FROM payments WHERE brand_id = $1 AND gateway = $2 AND id = ANY($3::uuid[])"
_OVER = """
UPDATE payments AS p SET state = n.state, settled_at = n.at
FROM unnest($2::uuid[], $3::text[], $4::timestamptz[]) AS n (id, state, at)
WHERE p.brand_id = $1 AND p.id = n.id AND p.state = 'pending' RETURNING p.id
"""
_SETTLED_AS = {EventKind.PAYMENT_FAILED: "failed", EventKind.PAYMENT_EXPIRED: "expired"}

Payments = dict[UUID, asyncpg.Record]
Outcomes = dict[str, Outcome]


async def apply_events(scope: Scope, source: str, events: Sequence[GatewayEvent]) -> list[Outcome]:
    """Apply events whose signatures were checked; what became of each, in their order.

    Raises what kept one of them from being applied, the others having been.
    """
    outcomes: list[Outcome] = []
    for outcome in await apply_each(scope, source, events):
        if isinstance(outcome, Exception):
            raise outcome
        outcomes.append(outcome)
    return outcomes


async def apply_each(scope: Scope, source: str, events: Sequence[GatewayEvent]) -> list[Outcome | Exception]:
    """The same, and for one that could not be applied what kept it.

    However many arrive together, retail events share one database transaction and one set of statements, and each is
    still answered for itself; a stock order is paid in a transaction of its own. An event known before changes nothing.
    """
    done: dict[str, Outcome | Exception] = {}
    try:
        done |= await transact(scope, partial(_apply, source, events))
    except Exception as error:
        if len(events) == 1 or isinstance(error, POSTGRES_AWAY):
            return [error for _ in events]
        # Nothing of it happened. One by one, so that what PostgreSQL or the law cannot take keeps no other out.
        for event in events:
            try:
                done |= await transact(scope, partial(_apply, source, [event]))
            except Exception as alone:
                done[event.event_id] = alone
    # What is missing is about stock orders: their volume and quote locks are taken one order at a time.
    for event in events:
        if event.event_id in done:
            continue
        try:
            done[event.event_id] = await transact(scope, partial(_apply_stock, source, event))
        except Exception as error:
            done[event.event_id] = error
    return [done[event.event_id] for event in events]


async def _apply_stock(source: str, event: GatewayEvent, tx: Tx) -> Outcome:
    return await apply_stock_payment(tx, source, event)


async def _apply(source: str, given: Sequence[GatewayEvent], tx: Tx) -> Outcomes:
    payments = await _payments(tx, source, given)
    events = [
        event
        for event in given
        if event.payment_id not in payments or payments[event.payment_id]["purpose"] != "stock"
    ]
    if not events:
        return {}
    fresh = await record_new(tx, source, events)
    outcomes: Outcomes = {event.event_id: DUPLICATE for event in events}
    by_kind: dict[EventKind, list[GatewayEvent]] = defaultdict(list)
    for event in {event.event_id: event for event in events}.values():
        if event.event_id in fresh:
            by_kind[event.kind].append(event)
    books: list[Caused] = []
    outcomes |= await _succeeded(tx, payments, by_kind[EventKind.PAYMENT_SUCCEEDED], books)
    for kind, state in _SETTLED_AS.items():
        outcomes |= await _over(tx, payments, by_kind[kind], state)
    outcomes |= await _refunds_settled(tx, by_kind, books)
    # After the payments: a refund may have come in the same batch as the payment it is of.
    for event in by_kind[EventKind.REFUND_MADE]:
        outcomes[event.event_id] = await apply_refund_made(tx, payments.get(event.payment_id), event, books)
    await close_events(tx, [(row, outcomes[event_id]) for event_id, row in fresh.items()])
    await post_entries(tx, books)
    return outcomes


async def _payments(tx: Tx, source: str, events: Sequence[GatewayEvent]) -> Payments:
    rows = await tx.fetch(_PAYMENTS, tx.brand_id, source, [event.payment_id for event in events])
    return {row["id"]: row for row in rows}


async def _succeeded(
    tx: Tx, payments: Payments, events: Sequence[GatewayEvent], books: list[Caused]
) -> Outcomes:
    outcomes: Outcomes = {}
    made: dict[UUID, PaymentMade] = {}
    for event in events:
        payment = payments.get(event.payment_id)
        outcomes[event.event_id] = refused = refuse_mismatch(payment, event)
        if payment is not None and refused.state != "refused":
            made[event.payment_id] = PaymentMade(
                event.payment_id, payment["order_id"], event.amount, event.currency, event.occurred_at
            )
    if not made:
        return outcomes
    fates = await pay_orders(tx, list(made.values()), books)
    for event in events:
        if event.payment_id in made and outcomes[event.event_id].state != "refused":
            outcomes[event.event_id] = _of_fate(fates[event.payment_id])
    await record_payers(tx, [event for event in events if event.payment_id in made])
    paid = [payment.order_id for payment in made.values() if fates[payment.payment_id] is PaymentFate.PAID]
    await apply_parked(tx, paid, books)
    return outcomes


def refuse_mismatch(payment: asyncpg.Record | None, event: GatewayEvent) -> Outcome:
    """Refused where the event is of no payment of ours, or of another amount or currency than we asked for."""
    if payment is None:
        return Outcome("refused", f"there is no payment {event.payment_id} at this gateway")
    asked, told = (payment["amount"], payment["currency"]), (event.amount, event.currency)
    if asked != told:
        return Outcome(
            "refused", f"asked for {asked[0]} {asked[1]}, told {told[0]} {told[1]}", str(event.payment_id)
        )
    return Outcome("applied", subject=str(event.payment_id))


def _of_fate(fate: PaymentFate) -> Outcome:
    if fate is PaymentFate.ALREADY_KNOWN:
        return Outcome("ignored", "the payment was known already")
    if fate is PaymentFate.STRAY:
        return Outcome("applied", "the order could not take it; it is sent back")
    return Outcome("applied")


async def _over(tx: Tx, payments: Payments, events: Sequence[GatewayEvent], state: str) -> Outcomes:
    """Payments that failed or expired. One that succeeded before stays so: events come in any order."""
    if not events:
        return {}
    rows = await tx.fetch(
        _OVER,
        tx.brand_id,
        [event.payment_id for event in events],
        [state for _ in events],
        [event.occurred_at for event in events],
    )
    changed = {row["id"] for row in rows}
    return {
        event.event_id: Outcome("applied")
        if event.payment_id in changed
        else Outcome("ignored", "the payment does not wait any more")
        if event.payment_id in payments
        else refuse_mismatch(None, event)
        for event in events
    }


async def _refunds_settled(
    tx: Tx, by_kind: dict[EventKind, list[GatewayEvent]], books: list[Caused]
) -> Outcomes:
    events = [*by_kind[EventKind.REFUND_SUCCEEDED], *by_kind[EventKind.REFUND_FAILED]]
    settled = [
        RefundSettled(e.refund_id, e.kind is EventKind.REFUND_SUCCEEDED, e.occurred_at)
        for e in events
        if e.refund_id is not None
    ]
    changed = await settle_refunds(tx, settled, books) if settled else set()
    return {
        event.event_id: Outcome("applied")
        if event.refund_id in changed
        else Outcome("ignored", "there is no such refund, or it was settled")
        for event in events
    }
