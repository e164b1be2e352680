"""An unpaid order is given up: by its customer, by the brand, or by time."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

import msgspec

from infra.database import Tx, transact
from infra.scope import Scope
from services.inventory.release_reserved import release_reserved
from services.locks import lock_retail_orders
from services.retail.errors import OrderNotCancellable
from services.retail.order_access import open_order
from services.retail.order_of_staff import lock_order_of_staff
from services.retail.redeem_coupon import release_coupons

Cause = Literal["customer", "brand", "expired"]


class OrderCancelled(msgspec.Struct, frozen=True):
    order: str
    state: str


async def cancel_order(
    scope: Scope, code: str, *, by: Literal["customer", "brand"], secret: str | None = None
) -> OrderCancelled:
    """Cancel an order that waits for its payment; doing it again changes nothing. A payment that arrives afterwards is
    sent back.

    A customer is logged in or shows the order's secret. Raises NotFound, OrderNotCancellable.
    """

    async def work(tx: Tx) -> OrderCancelled:
        if by == "brand":
            order = await lock_order_of_staff(tx, code)
        else:
            found = await open_order(tx, code, secret)
            order = (await lock_retail_orders(tx, [found["id"]]))[found["id"]]
        if order["state"] in ("paid", "delivered"):
            raise OrderNotCancellable(order=code, state=order["state"])
        if order["state"] == "placed":
            await give_up(tx, [order["id"]], by)
        return OrderCancelled(code, "cancelled")

    return await transact(scope, work)


async def give_up(tx: Tx, order_ids: Sequence[UUID], cause: Cause) -> None:
    """The step: cancel locked, unpaid orders, and give their stock and coupons back."""
    await tx.execute(
        "UPDATE retail_orders SET state = 'cancelled', cancelled_at = $3, cancelled_for = $4"
        " WHERE brand_id = $1 AND id = ANY($2::uuid[])",
        tx.brand_id,
        list(order_ids),
        tx.now,
        cause,
    )
    await release_reserved(tx, order_kind="retail", order_ids=list(order_ids))
    await release_coupons(tx, order_ids)
