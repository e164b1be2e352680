"""A brand's own history, exported and replayed, gives its live books to the cent."""

from uuid import UUID

import pytest

from infra.clock import SetClock
from infra.database import transact
from infra.ids import new_id
from infra.scope import Scope
from services.catalogue.edit_product import EditProduct, edit_product
from services.catalogue.shapes import ProductItem
from services.catalogue.upsert_products import UpsertProducts, upsert_products
from services.people.change_seller_status import ChangeSellerStatus, change_seller_status
from services.people.edit_seller import EditSeller, edit_seller
from services.policies.kinds import COMMISSION_PLAN, TIER_SCHEDULE
from services.retail.decide_hold import DecideHold, decide_hold
from services.retail.deliver_order import deliver_order
from services.retail.hold_commission import HoldCommission, hold_commission
from services.retail.mature_commissions import mature_commissions
from services.retail.refund_order import RefundedLine, RefundOrder, refund_order
from services.sharing.merge_customers import MergeCustomers, merge_customers
from services.sharing.merge_visitor import merge_visitor
from services.sharing.undo_customer_merge import undo_customer_merge
from services.sharing.undo_merge import UndoMerge, undo_merge
from services.stores.change_store_status import change_store_status
from tests.services.history.conftest import DAY, line_of, same, wait
from tests.support.market import RIGHTS, TIERS, Market
from tests.support.shop import PLAN, Shop, a_phone
from tests.support.world import make_customer, run, value


async def test_stock_is_priced_as_it_was_quoted(market: Market) -> None:
    """Price list, schedule and volume moved between the quote and its payment; the promise did not."""
    keeper, shop = await market.shop.keeper(), market.shop
    first = await market.quote_and_place(keeper, {"COAT": 40})
    second = await market.quote_and_place(keeper, {"COAT": 20, "SCARF": 1})
    await run(
        shop.scope,
        "UPDATE sku_prices SET list_price = 99 WHERE brand_id = $1 AND list_price = 3333",
    )
    await shop.publish(
        TIER_SCHEDULE, {**TIERS, "tiers": [{"name": "dear", "threshold": 0, "price_rate": "1"}]}
    )
    assert [await market.pay_stock(each) for each in (first, second)] == ["paid", "paid"]
    await wait(market)
    outcome = await same(market)
    priced = {
        order: (each["tier"], each["volume_before"], each["net"])
        for order, each in outcome["wholesale"].items()
    }
    # 800,000 at 0.60; 403,333 at 0.60, for the first was not paid yet when the second was quoted.
    assert priced == {str(first.id): ("start", 0, 480_000), str(second.id): ("start", 0, 242_000)}
    assert outcome["sellers"][str(keeper.id)]["volume"] == 1_203_333
    assert outcome["ledger"]["trial_balance"]["wholesale_revenue"] == -722_000


async def test_a_closed_account_sends_back_after_the_window(market: Market) -> None:
    keeper = await market.shop.keeper()
    order = await market.stock_up(keeper, {"COAT": 10})
    await wait(market, 30)
    await market.give_back(keeper, order.id, 1, 3)
    await wait(market, 400)
    closed = ChangeSellerStatus("closed", "leaves")
    await change_seller_status(market.shop.scope, keeper.id, closed)
    await wait(market)
    await market.give_back(keeper, order.id, 1, 7)
    outcome = await same(market)
    # 120,000 paid, all of it back less the tenth that restocking costs, in two steps.
    assert [(each["gross"], each["fee"]) for each in outcome["returns"]] == [(36_000, 3_600), (84_000, 8_400)]
    assert outcome["ledger"]["trial_balance"]["restocking_fee_income"] == -12_000


