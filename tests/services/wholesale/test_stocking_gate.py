"""The stocking gate (G-07): off, warn, review, block; and that nobody gets round it."""

from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from infra.clock import SetClock
from infra.ids import new_id
from infra.scope import Actor, Scope
from services.policies.kinds import RETURN_POLICY, TIER_SCHEDULE
from services.policies.publish_policy import PublishPolicy
from services.wholesale.decide_stock_check import DecideStockCheck, decide_stock_check
from services.wholesale.errors import StockCheckDecided, StockingRefused, StockOrderWaits
from services.wholesale.pay_stock_order import StockPayment
from services.wholesale.start_stock_payment import StartStockPayment, start_stock_payment
from services.wholesale.stocking_gate import StockCheck
from tests.services.wholesale.conftest import RIGHTS, SCHEDULE, Shop
from tests.support.publishing import declare, publish_policy, terms
from tests.support.world import make_location, make_seller, make_sku, make_store, put_stock, rows, run


async def gated(scope: Scope, clock: SetClock, gate: str, cap: int = 10) -> Shop:
    await declare(scope, terms(stocking__gate=gate, stocking__starter_cap=cap))
    seller = await make_seller(scope)
    location = await make_location(scope)
    await put_stock(scope, location, await make_sku(scope, "A", list_price=10_000), 10_000)
    await publish_policy(scope, RETURN_POLICY, PublishPolicy(RIGHTS))
    await publish_policy(scope, TIER_SCHEDULE, PublishPolicy(SCHEDULE))
    assert seller.seller_id is not None
    return Shop(scope, clock, seller.seller_id, location)


async def sold(shop: Shop, units: int) -> None:
    """Units that the seller's store sold to end customers, paid today."""
    store = await make_store(shop.scope, shop.seller)
    sku, customer, order = new_id(), new_id(), new_id()
    await run(shop.scope, "INSERT INTO customers (brand_id, id, created_at) VALUES ($1, $2, now())", customer)
    (sku,) = (await rows(shop.scope, "SELECT id FROM skus WHERE brand_id = $1 AND code = 'A'"))[0]  # type: ignore[assignment]
    await run(
        shop.scope,
        "INSERT INTO retail_orders (brand_id, id, code, store_id, customer_id, state, currency, goods_total, total,"
        " placed_at, expires_at, paid_at)"
        " VALUES ($1, $2::uuid, $2::uuid::text, $3, $4, 'paid', 'CNY', $5, $5, $6, $6, $6)",
        order,
        store,
        customer,
        units * 10_000,
        shop.clock.now(),
    )
    await run(
        shop.scope,
        "INSERT INTO retail_order_lines (brand_id, id, order_id, line_no, sku_id, qty, unit_price, gross, paid)"
        " VALUES ($1, $2, $3, 1, $4, $5, 10000, $6, $6)",
        new_id(),
        order,
        sku,
        units,
        units * 10_000,
    )


async def check_of(shop: Shop, order_id: UUID) -> tuple[object, ...]:
    (found,) = await rows(
        shop.scope,
        "SELECT outcome, units, sold, in_stock, allowed, tier_jump FROM stock_order_checks"
        " WHERE brand_id = $1 AND order_id = $2",
        order_id,
    )
    return found


@pytest.fixture
def operator(scope: Scope) -> Scope:
    return scope.acting_as(Actor("account", new_id(), None, frozenset({"operator"})))


async def test_the_starter_cap_is_for_everybody(scope: Scope, clock: SetClock) -> None:
    shop = await gated(scope, clock, "block")
    order = await shop.buy(A=10)
    assert order.check == StockCheck("block", "passed", 10, 10, 0, 0, 10, tier_jump=False)
    assert await check_of(shop, order.id) == ("passed", 10, 0, 0, 10, False)


async def test_what_was_sold_lets_more_in(scope: Scope, clock: SetClock) -> None:
    """Seventy sold in ninety days and ten in stock: 70 / 0.70 - 10 = 90."""
    shop = await gated(scope, clock, "block")
    await shop.buy(A=10)
    await sold(shop, 70)
    assert (await shop.place(A=90)).check.allowed == 90
    with pytest.raises(StockingRefused) as refused:
        await shop.place(A=11)
    # The ninety that wait for their payment count as stock: one order cut in two is one order.
    assert refused.value.params["allowed"] == 10
    shop.clock.move_by(timedelta(days=91))
    with pytest.raises(StockingRefused):
        await shop.place(A=11)


