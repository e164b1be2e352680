"""Each attribution model through the services: who is credited, and the split of the commission to the minor unit."""

from datetime import timedelta
from typing import Any

import pytest

from infra.clock import SetClock
from infra.ids import new_id
from infra.scope import Scope
from services.retail.recheck_decision import recheck_decision
from services.retail.refund_order import RefundedLine, RefundOrder, refund_order
from tests.support.shop import ATTRIBUTION, PLAN, Shop, a_phone
from tests.support.world import rows

A, B, C = 0, 1, 2


@pytest.mark.parametrize(
    ("policy", "split"),
    [
        ({"model": "last"}, {C: 10_000}),
        ({"model": "first"}, {A: 10_000}),
        # Equal shares: the unit that is left over goes to the latest touch.
        ({"model": "linear"}, {C: 3_334, B: 3_333, A: 3_333}),
        ({"model": "position"}, {C: 4_000, A: 4_000, B: 2_000}),
        # Ages of 0, 7 and 14 days weigh 1, 1/2 and 1/4.
        ({"model": "time_decay", "half_life_days": 7}, {C: 5_714, B: 2_857, A: 1_429}),
        ({"model": "linear", "window_days": 14}, {C: 5_000, B: 5_000}),
        ({"model": "linear", "window_days": 7}, {C: 10_000}),
    ],
)
async def test_a_model_splits_the_commission(
    scope: Scope, clock: SetClock, policy: dict[str, Any], split: dict[int, int]
) -> None:
    shop = await Shop(scope, clock).open(attribution={**ATTRIBUTION, **policy})
    await shop.sku("GOLD", 100_000)
    owner, visitor = await shop.keeper(), new_id()
    sellers = [await shop.keeper() for _ in range(3)]
    clock.move_by(timedelta(days=20))
    now = clock.now()
    for seller, days in zip(sellers, (14, 7, 0), strict=True):
        await shop.touch(seller, visitor, at=now - timedelta(days=days))
    order = await shop.sell(owner, {"GOLD": 1}, visitor=visitor)
    assert {row[1]: row[4] for row in await shop.commission(order)} == {
        sellers[which].id: amount for which, amount in split.items()
    }
    ((line_id,),) = await rows(
        scope,
        "SELECT order_line_id FROM attribution_decisions WHERE brand_id = $1 AND order_id = $2",
        order.id,
    )
    assert (await recheck_decision(scope, line_id)).same  # type: ignore[arg-type]
    # Everything goes back, from each seller what that seller got.
    await refund_order(scope, order.code, RefundOrder([RefundedLine(1, 1)]))
    assert all(row[4] == row[5] and row[6] == "reversed" for row in await shop.commission(order))
    await shop.proved()


async def test_a_channel_may_have_a_longer_window(scope: Scope, clock: SetClock) -> None:
    policy = {**ATTRIBUTION, "window_days_by_channel": {"offline_coupon": 365}}
    shop = await Shop(scope, clock).open(attribution=policy)
    await shop.sku("GOLD", 100_000)
    owner, chat, leaflet, visitor = await shop.keeper(), await shop.keeper(), await shop.keeper(), new_id()
    clock.move_by(timedelta(days=400))
    await shop.touch(chat, visitor, at=clock.now() - timedelta(days=30))
    await shop.touch(leaflet, visitor, at=clock.now() - timedelta(days=364), channel="offline_coupon")
    order = await shop.sell(owner, {"GOLD": 1}, visitor=visitor)
    assert await shop.decided(order) == ("touch", [str(leaflet.id)])


@pytest.mark.parametrize(
    ("plan", "amounts"),
    [
        ({"total_rate_cap": "0.07"}, [7_000, 1_400]),
        # The order's cap cuts the latest line first, after the line's.
        ({"total_rate_cap": "0.07", "caps": {"order": 7_500, "seller_month": None}}, [7_000, 500]),
        ({"total_rate_cap": "0.07", "caps": {"order": 6_000, "seller_month": None}}, [6_000]),
        ({"total_rate_cap": None, "rules": [{"id": "rest", "match": {}, "rate": "0.9"}]}, [30_000, 6_000]),
    ],
)
async def test_the_lines_cap_then_the_orders(
    scope: Scope, clock: SetClock, plan: dict[str, Any], amounts: list[int]
) -> None:
    """Without a cap of the plan's the jurisdiction's holds: 30 % in China."""
    shop = await Shop(scope, clock).open(plan={**PLAN, **plan})
    await shop.sku("GOLD", 100_000)
    await shop.sku("SILVER", 20_000)
    order = await shop.sell(await shop.keeper(), {"GOLD": 1, "SILVER": 1}, phone=a_phone())
    assert [row[4] for row in await shop.commission(order)] == amounts
