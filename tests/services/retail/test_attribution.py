"""Facts reach the law as it wants them, and stored decisions decide the same again."""

from datetime import timedelta
from uuid import UUID

import pytest

from infra.ids import new_id
from services.policies.kinds import ATTRIBUTION_POLICY
from services.retail.place_order import OrderPlaced
from services.retail.recheck_decision import recheck_decision
from tests.support.shop import Keeper, Shop, a_phone
from tests.support.world import make_customer, rows, run, value


async def bind(
    shop: Shop, keeper: Keeper, *, customer: UUID | None = None, visitor: UUID | None = None
) -> None:
    await run(
        shop.scope,
        "INSERT INTO bindings (brand_id, id, seller_id, customer_id, visitor_id, source, at)"
        " VALUES ($1, $2, $3, $4, $5, 'follow', $6)",
        new_id(),
        keeper.id,
        customer,
        visitor,
        shop.clock.now(),
    )


async def identify(shop: Shop, visitor: UUID, customer: UUID) -> None:
    await run(
        shop.scope,
        "INSERT INTO identifications (brand_id, id, visitor_id, customer_id, via, at)"
        " VALUES ($1, $2, $3, $4, 'login', $5)",
        new_id(),
        visitor,
        customer,
        shop.clock.now(),
    )


async def change_status(shop: Shop, keeper: Keeper, status: str) -> None:
    await run(
        shop.scope,
        "INSERT INTO seller_status_changes (brand_id, id, seller_id, status, at) VALUES ($1, $2, $3, $4, $5)",
        new_id(),
        keeper.id,
        status,
        shop.clock.now(),
    )
    await run(shop.scope, "UPDATE sellers SET status = $3 WHERE brand_id = $1 AND id = $2", keeper.id, status)


async def change_store(shop: Shop, keeper: Keeper, status: str) -> None:
    await run(
        shop.scope,
        "INSERT INTO store_status_changes (brand_id, id, store_id, status, at) VALUES ($1, $2, $3, $4, $5)",
        new_id(),
        keeper.store_id,
        status,
        shop.clock.now(),
    )


async def drops(shop: Shop, order: OrderPlaced) -> object:
    return await value(
        shop.scope,
        "SELECT array_agg(d ->> 'dropped' ORDER BY d ->> 'dropped') FROM attribution_decisions AS a,"
        " jsonb_array_elements(a.body -> 'drops') AS d WHERE a.brand_id = $1 AND a.order_id = $2",
        order.id,
    )


async def rechecked(shop: Shop, order: OrderPlaced) -> bool:
    lines = await rows(
        shop.scope,
        "SELECT id FROM retail_order_lines WHERE brand_id = $1 AND order_id = $2",
        order.id,
    )
    checks = [await recheck_decision(shop.scope, line[0]) for line in lines]  # type: ignore[arg-type]
    return all(check.same for check in checks)


async def test_the_last_touch_of_any_browser_of_the_customer_decides(shop: Shop) -> None:
    owner, first, last = await shop.keeper(), await shop.keeper(), await shop.keeper()
    phone, desk, phone_number = new_id(), new_id(), a_phone()
    await shop.touch(last, phone)
    shop.clock.move_by(timedelta(days=1))
    # The first order identifies the phone; the touch on the desk's browser comes before anybody knows whose it is.
    await shop.sell(owner, {"SCARF": 1}, visitor=phone, phone=phone_number)
    shop.clock.move_by(timedelta(days=1))
    await shop.touch(first, desk)
    shop.clock.move_by(timedelta(days=1))
    await shop.touch(last, phone)
    shop.clock.move_by(timedelta(days=1))
    order = await shop.sell(owner, {"SCARF": 1}, visitor=desk, phone=phone_number)
    assert await shop.decided(order) == ("touch", [str(last.id)])
    assert await rechecked(shop, order)


