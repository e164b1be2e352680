"""Answer a customer's refund request."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.database import Tx
from infra.errors import NotFound
from infra.scope import Scope
from services.bookkeeping.post_entry import Caused, post_entries
from services.idempotency import once
from services.retail.errors import RefundDecided
from services.retail.order_of_staff import lock_order_of_staff
from services.retail.refund_order import refuse_unpaid
from services.retail.refund_units import RefundMade, refund_units

_REQUEST = """
SELECT r.id, r.state, o.code FROM refunds AS r
JOIN retail_orders AS o ON o.brand_id = r.brand_id AND o.id = r.order_id
WHERE r.brand_id = $1 AND r.id = $2
"""
_UNITS = """
SELECT l.line_no, f.qty FROM refund_lines AS f
JOIN retail_order_lines AS l ON l.brand_id = f.brand_id AND l.id = f.order_line_id
WHERE f.brand_id = $1 AND f.refund_id = $2 ORDER BY l.line_no
"""


class DecideRefund(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`approve` refunds exactly what was asked for; `note` is shown to the customer."""

    approve: bool
    shipping: bool = False
    restock: bool = True
    note: Annotated[str, Meta(max_length=1000)] = ""


class RefundAnswered(msgspec.Struct, frozen=True):
    """`state` is refunded or declined; amounts in minor units, zero where it was declined."""

    refund_id: UUID
    order: str
    state: str
    total: int


async def decide_refund(
    scope: Scope, refund_id: UUID, command: DecideRefund, idempotency_key: str | None = None
) -> RefundAnswered:
    """Approve or decline, once. Raises NotFound, RefundDecided, TooManyUnitsRefunded where units it asks for were
    refunded meanwhile."""

    async def work(tx: Tx) -> RefundAnswered:
        request = await tx.fetchrow(_REQUEST, tx.brand_id, refund_id)
        if request is None:
            raise NotFound(what="refund request", ref=refund_id)
        order = await lock_order_of_staff(tx, request["code"])
        refuse_unpaid(order)
        decided = await tx.execute(
            "UPDATE refunds SET state = $3, decided_at = $4, decided_by = $5, decision_note = $6"
            " WHERE brand_id = $1 AND id = $2 AND state = 'requested'",
            tx.brand_id,
            refund_id,
            "refunded" if command.approve else "declined",
            tx.now,
            scope.actor.account_id,
            command.note,
        )
        if not decided:
            state = await tx.fetchval(
                "SELECT state FROM refunds WHERE brand_id = $1 AND id = $2", tx.brand_id, refund_id
            )
            raise RefundDecided(state=state)
        if not command.approve:
            return RefundAnswered(refund_id, order["code"], "declined", 0)
        units = {row["line_no"]: row["qty"] for row in await tx.fetch(_UNITS, tx.brand_id, refund_id)}
        books: list[Caused] = []
        made: RefundMade = await refund_units(
            tx,
            order,
            refund_id,
            units,
            shipping=command.shipping,
            restock=command.restock,
            ask_gateway=True,
            books=books,
        )
        await post_entries(tx, books)
        return RefundAnswered(refund_id, order["code"], "refunded", made.total)

    return await once(scope, "decide_refund", idempotency_key, (refund_id, command), work, RefundAnswered)
