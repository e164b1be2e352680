"""A payment of a stock order, in a database transaction of its own."""

from infra.database import Tx
from infra.gateways.gateway import EventKind, GatewayEvent
from services.bookkeeping.post_entry import Caused, post_entries
from services.payments.record_events import DUPLICATE, Outcome, close_events, record_new
from services.payments.record_payers import record_payers
from services.payments.return_stray import Stray, return_strays
from services.payments.settle_refunds import RefundSettled, settle_refunds
from services.wholesale.errors import PaymentDiffers
from services.wholesale.pay_stock_order import StockPayment, pay_stock_order

_PAYMENT = "SELECT * FROM payments WHERE brand_id = $1 AND gateway = $2 AND id = $3"
_SET = """
UPDATE payments SET state = $3, settled_at = $4
WHERE brand_id = $1 AND id = $2 AND state IN ('pending', 'failed', 'expired')
"""


async def apply_stock_payment(tx: Tx, source: str, event: GatewayEvent) -> Outcome:
    """Apply one event about a stock order's payment; an event known before changes nothing."""
    fresh = await record_new(tx, source, [event])
    if not fresh:
        return DUPLICATE
    books: list[Caused] = []
    outcome = await _apply(tx, source, event, books)
    await close_events(tx, [(fresh[event.event_id], outcome)])
    await post_entries(tx, books)
    return outcome


async def _apply(tx: Tx, source: str, event: GatewayEvent, books: list[Caused]) -> Outcome:
    if event.kind in (EventKind.REFUND_SUCCEEDED, EventKind.REFUND_FAILED) and event.refund_id:
        succeeded = event.kind is EventKind.REFUND_SUCCEEDED
        changed = await settle_refunds(
            tx, [RefundSettled(event.refund_id, succeeded, event.occurred_at)], books
        )
        return (
            Outcome("applied")
            if changed
            else Outcome("ignored", "there is no such refund, or it was settled")
        )
    if event.kind in (EventKind.PAYMENT_FAILED, EventKind.PAYMENT_EXPIRED):
        state = "failed" if event.kind is EventKind.PAYMENT_FAILED else "expired"
        changed_rows = await tx.execute(
            _SET + " AND state = 'pending'", tx.brand_id, event.payment_id, state, event.occurred_at
        )
        return Outcome("applied" if changed_rows else "ignored")
    if event.kind is EventKind.PAYMENT_SUCCEEDED:
        return await _pay(tx, source, event, books)
    return Outcome("refused", "money went back for a stock order outside of a return; see to it by hand")


async def _pay(tx: Tx, source: str, event: GatewayEvent, books: list[Caused]) -> Outcome:
    payment = await tx.fetchrow(_PAYMENT, tx.brand_id, source, event.payment_id)
    if payment is None:
        return Outcome("refused", f"there is no payment {event.payment_id} at this gateway")
    try:
        fate = await pay_stock_order(
            tx,
            payment["order_id"],
            amount=event.amount,
            currency=event.currency,
            paid_at=event.occurred_at,
        )
    except PaymentDiffers as refusal:
        return Outcome("refused", refusal.sentence("en"), str(event.payment_id))
    # Looked at again under the order's lock: another event may have settled this payment meanwhile.
    state = await tx.fetchval(
        "SELECT state FROM payments WHERE brand_id = $1 AND id = $2", tx.brand_id, event.payment_id
    )
    if state in ("succeeded", "stray"):
        return Outcome("ignored", "the payment was known already")
    if fate is StockPayment.PAID:
        await tx.execute(_SET, tx.brand_id, event.payment_id, "succeeded", event.occurred_at)
        await record_payers(tx, [event])
        return Outcome("applied")
    stray = Stray(event.payment_id, event.amount, event.currency, event.occurred_at)
    await return_strays(tx, [stray], books)
    return Outcome("applied", "the order could not take it; it is sent back")
