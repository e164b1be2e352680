"""A stock order's payment arrived: the stock is the reseller's, one lot a line, each with its right of return."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import asyncpg

from commission.ledger.entry import Happening
from commission.ledger.recipes.wholesale_paid import wholesale_paid
from commission.money.window import days_after
from commission.returns.policy import ReturnPolicy
from commission.tiers.quote import quote_holds
from infra.database import Tx
from infra.errors import NotFound
from infra.ids import new_id
from services.bookkeeping.post_entry import Caused, post_entries
from services.inventory.commit_reserved import commit_reserved
from services.inventory.errors import OutOfStock
from services.locks import lock_seller_volume, lock_stock_order
from services.policies.kinds import RETURN_POLICY
from services.policies.policy_in_force import policy_in_force
from services.wholesale.errors import PaymentDiffers
from services.wholesale.stocking_gate import PASSED, outcome_of


class StockPayment(StrEnum):
    """What became of a payment. TOO_LATE, and NOT_PASSED where the stocking gate still holds the order up: nothing was
    sold, and the money goes back by the same way."""

    PAID = "paid"
    ALREADY_PAID = "already_paid"
    TOO_LATE = "too_late"
    NOT_PASSED = "not_passed"


async def pay_stock_order(
    tx: Tx, order_id: UUID, *, amount: int, currency: str, paid_at: datetime
) -> StockPayment:
    """Apply a verified payment of `amount` minor units that the payer made at `paid_at`.

    A payment made before the quote's expiry gets the quoted price however late its message arrives, as long as the
    units are still there. A step of the caller's transaction; a second call changes nothing.

    Raises:
        NotFound: no such order. PaymentDiffers: the amount or currency is not what the order costs.
    """
    order = await lock_stock_order(tx, order_id)
    if order is None:
        raise NotFound(what="stock order", ref=order_id)
    if order["state"] == "paid":
        return StockPayment.ALREADY_PAID
    if (amount, currency) != (order["net_total"], order["currency"]):
        raise PaymentDiffers(
            paid=amount, paid_currency=currency, due=order["net_total"], due_currency=order["currency"]
        )
    if order["expires_at"] is not None and not quote_holds(order["expires_at"], paid_at):
        return StockPayment.TOO_LATE
    if await outcome_of(tx, order_id) not in PASSED:
        return StockPayment.NOT_PASSED
    # The volume grows with this order: quotes, returns and other payments of the reseller wait for it.
    await lock_seller_volume(tx, order["seller_id"])
    try:
        await commit_reserved(tx, order_kind="stock", order_id=order_id)
    except OutOfStock:
        return StockPayment.TOO_LATE
    rights = await policy_in_force(tx, RETURN_POLICY, tx.now)
    await tx.execute(
        "UPDATE stock_orders SET state = 'paid', paid_at = $3, return_policy_id = $4, cancelled_at = NULL"
        " WHERE brand_id = $1 AND id = $2",
        tx.brand_id,
        order_id,
        tx.now,
        rights.id,
    )
    await _open_lots(tx, order, rights.policy)
    what = Happening(str(order_id), tx.now, currency)
    await post_entries(tx, [Caused(wholesale_paid(what, amount), "stock_order", order_id)])
    return StockPayment.PAID


async def _open_lots(tx: Tx, order: asyncpg.Record, rights: ReturnPolicy) -> None:
    lines = await tx.fetch(
        "SELECT id FROM stock_order_lines WHERE brand_id = $1 AND order_id = $2", tx.brand_id, order["id"]
    )
    until = None if rights.window_days is None else days_after(tx.now, rights.window_days)
    await tx.execute(
        "INSERT INTO lots (brand_id, id, order_line_id, order_id, seller_id, sku_id, line_no, qty, list_price, net,"
        " tier_eligible, paid_at, return_until)"
        " SELECT $1, n.id, l.id, l.order_id, $2, l.sku_id, l.line_no, l.qty, l.list_price, l.net,"
        " l.tier_eligible, $3, $4"
        " FROM unnest($5::uuid[], $6::uuid[]) AS n (id, line_id)"
        " JOIN stock_order_lines l ON l.brand_id = $1 AND l.id = n.line_id",
        tx.brand_id,
        order["seller_id"],
        tx.now,
        until,
        [new_id() for _ in lines],
        [row["id"] for row in lines],
    )
