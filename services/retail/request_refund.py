"""A customer asks for money back; somebody decides."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.database import Tx
from infra.ids import new_id
from infra.scope import Scope
from services.idempotency import once
from services.locks import lock_retail_orders
from services.retail.errors import RefundRequestOpen
from services.retail.order_access import open_order
from services.retail.refund_order import RefundedLine, refuse_unpaid, units_of
from services.retail.refund_units import refuse_too_many


class RequestRefund(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Units of the order's lines, and why."""

    lines: Annotated[list[RefundedLine], Meta(min_length=1, max_length=100)]
    reason: Annotated[str, Meta(max_length=1000)] = ""


class RefundRequested(msgspec.Struct, frozen=True):
    refund_id: UUID
    state: str


async def request_refund(
    scope: Scope, code: str, command: RequestRefund, secret: str | None, idempotency_key: str | None = None
) -> RefundRequested:
    """Ask for a refund of a paid order. No money moves before somebody decides.

    Raises:
        NotFound: no such order, or not the actor's. OrderNotRefundable, TooManyUnitsRefunded, InvalidInput.
        RefundRequestOpen: an earlier request is not decided yet.
    """
    units = units_of(command.lines)

    async def work(tx: Tx) -> RefundRequested:
        found = await open_order(tx, code, secret)
        # Two requests at once: the second waits here and then finds the first one open.
        order = (await lock_retail_orders(tx, [found["id"]]))[found["id"]]
        refuse_unpaid(order)
        open_already = await tx.fetchval(
            "SELECT 1 FROM refunds WHERE brand_id = $1 AND order_id = $2 AND state = 'requested'",
            tx.brand_id,
            order["id"],
        )
        if open_already:
            raise RefundRequestOpen
        rows = await tx.fetch(
            "SELECT id, line_no, qty, refunded_qty FROM retail_order_lines WHERE brand_id = $1 AND order_id = $2",
            tx.brand_id,
            order["id"],
        )
        lines = {row["line_no"]: row for row in rows}
        refuse_too_many(lines, units)
        refund_id = new_id()
        await tx.execute(
            "INSERT INTO refunds (brand_id, id, order_id, state, reason, requested_at, requested_by)"
            " VALUES ($1, $2, $3, 'requested', $4, $5, $6)",
            tx.brand_id,
            refund_id,
            order["id"],
            command.reason,
            tx.now,
            scope.actor.account_id,
        )
        # What it comes to is worked out when it is decided: an amount of zero until then.
        await tx.execute(
            "INSERT INTO refund_lines (brand_id, id, refund_id, order_line_id, qty, amount)"
            " SELECT $1, n.id, $2, n.line, n.qty, 0 FROM unnest($3::uuid[], $4::uuid[], $5::int[])"
            " AS n (id, line, qty)",
            tx.brand_id,
            refund_id,
            [new_id() for _ in units],
            [lines[line_no]["id"] for line_no in units],
            list(units.values()),
        )
        return RefundRequested(refund_id, "requested")

    # Visitors share one actor: the order keeps their keys apart.
    return await once(scope, f"request_refund {code}", idempotency_key, command, work, RefundRequested)