async def test_a_first_order_reaches_no_higher_tier(scope: Scope, clock: SetClock) -> None:
    shop = await gated(scope, clock, "block", cap=10_000)
    with pytest.raises(StockingRefused):
        await shop.place(A=100)  # 1,000,000 at list: silver
    await shop.buy(A=99)
    assert (await shop.place(A=100)).check.tier_jump is False


async def test_warn_lets_through_and_says_so(scope: Scope, clock: SetClock) -> None:
    await declare(
        scope,
        terms(
            stocking__gate="warn", stocking__starter_cap=10, stocking__expected_monthly_sell_through=10**12
        ),
    )
    shop = await gated(scope, clock, "warn")
    order = await shop.buy(A=11)
    assert order.check.outcome == "warned"


async def test_review_waits_for_a_person_who_says_why(scope: Scope, clock: SetClock, operator: Scope) -> None:
    shop = await gated(scope, clock, "review")
    order = await shop.place(A=50)
    assert order.check.outcome == "waiting"
    with pytest.raises(StockOrderWaits):
        await start_stock_payment(scope, shop.seller, order.id, StartStockPayment("null"))
    assert await shop.pay(order) is StockPayment.NOT_PASSED
    clock.move_by(timedelta(days=3))
    await decide_stock_check(operator, order.id, DecideStockCheck(approve=True, reason="a fair is coming"))
    with pytest.raises(StockCheckDecided):
        await decide_stock_check(operator, order.id, DecideStockCheck(approve=False, reason="no, after all"))
    assert await shop.pay(order) is StockPayment.PAID
    audit = await rows(
        scope, "SELECT after->>'reason' FROM audit_log WHERE brand_id = $1 AND action = 'decide_stock_check'"
    )
    assert audit == [("a fair is coming",)]


async def test_what_is_declined_is_cancelled(scope: Scope, clock: SetClock, operator: Scope) -> None:
    shop = await gated(scope, clock, "review")
    order = await shop.place(A=50)
    await decide_stock_check(operator, order.id, DecideStockCheck(approve=False, reason="nothing sold yet"))
    state = await rows(scope, "SELECT state FROM stock_orders WHERE brand_id = $1", *())
    assert state == [("cancelled",)]
    held = await rows(scope, "SELECT count(*) FROM reservations WHERE brand_id = $1 AND state = 'held'")
    assert held == [(0,)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stock_orders SET state = 'paid', paid_at = now(), return_policy_id ="
        " (SELECT id FROM return_policies WHERE brand_id = $1) WHERE brand_id = $1",
        "UPDATE stock_order_checks SET outcome = 'passed' WHERE brand_id = $1",
        "UPDATE stock_order_checks SET outcome = 'not_asked', mode = 'off' WHERE brand_id = $1",
        "UPDATE stock_order_checks SET outcome = 'approved' WHERE brand_id = $1",
        "UPDATE stock_order_checks SET allowed = 1000, outcome = 'passed' WHERE brand_id = $1",
        "DELETE FROM stock_order_checks WHERE brand_id = $1",
        "INSERT INTO stock_order_checks (brand_id, id, order_id, mode, outcome, units, starter_cap, sold, in_stock,"
        " allowed, tier_jump, at) SELECT brand_id, gen_random_uuid(), order_id, 'review', 'passed', 50, 10, 0, 0, 10,"
        " false, at FROM stock_order_checks WHERE brand_id = $1",
    ],
)
async def test_sql_under_the_services_role_does_not_get_round_it(
    scope: Scope, clock: SetClock, statement: str
) -> None:
    shop = await gated(scope, clock, "review")
    order = await shop.place(A=50)
    with pytest.raises(
        (
            asyncpg.RestrictViolationError,
            asyncpg.CheckViolationError,
            asyncpg.UniqueViolationError,
            asyncpg.InsufficientPrivilegeError,
        )
    ):
        await run(scope, statement)
    assert (await check_of(shop, order.id))[0] == "waiting"
