"""A leaver's customers, links and coupons go to another: by new facts, under every rebind rule, and back again."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from commission.attribution.bindings import standing_binding
from commission.attribution.facts import Binding
from commission.attribution.policy import BindingRule
from infra.clock import SetClock
from infra.database import transact
from infra.errors import NotFound
from infra.ids import new_id
from infra.scope import Scope
from services.history.masters import COUPONS
from services.people.errors import HandOverToSelf, HandOverUndone, TakerHasNoStore, TakerNotActive
from services.people.hand_over_seller import HandOverSeller, hand_over_seller
from services.people.undo_hand_over import undo_hand_over
from services.policies.kinds import ATTRIBUTION_POLICY
from services.policies.publish_policy import PublishPolicy
from services.queries.hand_overs import list_hand_overs
from services.queries.pages import PageRequest
from services.retail.place_order import OrderPlaced
from services.retail.recheck_decision import recheck_decision
from services.sharing.bulk_create_links import BulkCreateLinks, SellersLink, bulk_create_links
from services.sharing.write_binding import write_binding
from tests.services.policies.bodies import ATTRIBUTION
from tests.support.publishing import publish_policy
from tests.support.shop import Shop
from tests.support.world import START, make_customer, make_seller, make_store, rows, run, value

FACTS = """
SELECT seller_id, hand_over_id IS NOT NULL FROM bindings WHERE brand_id = $1 AND customer_id = $2 ORDER BY at, id
"""
OWNERS = "SELECT code, seller_id FROM coupons WHERE brand_id = $1 ORDER BY code"
LINE_OF = "SELECT id FROM retail_order_lines WHERE brand_id = $1 AND order_id = $2"
LINK = "SELECT seller_id, store_id FROM links WHERE brand_id = $1 AND id = $2"


async def same(shop: Shop, order: OrderPlaced) -> bool:
    """Whether the law gives the stored decision of the order's line again."""
    line = await value(shop.scope, LINE_OF, order.id)
    assert isinstance(line, UUID)
    return (await recheck_decision(shop.scope, line)).same


async def seller_with_store(scope: Scope) -> tuple[UUID, UUID]:
    seller = (await make_seller(scope, "staff")).seller_id
    assert seller is not None
    return seller, await make_store(scope, seller)


async def bind(scope: Scope, seller: UUID, **who: Any) -> None:
    await transact(scope, lambda tx: write_binding(tx, seller, "follow", **who))


async def link_of(scope: Scope, seller: UUID) -> UUID:
    made = await bulk_create_links(scope, BulkCreateLinks([SellersLink("poster", seller_id=seller)]))
    return made.links[0].link_id


@pytest.mark.parametrize("rebind", [None, "never", "after_expiry", "newest"])
async def test_customers_and_links_go_and_come_back(
    scope: Scope, clock: SetClock, rebind: str | None
) -> None:
    if rebind:
        body = ATTRIBUTION | {"binding": {"days": 100, "rebind": rebind}}
        await publish_policy(scope, ATTRIBUTION_POLICY, PublishPolicy(body, START))
    (leaver, old_store), (taker, new_store) = await seller_with_store(scope), await seller_with_store(scope)
    customer, visitor, link = await make_customer(scope), new_id(), await link_of(scope, leaver)
    await bind(scope, leaver, customer_id=customer)
    await bind(scope, leaver, visitor_id=visitor)
    clock.move_by(timedelta(days=1))
    asked = await hand_over_seller(scope, leaver, HandOverSeller(taker, "left us", check=True))
    assert (asked.hand_over_id, asked.customers, asked.links) == (None, 2, 1)
    done = await hand_over_seller(scope, leaver, HandOverSeller(taker, "left us"))
    assert (done.customers, done.links) == (2, 1)
    assert await rows(scope, FACTS, customer) == [(leaver, False), (taker, True)]
    assert await rows(scope, LINK, link) == [(taker, new_store)]
    clock.move_by(timedelta(days=1))
    assert done.hand_over_id is not None
    back = await undo_hand_over(scope, done.hand_over_id)
    assert (back.customers, back.links) == (2, 1)
    assert await rows(scope, FACTS, customer) == [(leaver, False), (taker, True), (leaver, True)]
    assert await rows(scope, LINK, link) == [(leaver, old_store)]
    with pytest.raises(HandOverUndone):
        await undo_hand_over(scope, done.hand_over_id)
    history = (
        "SELECT from_seller_id, to_seller_id, at FROM link_owner_changes WHERE brand_id = $1 ORDER BY at"
    )
    assert await rows(scope, history) == [
        (leaver, taker, START + timedelta(days=1)),
        (taker, leaver, START + timedelta(days=2)),
    ]
    (row,) = (await list_hand_overs(scope, PageRequest())).rows
    assert (row.customers, row.links, row.reason, row.undone_at) == (
        2,
        1,
        "left us",
        START + timedelta(days=2),
    )
    audit = "SELECT action FROM audit_log WHERE brand_id = $1 AND action LIKE '%hand_over%' ORDER BY at"
    assert await rows(scope, audit) == [("hand_over_seller",), ("undo_hand_over",)]


