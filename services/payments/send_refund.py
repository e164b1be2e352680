"""Ask the gateway to send money back; the task behind the outbox topic `payments.send_refund`."""

from uuid import UUID

import asyncpg
import msgspec

from infra.database import Tx, transact
from infra.gateways.gateway import RefundAsked, Standing
from infra.gateways.registry import gateway_named
from infra.scope import Scope
from services.bookkeeping.post_entry import Caused, post_entries
from services.payments.settle_refunds import RefundSettled, settle_refunds

_LOAD = """
SELECT r.id, r.amount, r.state, r.payment_id, p.gateway, p.gateway_ref, p.currency,
  b.settings -> 'gateways' -> p.gateway AS options
FROM payment_refunds AS r JOIN payments AS p ON p.brand_id = r.brand_id AND p.id = r.payment_id
JOIN brands AS b ON b.id = r.brand_id
WHERE r.brand_id = $1 AND r.id = $2
"""


async def send_refund(scope: Scope, payment_refund_id: UUID) -> str:
    """Ask once more for a refund that is still pending; where it stands afterwards.

    Our id is the gateway's reference: however often a task that died comes back, money is sent once. Raises
    GatewayUnavailable where it is to be asked again later.
    """
    row = await transact(scope, lambda tx: _claim(tx, payment_refund_id))
    if row is None:
        return "gone"
    if row["state"] != "pending":
        return str(row["state"])
    standing = await gateway_named(row["gateway"]).refund(
        scope,
        RefundAsked(
            refund_id=row["id"],
            payment_id=row["payment_id"],
            gateway_ref=row["gateway_ref"] or "",
            amount=row["amount"],
            currency=row["currency"],
            options=msgspec.json.decode(row["options"] or "{}", type=dict[str, object]),
        ),
    )

    async def note(tx: Tx) -> str:
        await tx.execute(
            "UPDATE payment_refunds SET gateway_ref = $3 WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            payment_refund_id,
            standing.gateway_ref,
        )
        if standing.standing is Standing.PENDING:
            return standing.standing.value
        books: list[Caused] = []
        succeeded = standing.standing is Standing.SUCCEEDED
        await settle_refunds(tx, [RefundSettled(payment_refund_id, succeeded, tx.now)], books)
        await post_entries(tx, books)
        return standing.standing.value

    return await transact(scope, note)


async def _claim(tx: Tx, payment_refund_id: UUID) -> asyncpg.Record | None:
    row = await tx.fetchrow(_LOAD, tx.brand_id, payment_refund_id)
    if row is not None and row["state"] == "pending":
        await tx.execute(
            "UPDATE payment_refunds SET attempts = attempts + 1 WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            payment_refund_id,
        )
    return row
