"""Corrections and merges of customers in a brand's own history: exported and replayed, the books come out to the
cent."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from infra.clock import SetClock
from infra.ids import new_id
from infra.scope import Actor, Scope
from services.catalogue.edit_product import EditProduct, edit_product
from services.people.edit_seller import EditSeller, edit_seller
from services.policies.kinds import ATTRIBUTION_POLICY, COMMISSION_PLAN
from services.retail.deliver_order import deliver_order
from services.retail.mature_commissions import mature_commissions
from services.retail.place_order import OrderPlaced
from services.retail.refund_order import RefundedLine, RefundOrder, refund_order
from services.review.decide_appeal import DecideAppeal, decide_appeal
from services.review.file_appeal import FileAppeal, file_appeal
from services.sharing.merge_customers import MergeCustomers, merge_customers
from services.sharing.undo_customer_merge import undo_customer_merge
from services.sharing.undo_merge import UndoMerge
from tests.services.history.conftest import market, same, wait
from tests.support.market import Market
from tests.support.shop import PLAN, Keeper, a_phone
from tests.support.world import make_customer, rows, run

__all__ = ["market"]


async def appealed(market: Market, keeper: Keeper, order: OrderPlaced, share: str, line_no: int = 1) -> None:
    scope = market.shop.scope
    ((line,),) = await rows(
        scope,
        "SELECT id FROM retail_order_lines WHERE brand_id = $1 AND order_id = $2 AND line_no = $3",
        order.id,
        line_no,
    )
    assert isinstance(line, UUID)
    seller = scope.acting_as(replace(keeper.actor, account_id=new_id()))
    filed = await file_appeal(seller, line, FileAppeal("mine"))
    market.shop.clock.move_by(timedelta(hours=1))
    reviewer = scope.acting_as(Actor("account", account_id=new_id(), roles=frozenset({"finance"})))
    await decide_appeal(reviewer, filed.appeal_id, DecideAppeal(True, "so it is", share))
    market.shop.clock.move_by(timedelta(hours=1))


@pytest.mark.parametrize("caps", [{}, {"caps": {"order": 3_000, "seller_month": 4_500}}])
async def test_corrections_in_every_state(market: Market, caps: dict[str, Any]) -> None:
    shop = market.shop
    await shop.publish(COMMISSION_PLAN, {**PLAN, "hold_days": 7, **caps})
    early, late, staff = await shop.keeper(), await shop.keeper(), await shop.keeper("staff")
    orders = []
    for _ in range(4):
        visitor = new_id()
        for keeper in (staff, early, late):
            await shop.touch(keeper, visitor)
            shop.clock.move_by(timedelta(minutes=1))
        orders.append(await shop.sell(early, {"COAT": 2, "SCARF": 3}, visitor=visitor, phone=a_phone()))
    pending, delivered, refunded, twice = orders
    await wait(market)
    await appealed(market, early, pending, "1")
    await refund_order(shop.scope, refunded.code, RefundOrder([RefundedLine(1, 1), RefundedLine(2, 1)]))
    await appealed(market, staff, refunded, "0.3")
    await appealed(market, early, refunded, "0.75", 2)
    await deliver_order(shop.scope, delivered.code)
    await wait(market, 7)
    await mature_commissions(shop.scope)
    await appealed(market, staff, delivered, "0.5")
    await appealed(market, early, twice, "1")
    await appealed(market, late, twice, "0.25")
    await refund_order(shop.scope, twice.code, RefundOrder([RefundedLine(1, 1), RefundedLine(2, 2)]))
    await refund_order(shop.scope, delivered.code, RefundOrder([RefundedLine(1, 2)]))
    await same(market)
    await wait(market, 40)
    await mature_commissions(shop.scope)
    await refund_order(shop.scope, refunded.code, RefundOrder([RefundedLine(1, 1), RefundedLine(2, 2)]))
    await same(market)
    await shop.proof()


async def test_the_cohort_and_category_of_the_sale_decide(market: Market) -> None:
    """Both changed between the sale and the answer: the rule that matched then is the rule of the correction."""
    shop = market.shop
    rules = [
        {"id": "spring-coats", "match": {"cohort": ["spring"], "category": ["coats"]}, "rate": "0.20"},
        {"id": "rest", "match": {}, "rate": "0.05"},
    ]
    await shop.publish(COMMISSION_PLAN, {**PLAN, "hold_days": 7, "rules": rules})
    early, late = await shop.keeper(), await shop.keeper()
    ((product,),) = await rows(
        shop.scope, "SELECT product_id FROM skus WHERE brand_id = $1 AND code = $2", "COAT"
    )
    assert isinstance(product, UUID)
    await edit_product(shop.scope, product, EditProduct(category="coats"))
    await edit_seller(shop.scope, early.id, EditSeller(cohort="spring"))
    visitor = new_id()
    for keeper in (early, late):
        await shop.touch(keeper, visitor)
        shop.clock.move_by(timedelta(minutes=1))
    order = await shop.sell(early, {"COAT": 1}, visitor=visitor, phone=a_phone())
    await wait(market)
    await edit_product(shop.scope, product, EditProduct(category="sale"))
    await edit_seller(shop.scope, early.id, EditSeller(cohort="autumn"))
    await appealed(market, early, order, "1")
    assert [(row[1], *row[2:5]) for row in await shop.commission(order) if row[-1] != "reversed"] == [
        (early.id, "spring-coats", 20_000, 4_000)
    ]
    await same(market)


async def test_two_appeals_at_once(market: Market) -> None:
    """What the first answer gave is held for the second, in the history too."""
    shop = market.shop
    await shop.publish(COMMISSION_PLAN, {**PLAN, "hold_days": 7})
    early, late, staff = await shop.keeper(), await shop.keeper(), await shop.keeper("staff")
    visitor = new_id()
    for keeper in (early, staff, late):
        await shop.touch(keeper, visitor)
        shop.clock.move_by(timedelta(minutes=1))
    order = await shop.sell(early, {"COAT": 2}, visitor=visitor, phone=a_phone())
    ((line,),) = await rows(
        shop.scope, "SELECT id FROM retail_order_lines WHERE brand_id = $1 AND order_id = $2", order.id
    )
    assert isinstance(line, UUID)
    shop.clock.move_by(timedelta(hours=1))
    filed = []
    for keeper in (early, staff):
        seller = shop.scope.acting_as(replace(keeper.actor, account_id=new_id()))
        filed.append((await file_appeal(seller, line, FileAppeal("mine"))).appeal_id)
        shop.clock.move_by(timedelta(hours=1))
    reviewer = shop.scope.acting_as(Actor("account", account_id=new_id(), roles=frozenset({"finance"})))
    await decide_appeal(reviewer, filed[0], DecideAppeal(True, "so it is", "0.5"))
    await same(market)
    await wait(market, 10)
    await mature_commissions(shop.scope)
    await same(market)
    await decide_appeal(reviewer, filed[1], DecideAppeal(False, "no"))
    await same(market)
    await shop.proof()


async def test_merged_customers_and_those_taken_apart_again(market: Market, clock: SetClock) -> None:
    shop = market.shop
    await shop.publish(ATTRIBUTION_POLICY, {"window_days": 30, "binding": {"days": 60, "rebind": "never"}})
    old, new, sharer = await shop.keeper(), await shop.keeper(), await shop.keeper()
    phones = [a_phone(), a_phone()]
    one, two = [await make_customer(shop.scope, phone=phone) for phone in phones]
    for keeper, customer in ((old, one), (new, two)):
        await run(
            shop.scope,
            "INSERT INTO bindings (brand_id, id, seller_id, customer_id, source, at)"
            " VALUES ($1, $2, $3, $4, 'follow', $5)",
            new_id(),
            keeper.id,
            customer,
            clock.now(),
        )
        clock.move_by(timedelta(hours=1))

    async def buys(phone: str) -> tuple[object, ...]:
        visitor = new_id()
        await shop.touch(sharer, visitor)
        clock.move_by(timedelta(hours=1))
        order = await shop.sell(sharer, {"COAT": 1}, visitor=visitor, phone=phone)
        clock.move_by(timedelta(hours=1))
        return await shop.decided(order)

    assert await buys(phones[1]) == ("binding", [str(new.id)])
    scope: Scope = shop.scope
    merged = await merge_customers(scope, MergeCustomers(two, one, "One person"))
    clock.move_by(timedelta(hours=1))
    assert await buys(phones[1]) == ("binding", [str(old.id)])
    await same(market)
    await undo_customer_merge(scope, merged.merge_id, UndoMerge("Two after all"))
    clock.move_by(timedelta(hours=1))
    assert await buys(phones[1]) == ("binding", [str(new.id)])
    again = await merge_customers(scope, MergeCustomers(one, two, "The other way"))
    clock.move_by(timedelta(hours=1))
    assert again.into_customer_id == two
    assert await buys(phones[0]) == ("binding", [str(old.id)])
    await same(market)
