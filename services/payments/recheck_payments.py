"""Payments that wait for too long: the gateway is asked itself, in case its callbacks were lost; the beat calls it."""

from datetime import timedelta
from uuid import UUID

import asyncpg
import msgspec

from infra.database import Tx, transact
from infra.errors import DomainError
from infra.gateways.gateway import EventKind, GatewayEvent, PaymentStanding, Standing
from infra.gateways.registry import gateway_named
from infra.scope import Scope
from services.payments.without_gateway import WITHOUT_GATEWAY

PATIENCE = timedelta(minutes=2)
GIVE_UP = timedelta(days=3)
_WAITING = """
SELECT p.id, p.gateway, b.settings -> 'gateways' -> p.gateway AS options FROM payments AS p
JOIN brands AS b ON b.id = p.brand_id
WHERE p.brand_id = $1 AND p.state = 'pending' AND p.created_at < $2 AND p.created_at > $3
  AND p.gateway <> ALL($4::text[])
ORDER BY p.created_at LIMIT 200
"""
_KINDS = {
    Standing.SUCCEEDED: EventKind.PAYMENT_SUCCEEDED,
    Standing.FAILED: EventKind.PAYMENT_FAILED,
    Standing.EXPIRED: EventKind.PAYMENT_EXPIRED,
}


async def recheck_payments(scope: Scope) -> dict[str, list[GatewayEvent]]:
    """What gateways say of payments that wait since two minutes and no longer than three days, as events by gateway,
    for services.callbacks to apply. A gateway that does not answer is asked again at the next call."""
    rows = await transact(scope, _waiting)
    found: dict[str, list[GatewayEvent]] = {}
    for row in rows:
        standing = await _ask(scope, row)
        if standing is not None and standing.standing in _KINDS:
            found.setdefault(row["gateway"], []).append(_event(scope, row["id"], standing))
    return found


async def _waiting(tx: Tx) -> list[asyncpg.Record]:
    return await tx.fetch(_WAITING, tx.brand_id, tx.now - PATIENCE, tx.now - GIVE_UP, WITHOUT_GATEWAY)


async def _ask(scope: Scope, row: asyncpg.Record) -> PaymentStanding | None:
    options = msgspec.json.decode(row["options"] or "{}", type=dict[str, object])
    try:
        return await gateway_named(row["gateway"]).query(scope, row["id"], options)
    except DomainError:
        # Away, or no longer installed: others must not wait for it.
        return None


def _event(scope: Scope, payment_id: UUID, standing: PaymentStanding) -> GatewayEvent:
    return GatewayEvent(
        event_id=f"asked:{payment_id}:{standing.standing.value}",
        kind=_KINDS[standing.standing],
        payment_id=payment_id,
        gateway_ref=standing.gateway_ref,
        amount=standing.amount,
        currency=standing.currency,
        occurred_at=standing.settled_at or scope.clock.now(),
    )
