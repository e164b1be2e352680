"""The sandbox's letter box: an event becomes callbacks to be delivered later."""

import hashlib
import hmac
from uuid import UUID

import asyncpg

from infra.database import Tx
from infra.gateways.gateway import EventKind, EventLine, GatewayEvent
from infra.gateways.sandbox.behaviour import behaviour_of
from infra.gateways.sandbox.keys import signing_key
from infra.ids import new_id
from infra.json_text import from_json, to_json


def _fingerprint(brand_id: UUID, payer: str) -> str:
    """As gateways give it of a card: the same for the same account, and nothing of the account in it."""
    if not payer:
        return ""
    return hmac.new(signing_key(brand_id), b"payer\0" + payer.encode(), hashlib.sha256).hexdigest()[:32]


async def post_event(
    tx: Tx,
    payment: asyncpg.Record,
    kind: EventKind,
    amount: int,
    *,
    refund_id: UUID | None = None,
    lines: tuple[EventLine, ...] = (),
) -> None:
    """Write the callbacks of an event in the database transaction of what happened: a bank that moved money says so."""
    event_id = new_id()
    event = GatewayEvent(
        event_id=str(event_id),
        kind=kind,
        payment_id=UUID(payment["merchant_ref"]),
        gateway_ref=str(payment["id"]),
        amount=amount,
        currency=payment["currency"],
        occurred_at=tx.now,
        refund_id=refund_id,
        lines=lines,
        payer=_fingerprint(tx.brand_id, payment["payer"]),
    )
    due = [tx.now + delay for delay in behaviour_of(from_json(payment["options"])).delays(event_id)]
    await tx.execute(
        "INSERT INTO sandbox_callbacks (brand_id, id, payment_id, event_id, body, due_at)"
        " SELECT $1, c.id, $2, $3, $4, c.due_at FROM unnest($5::uuid[], $6::timestamptz[]) AS c (id, due_at)",
        tx.brand_id,
        payment["id"],
        event.event_id,
        to_json(event),
        [new_id() for _ in due],
        due,
    )
