"""Give up a stock order that was not paid: its units are free again."""

from uuid import UUID

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.inventory.release_reserved import release_reserved
from services.locks import lock_stock_order
from services.wholesale.errors import StockOrderNotOpen


async def cancel_stock_order(scope: Scope, seller_id: UUID, order_id: UUID) -> None:
    """Cancel the reseller's unpaid order. Cancelling twice changes nothing.

    Raises:
        NotFound: no such order of this reseller. StockOrderNotOpen: it is paid; stock goes back by a return.
    """

    async def work(tx: Tx) -> None:
        order = await lock_stock_order(tx, order_id)
        if order is None or order["seller_id"] != seller_id:
            raise NotFound(what="stock order", ref=order_id)
        if order["state"] == "paid":
            raise StockOrderNotOpen(order=order["code"], state=order["state"])
        await cancel_unpaid(tx, [order_id])

    await transact(scope, work)


async def cancel_unpaid(tx: Tx, order_ids: list[UUID]) -> int:
    """Cancel placed orders that the caller has locked, and free their units; how many were cancelled."""
    cancelled = await tx.fetch(
        "UPDATE stock_orders SET state = 'cancelled', cancelled_at = $3"
        " WHERE brand_id = $1 AND id = ANY($2::uuid[]) AND state = 'placed' RETURNING id",
        tx.brand_id,
        order_ids,
        tx.now,
    )
    await release_reserved(tx, order_kind="stock", order_ids=[row["id"] for row in cancelled])
    return len(cancelled)