async def test_live_coupons_go_along_and_come_back(shop: Shop) -> None:
    leaver, taker = await shop.keeper(), await shop.keeper()
    until = shop.clock.now() + timedelta(days=30)
    await shop.coupon(leaver, "SPRING", valid_until=until)
    await shop.coupon(leaver, "OVER", valid_until=shop.clock.now())
    await shop.coupon(leaver, "SPENT", use_limit=1)
    await run(shop.scope, "UPDATE coupons SET used = 1 WHERE brand_id = $1 AND code = 'SPENT'")
    before = await shop.sell(leaver, {"SCARF": 1}, coupon="SPRING")
    shop.clock.move_by(timedelta(hours=1))
    done = await hand_over_seller(shop.scope, leaver.id, HandOverSeller(taker.id, "left"))
    assert done.coupons == 1
    assert await rows(shop.scope, OWNERS) == [("OVER", leaver.id), ("SPENT", leaver.id), ("SPRING", taker.id)]
    shop.clock.move_by(timedelta(hours=1))
    during = await shop.sell(leaver, {"SCARF": 1}, coupon="SPRING")
    assert await shop.decided(during) == ("coupon", [str(taker.id)])
    # Decided before, read again now: whose it was then.
    assert await same(shop, before)
    assert done.hand_over_id is not None
    shop.clock.move_by(timedelta(hours=1))
    assert (await undo_hand_over(shop.scope, done.hand_over_id)).coupons == 1
    shop.clock.move_by(timedelta(hours=1))
    after = await shop.sell(taker, {"SCARF": 1}, coupon="SPRING")
    assert await shop.decided(after) == ("coupon", [str(leaver.id)])
    assert [await same(shop, order) for order in (before, during, after)] == [True] * 3
    changes = "SELECT from_seller_id, to_seller_id FROM coupon_owner_changes WHERE brand_id = $1 ORDER BY at"
    assert await rows(shop.scope, changes) == [(leaver.id, taker.id), (taker.id, leaver.id)]
    (row,) = (await list_hand_overs(shop.scope, PageRequest())).rows
    assert row.coupons == 1
    owners = await rows(shop.scope, COUPONS, shop.clock.now())
    told = {(each["code"], each["seller"]) for each in (json.loads(row[0]) for row in owners)}
    assert {("SPRING@" + str(each.id), str(each.id)) for each in (leaver, taker)} <= told


async def test_a_coupon_that_was_given_on_since_stays_there(shop: Shop) -> None:
    leaver, taker, third = [await shop.keeper() for _ in range(3)]
    await shop.coupon(leaver, "SPRING")
    first = await hand_over_seller(shop.scope, leaver.id, HandOverSeller(taker.id, "left"))
    shop.clock.move_by(timedelta(hours=1))
    await hand_over_seller(shop.scope, taker.id, HandOverSeller(third.id, "left too"))
    assert first.hand_over_id is not None
    assert (await undo_hand_over(shop.scope, first.hand_over_id)).coupons == 0
    assert await rows(shop.scope, OWNERS) == [("SPRING", third.id)]


async def test_who_chose_another_since_stays_there(scope: Scope, clock: SetClock) -> None:
    (leaver, _), (taker, _), (third, _) = [await seller_with_store(scope) for _ in range(3)]
    gone, kept = await make_customer(scope), await make_customer(scope)
    for customer in (gone, kept):
        await bind(scope, leaver, customer_id=customer)
    clock.move_by(timedelta(hours=1))
    await bind(scope, third, customer_id=gone)
    done = await hand_over_seller(scope, leaver, HandOverSeller(taker, "left"))
    assert done.customers == 1
    assert await rows(scope, FACTS, gone) == [(leaver, False), (third, False)]
    clock.move_by(timedelta(hours=1))
    await bind(scope, third, customer_id=kept)
    assert done.hand_over_id is not None
    assert (await undo_hand_over(scope, done.hand_over_id)).customers == 0


async def test_an_expired_binding_is_not_brought_back_to_life(scope: Scope, clock: SetClock) -> None:
    body = ATTRIBUTION | {"binding": {"days": 10, "rebind": "after_expiry"}}
    await publish_policy(scope, ATTRIBUTION_POLICY, PublishPolicy(body, START))
    (leaver, _), (taker, _) = await seller_with_store(scope), await seller_with_store(scope)
    await bind(scope, leaver, customer_id=await make_customer(scope))
    clock.move_by(timedelta(days=10))
    assert (await hand_over_seller(scope, leaver, HandOverSeller(taker, "left"))).customers == 0


async def test_who_cannot_take_over(scope: Scope) -> None:
    leaver, _ = await seller_with_store(scope)
    taker, _ = await seller_with_store(scope)
    homeless = (await make_seller(scope)).seller_id
    assert homeless is not None
    with pytest.raises(HandOverToSelf):
        await hand_over_seller(scope, leaver, HandOverSeller(leaver, "x"))
    with pytest.raises(TakerHasNoStore):
        await hand_over_seller(scope, leaver, HandOverSeller(homeless, "x"))
    for pair in ((leaver, new_id()), (new_id(), leaver)):
        with pytest.raises(NotFound):
            await hand_over_seller(scope, pair[0], HandOverSeller(pair[1], "x"))
    await run(scope, "UPDATE sellers SET status = 'suspended' WHERE brand_id = $1 AND id = $2", taker)
    with pytest.raises(TakerNotActive):
        await hand_over_seller(scope, leaver, HandOverSeller(taker, "x"))
    with pytest.raises(NotFound):
        await undo_hand_over(scope, new_id())


@pytest.mark.parametrize("rebind", ["never", "after_expiry", "newest"])
def test_in_the_law_a_hand_over_takes_the_place_of_whichever_stands(rebind: str) -> None:
    rule = BindingRule(days=100, rebind=rebind)  # type: ignore[arg-type]
    first = Binding("1", START, "leaver", "c")
    handed = Binding("2", START + timedelta(days=1), "taker", "c", handed_over=True)
    chosen = Binding("3", START + timedelta(days=2), "third", "c")
    assert standing_binding([first, handed], rule) == handed
    assert standing_binding([first, handed, chosen], rule) == (chosen if rebind == "newest" else handed)