async def test_a_touch_on_a_closed_store_or_of_an_inactive_seller_does_not_count(shop: Shop) -> None:
    owner, closed, resting = await shop.keeper(), await shop.keeper(), await shop.keeper()
    visitor = new_id()
    await change_store(shop, closed, "published")
    shop.clock.move_by(timedelta(hours=1))
    await change_store(shop, closed, "paused")
    await shop.touch(closed, visitor)
    await change_status(shop, resting, "suspended")
    await shop.touch(resting, visitor)
    shop.clock.move_by(timedelta(hours=1))
    await change_store(shop, closed, "published")
    await change_status(shop, resting, "active")
    order = await shop.sell(owner, {"SCARF": 1}, visitor=visitor)
    assert await shop.decided(order) == ("store", [str(owner.id)])
    assert await drops(shop, order) == ["seller_inactive_at_touch", "seller_inactive_at_touch"]
    shop.clock.move_by(timedelta(hours=1))
    await shop.touch(closed, visitor)
    again = await shop.sell(owner, {"SCARF": 1}, visitor=visitor)
    assert await shop.decided(again) == ("touch", [str(closed.id)])
    assert await rechecked(shop, order)


async def test_bots_previews_and_old_touches_do_not_count(shop: Shop) -> None:
    owner, other = await shop.keeper(), await shop.keeper()
    visitor = new_id()
    await shop.touch(other, visitor)
    shop.clock.move_by(timedelta(days=30))
    await shop.touch(other, visitor, kind="bot")
    await shop.touch(other, visitor, kind="preview")
    order = await shop.sell(owner, {"SCARF": 1}, visitor=visitor)
    assert await shop.decided(order) == ("store", [str(owner.id)])
    assert await drops(shop, order) == ["not_human_bot", "not_human_preview"]


async def test_nobody_earns_on_their_own_purchase(shop: Shop) -> None:
    phone = a_phone()
    keeper, other = await shop.keeper(with_account=True, phone=phone), await shop.keeper()
    by_phone = await shop.sell(keeper, {"SCARF": 1}, phone=phone)
    assert await shop.decided(by_phone) == (None, None)
    assert await drops(shop, by_phone) == ["self_purchase_same_phone"]
    logged_in = shop.scope.acting_as(keeper.actor)
    visitor = new_id()
    await shop.touch(other, visitor)
    await shop.touch(keeper, visitor)
    by_account = await shop.sell(keeper, {"SCARF": 1}, visitor=visitor, phone=a_phone(), scope=logged_in)
    # The last touch was the buyer's own; it is dropped, and the other's counts.
    assert await shop.decided(by_account) == ("touch", [str(other.id)])
    assert await drops(shop, by_account) == ["self_purchase_same_account", "self_purchase_same_account"]
    assert await shop.balance(keeper) == (0, 0)
    assert await rechecked(shop, by_account)


async def test_a_policy_that_allows_it_still_pays_nobody_for_their_own_purchase(shop: Shop) -> None:
    phone = a_phone()
    keeper = await shop.keeper(with_account=True, phone=phone)
    await shop.publish(ATTRIBUTION_POLICY, {"window_days": 30, "model": "last", "self_purchase": "allow"})
    order = await shop.sell(keeper, {"SCARF": 1}, phone=phone)
    assert await shop.decided(order) == ("store", [str(keeper.id)])
    assert await shop.commission(order) == []


async def test_a_coupon_wins_over_a_touch_and_counts_while_it_is_valid(shop: Shop) -> None:
    owner, holder, toucher = await shop.keeper(), await shop.keeper(), await shop.keeper()
    visitor = new_id()
    until = shop.clock.now() + timedelta(minutes=10)
    await shop.coupon(holder, "SPRING", valid_until=until)
    await shop.touch(toucher, visitor)
    order = await shop.sell(owner, {"SCARF": 1}, visitor=visitor, coupon="spring")
    assert await shop.decided(order) == ("coupon", [str(holder.id)])
    # Placed in time, paid at the coupon's end: it took its discount and claims the sale no more.
    late = await shop.order(owner, {"SCARF": 1}, visitor=visitor, coupon="SPRING")
    payment = await shop.ask(late)
    shop.clock.move_to(until)
    await shop.tell(shop.paid_event(late, payment))
    assert await shop.decided(late) == ("touch", [str(toucher.id)])
    assert await drops(shop, late) == ["coupon_expired"]
    assert await rechecked(shop, order)
    assert await rechecked(shop, late)