async def test_retail_from_touch_to_payout(market: Market) -> None:
    """Tax and shipping, a delivery, holds, refunds before and after maturity, a payout with tax withheld, a debt."""
    shop, keeper = market.shop, await market.shop.keeper("staff", with_account=True, phone=a_phone())
    other = await shop.keeper(with_account=True, phone=a_phone())
    await market.payee(other, "62220001")
    visitor = new_id()
    await shop.touch(other, visitor)
    await wait(market)
    touched = await shop.sell(keeper, {"COAT": 400, "SCARF": 3}, visitor=visitor, phone=a_phone())
    held, refused = [await shop.sell(other, {"COAT": 10}, phone=a_phone()) for _ in range(2)]
    await wait(market)
    await deliver_order(shop.scope, touched.code)
    for order in (held, refused):
        await hold_commission(
            shop.scope,
            await line_of(market, order),
            HoldCommission("dispute", "who", shop.clock.now() + 30 * DAY),
        )
    await wait(market)
    await refund_order(shop.scope, touched.code, RefundOrder([RefundedLine(1, 1)], shipping=True))
    await decide_hold(shop.scope, await line_of(market, refused), DecideHold(release=False, note="no"))
    await wait(market, 40)
    await mature_commissions(shop.scope)
    await decide_hold(shop.scope, await line_of(market, held), DecideHold(release=True, note="yes"))
    assert await market.pay_out() == ["confirmed"]
    await wait(market)
    await refund_order(shop.scope, touched.code, RefundOrder([RefundedLine(1, 399)]))
    outcome = await same(market)
    # 10 % of 8,000,000 and of 9,999, less 2,000; and 20,000 released. Paid out but 798,000 of it was refunded since.
    gross = 800_000 + 1_000 - 2_000 + 20_000
    tax = await value(shop.scope, "SELECT tax FROM payout_items WHERE brand_id = $1")
    assert outcome["sellers"][str(other.id)] == {
        "pending": 0,
        "available": -798_000,
        "in_flight": 0,
        "paid": gross - int(str(tax)),
        "withheld": tax,
        "tier": "start",
        "volume": 0,
    }
    assert outcome["sellers"][str(keeper.id)]["pending"] == 0
    sold = outcome["ledger"]["trial_balance"]
    assert (sold["shipping"], sold["sales_tax"]) == (-1_000, -(1_300 + 52_000))


@pytest.mark.parametrize(("account", "state"), [("62220003", "unknown"), ("62220002", "failed")])
async def test_payouts_that_are_not_confirmed(market: Market, account: str, state: str) -> None:
    keeper = await market.shop.keeper()
    await market.payee(keeper, account, "business")
    await market.shop.sell(keeper, {"COAT": 10}, phone=a_phone())
    await wait(market, 31)
    await mature_commissions(market.shop.scope)
    assert await market.pay_out() == [state]
    await wait(market)
    stood = (await same(market))["sellers"][str(keeper.id)]
    if state == "unknown":
        assert (stood["available"], stood["in_flight"], stood["paid"]) == (0, 20_000, 0)
    else:
        assert (stood["available"], stood["in_flight"], stood["paid"]) == (20_000, 0, 0)


async def test_who_is_whom_at_each_order(market: Market) -> None:
    """A merge taken back, a store paused at a touch, a phone that changed hands between two orders."""
    shop, phone = market.shop, a_phone()
    keeper, other = await shop.keeper(), await shop.keeper(with_account=True, phone=phone)
    customer = await make_customer(shop.scope, phone=phone)
    visitor = new_id()
    await transact(shop.scope, lambda tx: change_store_status(tx, keeper.store_id, "published"))
    await shop.touch(keeper, visitor)
    merged = await transact(shop.scope, lambda tx: merge_visitor(tx, visitor, customer, "login"))
    await wait(market)
    mine = await shop.sell(other, {"COAT": 1}, phone=phone)
    await wait(market)
    await undo_merge(shop.scope, merged, UndoMerge("a shared computer"))
    await run(shop.scope, "UPDATE accounts SET phone = $2 WHERE brand_id = $1", a_phone())
    await wait(market)
    now_anothers = await shop.sell(other, {"COAT": 1}, phone=phone)
    paused = new_id()
    await transact(shop.scope, lambda tx: change_store_status(tx, keeper.store_id, "paused"))
    await shop.touch(keeper, paused)
    await wait(market)
    unseen = await shop.sell(other, {"COAT": 1}, visitor=paused, phone=a_phone())
    outcome = await same(market)
    said = {order: (lines["1"]["by"], lines["1"]["drops"]) for order, lines in outcome["attribution"].items()}
    assert said[str(mine.id)][0] == "touch"
    assert [drop["dropped"] for drop in said[str(mine.id)][1]] == ["self_purchase_same_identity"]
    assert said[str(now_anothers.id)] == ("store", [])
    assert [drop["dropped"] for drop in said[str(unseen.id)][1]] == ["seller_inactive_at_touch"]
    # Whom the order names beside the sellers' lists: the number is another's now.
    orders = {
        each["order"]: each
        for each in (await market.replayed()).document["events"]
        if each["type"] == "retail_paid"
    }
    assert orders[str(mine.id)]["same_person"] == {str(other.id): True}
    assert "same_person" not in orders[str(now_anothers.id)]


