"""A payment is asked of a gateway: written down first, then started, so that no payment is ever made unknown to us."""

from datetime import datetime
from uuid import UUID

import msgspec

from infra.database import Tx, transact
from infra.gateways.gateway import PaymentAsked
from infra.gateways.registry import gateway_named
from infra.ids import new_id
from infra.scope import Scope
from infra.settings import current_settings


class PaymentStarted(msgspec.Struct, frozen=True):
    """Send the payer to `pay_url`, or show `qr_text` as a QR code. `state` is `pending`, or `succeeded` at once where
    nothing is to be paid (then there is no page)."""

    payment_id: UUID
    gateway: str
    state: str
    amount: int
    currency: str
    pay_url: str
    qr_text: str
    expires_at: datetime


class PaymentWanted(msgspec.Struct, frozen=True):
    """An order's wish to be paid. `subject` is what the payer reads, such as the order's code; `return_path` is a path
    of this site."""

    purpose: str
    order_id: UUID
    amount: int
    currency: str
    gateway: str
    subject: str
    return_path: str
    expires_at: datetime
    brand_slug: str
    options: dict[str, object]


async def open_payment(tx: Tx, wanted: PaymentWanted) -> UUID:
    """Find the order's payment that still waits at this gateway, or write a new one. The order is locked."""
    waiting: UUID | None = await tx.fetchval(
        "SELECT id FROM payments WHERE brand_id = $1 AND order_id = $2 AND gateway = $3 AND state = 'pending'"
        " ORDER BY id LIMIT 1",
        tx.brand_id,
        wanted.order_id,
        wanted.gateway,
    )
    if waiting is not None:
        return waiting
    payment_id = new_id()
    await tx.execute(
        "INSERT INTO payments (brand_id, id, gateway, purpose, order_id, amount, currency, state, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, 'pending', $8)",
        tx.brand_id,
        payment_id,
        wanted.gateway,
        wanted.purpose,
        wanted.order_id,
        wanted.amount,
        wanted.currency,
        tx.now,
    )
    return payment_id


async def start_at_gateway(scope: Scope, payment_id: UUID, wanted: PaymentWanted) -> PaymentStarted:
    """Ask the gateway for the pay page, after `open_payment` was committed. Asked twice it is one payment: our id is
    the reference. Raises GatewayUnavailable; the payment then waits to be started again."""
    public = current_settings().public_url
    page = await gateway_named(wanted.gateway).start(
        scope,
        PaymentAsked(
            payment_id=payment_id,
            amount=wanted.amount,
            currency=wanted.currency,
            subject=wanted.subject,
            notify_url=f"{public}/hooks/{wanted.brand_slug}/payments/{wanted.gateway}",
            return_url=f"{public}{wanted.return_path}",
            expires_at=wanted.expires_at,
            options=wanted.options,
        ),
    )

    async def work(tx: Tx) -> str:
        state: str = await tx.fetchval(
            "UPDATE payments SET gateway_ref = $3, pay_url = $4 WHERE brand_id = $1 AND id = $2 RETURNING state",
            tx.brand_id,
            payment_id,
            page.gateway_ref,
            page.pay_url,
        )
        return state

    state = await transact(scope, work)
    return PaymentStarted(
        payment_id,
        wanted.gateway,
        state,
        wanted.amount,
        wanted.currency,
        page.pay_url,
        page.qr_text,
        wanted.expires_at,
    )
