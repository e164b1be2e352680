"""Goods arrived: the hold period is counted from now, where that is earlier than waiting for nothing."""

from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec

from commission.plans.maturity import due_at
from infra.database import Tx
from infra.scope import Scope
from services.bookkeeping.post_entry import Caused, post_entries
from services.idempotency import once
from services.policies.kinds import COMMISSION_PLAN
from services.policies.policy_by_id import policy_by_id
from services.policies.policy_in_force import policy_in_force
from services.retail.accrue_commission import NEVER
from services.retail.errors import OrderNotDeliverable
from services.retail.mature_lines import mature_orders
from services.retail.order_of_staff import lock_order_of_staff

_PLANS = """
SELECT DISTINCT c.plan_id FROM commission_lines AS c
JOIN retail_order_lines AS l ON l.brand_id = c.brand_id AND l.id = c.order_line_id
WHERE c.brand_id = $1 AND l.order_id = $2
"""
_DUE = """
UPDATE {table} AS c SET due_at = $3 FROM retail_order_lines AS l
WHERE c.brand_id = $1 AND l.brand_id = c.brand_id AND l.id = c.order_line_id AND l.order_id = $2
  AND c.state IN ('pending', 'held')
"""


class OrderDelivered(msgspec.Struct, frozen=True):
    """`due_at` is when what the order earned matures; null where nothing of it waits."""

    order: str
    delivered_at: datetime
    due_at: datetime | None


async def deliver_order(scope: Scope, code: str, idempotency_key: str | None = None) -> OrderDelivered:
    """Say that a paid order was delivered, once. Raises NotFound, OrderNotDeliverable."""

    async def work(tx: Tx) -> OrderDelivered:
        order = await lock_order_of_staff(tx, code)
        books: list[Caused] = []
        delivered = await deliver(tx, order, books)
        await post_entries(tx, books)
        return delivered

    return await once(scope, "deliver_order", idempotency_key, code, work, OrderDelivered)


async def deliver(tx: Tx, order: asyncpg.Record, books: list[Caused]) -> OrderDelivered:
    """The step on a locked order. A delivery before the fallback date replaces it; a late one changes nothing, and
    what is due by now matures first (money-rules.md, Commission)."""
    if order["state"] != "paid":
        raise OrderNotDeliverable(order=order["code"], state=order["state"])
    await mature_orders(tx, [order["id"]], books)
    await tx.execute(
        "UPDATE retail_orders SET state = 'delivered', delivered_at = $3 WHERE brand_id = $1 AND id = $2",
        tx.brand_id,
        order["id"],
        tx.now,
    )
    due = await _due(tx, order)
    waiting = 0
    for table in ("commission_lines", "proceeds_lines"):
        waiting += await tx.execute(_DUE.format(table=table), tx.brand_id, order["id"], due)
    return OrderDelivered(order["code"], tx.now, due if waiting else None)


async def _due(tx: Tx, order: asyncpg.Record) -> datetime:
    """By the plan that the sale was paid under: a line names it, and proceeds follow the one of then."""
    plans: list[UUID] = [row["plan_id"] for row in await tx.fetch(_PLANS, tx.brand_id, order["id"])]
    if plans:
        plan = await policy_by_id(tx, COMMISSION_PLAN, plans[0])
    else:
        plan = await policy_in_force(tx, COMMISSION_PLAN, order["paid_at"])
    return due_at(plan.policy, order["paid_at"], tx.now) or NEVER
