"""Verified payments reach their orders: stock leaves, the sale is attributed, commission accrues, the books take it."""

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

import asyncpg

from infra.database import Tx
from services.bookkeeping.post_entry import Caused
from services.inventory.allot import Wanted
from services.inventory.commit_holds import commit_holds
from services.inventory.commit_reserved import commit_reserved
from services.inventory.consume_lots import consume_lots
from services.inventory.errors import OutOfStock
from services.locks import lock_customers, lock_retail_orders, lock_sellers
from services.payments.return_stray import Stray, return_strays
from services.policies.kinds import ATTRIBUTION_POLICY, COMMISSION_PLAN
from services.policies.policy_in_force import policy_in_force
from services.retail.accrue_commission import accrue_commission
from services.retail.attribute_orders import attribute_orders
from services.retail.load_facts import FactBook, load_facts
from services.retail.load_sales import load_sales
from services.retail.redeem_coupon import redeem_again, release_coupons
from services.retail.sale import PaymentMade, Sale
from services.retail.terms import selling_brand
from services.retail.write_sales import write_sales
from services.sharing.customer_groups import customer_groups

_STATES = "SELECT id, state FROM payments WHERE brand_id = $1 AND id = ANY($2::uuid[])"


class PaymentFate(StrEnum):
    """What became of a payment. STRAY: its order could not take it, and the money is on its way back."""

    PAID = "paid"
    STRAY = "stray"
    ALREADY_KNOWN = "already_known"


async def pay_orders(tx: Tx, payments: Sequence[PaymentMade], books: list[Caused]) -> dict[UUID, PaymentFate]:
    """Apply payments whose amount and currency were checked; what became of each, by payment id.

    A step of the caller's transaction, made for many payments as for one: facts are loaded and rows written with a few
    statements for all, the law decides order by order. The entries are left in `books`: the caller posts them last.
    An order that merely expired takes a late payment where its stock and its coupon can still be had; otherwise, and
    where it was cancelled or paid already, the payment is sent back by itself.
    """
    orders = await lock_retail_orders(tx, {payment.order_id for payment in payments})
    # Read after the lock: two callbacks of one order come one after another, and the second sees what the first did.
    states = {
        row["id"]: row["state"]
        for row in await tx.fetch(_STATES, tx.brand_id, [payment.payment_id for payment in payments])
    }
    fates: dict[UUID, PaymentFate] = {}
    wanted: list[PaymentMade] = []
    taken: set[UUID] = set()
    for payment in payments:
        order = orders[payment.order_id]
        if states[payment.payment_id] in ("succeeded", "stray"):
            fates[payment.payment_id] = PaymentFate.ALREADY_KNOWN
        elif payment.order_id not in taken and _takes_payment(order):
            taken.add(payment.order_id)
            wanted.append(payment)
        else:
            fates[payment.payment_id] = PaymentFate.STRAY
    if wanted:
        for sale in await _sell(tx, await load_sales(tx, orders, wanted), books):
            fates[sale.payment.payment_id] = PaymentFate.PAID
    for payment in wanted:
        fates.setdefault(payment.payment_id, PaymentFate.STRAY)
    await _cancel_sold_out(
        tx, [each.order_id for each in wanted if fates[each.payment_id] is PaymentFate.STRAY]
    )
    strays = [
        Stray(each.payment_id, each.amount, each.currency, each.paid_at)
        for each in payments
        if fates[each.payment_id] is PaymentFate.STRAY
    ]
    await return_strays(tx, strays, books)
    return fates


def _takes_payment(order: asyncpg.Record) -> bool:
    state: str = order["state"]
    return state == "placed" or (state == "cancelled" and bool(order["cancelled_for"] == "expired"))


async def _sell(tx: Tx, sales: Sequence[Sale], books: list[Caused]) -> list[Sale]:
    """Sell what can be had; which of the sales came about."""
    brand = await selling_brand(tx)
    policy = await policy_in_force(tx, ATTRIBUTION_POLICY, tx.now)
    people = await customer_groups(tx, (sale.customer_id for sale in sales), tx.now)
    await lock_customers(tx, {each for person in people.values() for each in person.members})
    book = await load_facts(tx, sales, policy.policy, tx.now)
    await _lock_sellers(tx, sales, book)
    sold = await _take_goods(tx, sales)
    if sold:
        attributed = attribute_orders(sold, book, policy.policy)
        accrual = await accrue_commission(tx, attributed, book, brand)
        await write_sales(tx, accrual, policy, books)
    return sold


async def _lock_sellers(tx: Tx, sales: Sequence[Sale], book: FactBook) -> None:
    """Every seller that might be credited, where the plan counts their month; and whose own lots are sold from, for
    that changes what they have sold through. Before lots and stock, as the lock order asks."""
    plan = await policy_in_force(tx, COMMISSION_PLAN, tx.now)
    owners = {sale.store_owner for sale in sales if sale.from_stock}
    counted = set(book.sellers) if plan.policy.seller_month_cap is not None else set()
    if owners | counted:
        await lock_sellers(tx, owners | counted)


async def _take_goods(tx: Tx, sales: Sequence[Sale]) -> list[Sale]:
    """Take the goods; which sales came about. What is held for orders that wait is taken for all of them at once."""
    waiting = [sale.order_id for sale in sales if not sale.expired and not sale.from_stock]
    at_once = await commit_holds(tx, order_kind="retail", order_ids=waiting) if waiting else set()
    return [sale for sale in sales if sale.order_id in at_once or await _take_singly(tx, sale)]


async def _take_singly(tx: Tx, sale: Sale) -> bool:
    """Take one order's goods, and the coupon of an expired one again; False where they are gone: nothing is taken."""
    if sale.expired and sale.coupon_id and not await redeem_again(tx, sale.coupon_id, sale.order_id):
        return False
    try:
        if sale.from_stock:
            await consume_lots(tx, sale.store_owner, _wanted(sale))
        else:
            await commit_reserved(tx, order_kind="retail", order_id=sale.order_id)
    except OutOfStock:
        if sale.expired and sale.coupon_id:
            await release_coupons(tx, [sale.order_id])
        return False
    return True


async def _cancel_sold_out(tx: Tx, order_ids: Sequence[UUID]) -> None:
    """An order whose goods were gone when its payment came is over: it must not be paid for nothing again."""
    if not order_ids:
        return
    await tx.execute(
        "UPDATE retail_orders SET state = 'cancelled', cancelled_for = 'expired', cancelled_at = $3"
        " WHERE brand_id = $1 AND id = ANY($2::uuid[]) AND state = 'placed'",
        tx.brand_id,
        order_ids,
        tx.now,
    )
    await release_coupons(tx, order_ids)


def _wanted(sale: Sale) -> list[Wanted]:
    return [
        Wanted(line_id=line.id, sku_id=line.sku_id, qty=line.qty, path=f"lines[{index}]")
        for index, line in enumerate(sale.lines)
    ]