@pytest.mark.parametrize(
    ("rebind", "winner"), [("never", "first"), ("after_expiry", "first"), ("newest", "second")]
)
async def test_bindings_are_read_under_the_brands_policy(shop: Shop, rebind: str, winner: str) -> None:
    owner, first, second = await shop.keeper(), await shop.keeper(), await shop.keeper()
    await shop.publish(
        ATTRIBUTION_POLICY, {"window_days": 30, "model": "last", "binding": {"days": 90, "rebind": rebind}}
    )
    visitor, phone = new_id(), a_phone()
    await shop.touch(second, visitor, kind="bot")
    await bind(shop, first, visitor=visitor)
    shop.clock.move_by(timedelta(days=1))
    customer = await make_customer(shop.scope, phone=phone)
    await identify(shop, visitor, customer)
    shop.clock.move_by(timedelta(days=1))
    await bind(shop, second, customer=customer)
    shop.clock.move_by(timedelta(days=1))
    order = await shop.sell(owner, {"SCARF": 1}, phone=phone)
    expected = {"first": first, "second": second}[winner]
    assert await shop.decided(order) == ("binding", [str(expected.id)])
    assert await rechecked(shop, order)


async def test_a_decision_stands_whatever_is_learnt_later(shop: Shop) -> None:
    owner, one, two = await shop.keeper(), await shop.keeper(), await shop.keeper()
    visitor, other_browser, phone = new_id(), new_id(), a_phone()
    await shop.touch(one, visitor)
    await shop.touch(two, other_browser)
    shop.clock.move_by(timedelta(hours=1))
    order = await shop.sell(owner, {"SCARF": 1, "COAT": 1}, visitor=visitor, phone=phone)
    assert await shop.decided(order) == ("touch", [str(one.id)])
    shop.clock.move_by(timedelta(hours=1))
    customer = await value(
        shop.scope, "SELECT customer_id FROM retail_orders WHERE brand_id = $1 AND id = $2", order.id
    )
    assert isinstance(customer, UUID)
    await identify(shop, other_browser, customer)
    await identify(shop, visitor, await make_customer(shop.scope))
    await shop.touch(two, visitor)
    await bind(shop, two, customer=customer)
    await change_status(shop, one, "closed")
    await run(
        shop.scope,
        "UPDATE identifications SET undone_at = $2 WHERE brand_id = $1 AND via = 'order'",
        shop.clock.now(),
    )
    assert await rechecked(shop, order)


async def test_orders_paid_in_one_batch_know_each_other(shop: Shop) -> None:
    """The first order of the batch identifies the browser by which the second order's customer was brought."""
    owner, sharer = await shop.keeper(), await shop.keeper()
    browser, phone = new_id(), a_phone()
    await shop.touch(sharer, browser)
    first = await shop.order(owner, {"SCARF": 1}, visitor=browser, phone=phone)
    second = await shop.order(owner, {"COAT": 1}, phone=phone)
    third = await shop.order(owner, {"COAT": 1}, phone=a_phone())
    events = [shop.paid_event(each, await shop.ask(each)) for each in (third, second, first)]
    assert [outcome.state for outcome in await shop.tell(*events)] == ["applied"] * 3
    assert await shop.decided(first) == ("touch", [str(sharer.id)])
    assert await shop.decided(second) == ("touch", [str(sharer.id)])
    assert await shop.decided(third) == ("store", [str(owner.id)])
    said = "SELECT body -> 'plan' ->> 'customer' FROM attribution_decisions WHERE brand_id = $1 AND order_id = $2"
    assert [await value(shop.scope, said, each.id) for each in (first, second, third)] == [
        "new",
        "returning",
        "new",
    ]
    assert await rechecked(shop, second)
    await shop.proved(cash=43_331, retail_revenue=-43_331, commission_expense=4_333, seller_pending=-4_333)
