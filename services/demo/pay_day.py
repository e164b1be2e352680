"""Payments through the sandbox bank: its pay page, its button, its signed callbacks; those of a day arrive together."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from infra.clock import SetClock
from infra.database import Tx, transact
from infra.gateways.gateway import GatewayEvent
from infra.gateways.registry import gateway_named
from infra.gateways.sandbox.courier import deliver_due
from infra.gateways.sandbox.till import press
from infra.scope import Scope
from services.callbacks.apply_events import apply_events
from services.payments.open_payment import PaymentStarted
from services.payments.send_refund import send_refund
from services.retail.place_order import OrderPlaced
from services.retail.start_payment import StartPayment, start_payment

GATEWAY = "sandbox"
CALLBACKS_TRAVEL = timedelta(minutes=2)


async def pay_orders_of_day(scope: Scope, orders: Sequence[OrderPlaced]) -> None:
    """Start and pay each order at the bank, then take the bank's callbacks in."""
    for order in orders:
        started = await start_payment(
            scope, order.code, StartPayment(), order.secret, f"demo-pay-{order.code}"
        )
        await press_pay(scope, started)
    await take_callbacks(scope)


async def press_pay(scope: Scope, started: PaymentStarted) -> None:
    """The payer presses the button of the pay page."""
    ref = started.pay_url.rsplit("/", 1)[-1]
    await press(scope, UUID(ref), "pay")


async def take_callbacks(scope: Scope) -> int:
    """Let the bank deliver what it has to say, check each signature, and apply all of it as one batch."""
    if isinstance(scope.clock, SetClock):
        scope.clock.move_by(CALLBACKS_TRAVEL)
    events: list[GatewayEvent] = []

    async def post(_url: str, body: bytes, headers: Mapping[str, str]) -> int:
        events.append(gateway_named(GATEWAY).read_callback(scope, headers, body, {}))
        return 204

    while await deliver_due(scope, post):
        pass
    if events:
        await apply_events(scope, GATEWAY, events)
    return len(events)


async def send_refunds(scope: Scope) -> int:
    """Ask the bank for the refunds that wait, and take its answers in; how many were asked for."""
    waiting = await transact(scope, _waiting)
    for refund_id in waiting:
        await send_refund(scope, refund_id)
    if waiting:
        await take_callbacks(scope)
    return len(waiting)


async def _waiting(tx: Tx) -> list[UUID]:
    rows = await tx.fetch(
        "SELECT id FROM payment_refunds WHERE brand_id = $1 AND state = 'pending' ORDER BY id", tx.brand_id
    )
    return [row["id"] for row in rows]