async def test_customers_who_turn_out_to_be_one_person(market: Market) -> None:
    shop, keeper, other = market.shop, await market.shop.keeper(), await market.shop.keeper()
    phones = [a_phone(), a_phone()]
    one, two = [await make_customer(shop.scope, phone=phone) for phone in phones]
    visitor = new_id()
    await transact(shop.scope, lambda tx: change_store_status(tx, keeper.store_id, "published"))
    await shop.touch(keeper, visitor)
    await transact(shop.scope, lambda tx: merge_visitor(tx, visitor, one, "login"))
    await wait(market)
    orders = [await shop.sell(other, {"COAT": 1}, phone=phones[1])]
    await wait(market)
    merged = await merge_customers(shop.scope, MergeCustomers(one, two, "the same person"))
    await wait(market)
    orders.append(await shop.sell(other, {"COAT": 1}, phone=phones[1]))
    await wait(market)
    await undo_customer_merge(shop.scope, merged.merge_id, UndoMerge("not the same"))
    await wait(market)
    orders.append(await shop.sell(other, {"COAT": 1}, phone=phones[1]))
    outcome = await same(market)
    said = [outcome["attribution"][str(order.id)]["1"]["by"] for order in orders]
    assert said == ["store", "touch", "store"]


async def test_a_seller_is_not_paid_for_their_own_purchase(scope: Scope, clock: SetClock) -> None:
    """Where the policy credits a self-purchase, the brand still pays no commission on it; a replay does not either."""
    market = await Market(Shop(scope, clock)).open(attribution={"self_purchase": "allow"})
    await market.shop.sku("COAT", 20_000)
    phone = a_phone()
    keeper = await market.shop.keeper(with_account=True, phone=phone)
    order = await market.shop.sell(keeper, {"COAT": 1}, phone=phone)
    outcome = await same(market)
    assert outcome["attribution"][str(order.id)]["1"]["credits"] == [
        {"seller": str(keeper.id), "weight": "1"}
    ]
    assert outcome["commissions"] == []


