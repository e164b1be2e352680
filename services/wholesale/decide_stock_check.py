"""A person decides about a stock order that the stocking gate held up."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from infra.database import Tx
from infra.errors import FieldFault, InvalidInput, NotFound
from infra.scope import Scope
from services.audit import record_change
from services.idempotency import once
from services.locks import lock_stock_order
from services.wholesale.cancel_stock_order import cancel_unpaid
from services.wholesale.errors import StockCheckDecided

TIME_TO_PAY = timedelta(days=1)
_DECIDE = """
UPDATE stock_order_checks SET outcome = $3, decided_by = $4, decided_at = $5, reason = $6
WHERE brand_id = $1 AND order_id = $2 AND outcome = 'waiting'
"""


class DecideStockCheck(Struct, frozen=True, forbid_unknown_fields=True):
    """The reason is shown to the reseller, and kept for an inspector."""

    approve: bool
    reason: Annotated[str, Meta(min_length=3, max_length=2000)]


class StockCheckAnswered(Struct, frozen=True):
    order_id: UUID
    outcome: str


async def decide_stock_check(
    scope: Scope, order_id: UUID, command: DecideStockCheck, idempotency_key: str | None = None
) -> StockCheckAnswered:
    """Approve: the reseller has a day to pay at the price that was promised. Decline: the order is cancelled.

    Raises NotFound; StockCheckDecided where nothing waits (decided, cancelled, expired); InvalidInput without a person.
    """
    decider = scope.actor.account_id
    if decider is None:
        raise InvalidInput(FieldFault("", "a person decides", "须由人员决定"))

    async def work(tx: Tx) -> StockCheckAnswered:
        order = await lock_stock_order(tx, order_id)
        if order is None:
            raise NotFound(what="stock order", ref=order_id)
        outcome = "approved" if command.approve else "declined"
        waits = order["state"] == "placed" and order["expires_at"] > tx.now
        if not waits or not await tx.execute(
            _DECIDE, tx.brand_id, order_id, outcome, decider, tx.now, command.reason
        ):
            raise StockCheckDecided(order=order["code"])
        if command.approve:
            await _wait_for_payment(tx, order_id)
        else:
            await cancel_unpaid(tx, [order_id])
        told = {"outcome": outcome, "reason": command.reason}
        await record_change(
            tx, "decide_stock_check", "stock order check", order_id, {"outcome": "waiting"}, told
        )
        return StockCheckAnswered(order_id, outcome)

    return await once(
        scope, "decide_stock_check", idempotency_key, (order_id, command), work, StockCheckAnswered
    )


async def _wait_for_payment(tx: Tx, order_id: UUID) -> None:
    until = tx.now + TIME_TO_PAY
    await tx.execute(
        "UPDATE stock_orders SET expires_at = $3 WHERE brand_id = $1 AND id = $2",
        tx.brand_id,
        order_id,
        until,
    )
    await tx.execute(
        "UPDATE reservations SET expires_at = $3 WHERE brand_id = $1 AND order_kind = 'stock' AND order_id = $2"
        " AND state = 'held'",
        tx.brand_id,
        order_id,
        until,
    )