async def test_rules_that_matched_what_was_so_then(scope: Scope, clock: SetClock) -> None:
    """A category and a cohort were changed, and a plan followed another: each sale keeps the rule of its day."""
    rules = [
        {"id": "coats", "match": {"category": ["coat"]}, "rate": "0.20"},
        {"id": "spring", "match": {"cohort": ["spring"]}, "rate": "0.15"},
        {"id": "rest", "match": {}, "rate": "0.10"},
    ]
    market = await Market(Shop(scope, clock)).open(plan={**PLAN, "rules": rules})
    shop = market.shop
    await shop.sku("COAT", 20_000, category="coat")
    keeper = await shop.keeper()
    orders = [await shop.sell(keeper, {"COAT": 1}, phone=a_phone())]
    await wait(market)
    product = await value(scope, "SELECT id FROM products WHERE brand_id = $1")
    assert isinstance(product, UUID)
    await edit_product(scope, product, EditProduct(category="jacket"))
    await edit_seller(scope, keeper.id, EditSeller(cohort="spring"))
    await wait(market)
    orders.append(await shop.sell(keeper, {"COAT": 1}, phone=a_phone()))
    await wait(market)
    await edit_seller(scope, keeper.id, EditSeller(cohort="autumn"))
    await wait(market)
    orders.append(await shop.sell(keeper, {"COAT": 1}, phone=a_phone()))
    await wait(market)
    # By a file of many products, too.
    code = await value(scope, "SELECT code FROM products WHERE brand_id = $1")
    await upsert_products(scope, UpsertProducts([ProductItem(str(code), "Coat", category="coat")]))
    await wait(market)
    orders.append(await shop.sell(keeper, {"COAT": 1}, phone=a_phone()))
    await shop.publish(COMMISSION_PLAN, {**PLAN, "rules": [{"id": "flat", "match": {}, "rate": "0.01"}]})
    orders.append(await shop.sell(keeper, {"COAT": 1}, phone=a_phone()))
    outcome = await same(market)
    rule_of = {row["order"]: (row["rule"], row["amount"]) for row in outcome["commissions"]}
    assert [rule_of[str(order.id)] for order in orders] == [
        ("coats", 4_000),
        ("spring", 3_000),
        ("rest", 2_000),
        ("coats", 4_000),
        ("flat", 200),
    ]


async def test_own_stock_sold_and_refunded(scope: Scope, clock: SetClock) -> None:
    tiers = {**TIERS, "basis": "sell_through"}
    market = await Market(Shop(scope, clock)).open(tiers=tiers, rights={**RIGHTS, "restocking_rate": "0"})
    shop, clerk = market.shop, await market.shop.keeper(ships_from="own_stock")
    await shop.sku("COAT", 20_000, stock=200)
    for qty in (3, 5):
        await market.stock_up(clerk, {"COAT": qty})
        await wait(market)
    order = await shop.sell(clerk, {"COAT": 6}, phone=a_phone())
    await wait(market)
    await refund_order(shop.scope, order.code, RefundOrder([RefundedLine(1, 2)]))
    outcome = await same(market)
    assert outcome["proceeds"][0] | {"order": "", "seller": ""} == {
        "order": "",
        "line": "1",
        "seller": "",
        "amount": 120_000,
        "reversed": 40_000,
        "state": "pending",
    }
    assert outcome["sellers"][str(clerk.id)]["volume"] == 80_000


async def test_a_refund_before_its_payment_waits_and_a_stray_is_told_apart(market: Market) -> None:
    shop, keeper = market.shop, await market.shop.keeper()
    early = await shop.order(keeper, {"COAT": 2}, phone=a_phone())
    payment = await shop.ask(early)
    await shop.tell(shop.refund_event(payment, 22_600, (1, 1)))
    twice = await shop.sell(keeper, {"COAT": 1}, phone=a_phone())
    again = await value(shop.scope, "SELECT id FROM payments WHERE brand_id = $1 AND order_id = $2", twice.id)
    assert isinstance(again, UUID)
    other = await shop.order(keeper, {"SCARF": 1}, phone=a_phone())
    ask = await shop.ask(other)
    await run(
        shop.scope,
        "UPDATE retail_orders SET state = 'cancelled', cancelled_for = 'brand' WHERE id = $2 AND brand_id = $1",
        other.id,
    )
    await shop.tell(shop.paid_event(other, ask))
    await wait(market)
    replayed = await market.replayed()
    assert (replayed.compared.differences, replayed.outcome["rejected"]) == ([], [])
    assert len(replayed.outcome["parked"]) == 1
    assert replayed.exported.left_out.customer_refunds_due == other.total
    await shop.tell(shop.paid_event(early, payment))
    outcome = await same(market)
    assert outcome["parked"] == []
    assert sorted((row["amount"], row["reversed"]) for row in outcome["commissions"]) == [
        (2_000, 0),
        (4_000, 2_000),
    ]
