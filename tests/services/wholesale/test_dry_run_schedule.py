"""A new schedule against the orders of a past period, with literal figures; and the standing without an order."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest

from infra.clock import SetClock
from infra.errors import InvalidInput
from services.wholesale.dry_run_schedule import DryRunSchedule, dry_run_schedule
from services.wholesale.show_standing import show_standing
from tests.services.wholesale.conftest import SCHEDULE, Shop


async def test_the_last_quarter_under_another_schedule(shop: Shop, clock: SetClock) -> None:
    start = clock.now()  # 2 March 2026
    first = await shop.buy(A=50)  # start: 500,000 list, 300,000 net
    clock.move_by(timedelta(days=1))
    await shop.buy(A=50)  # silver: 250,000
    await shop.confirm(await shop.preview(first, line1=50))
    clock.move_by(timedelta(days=1))
    await shop.buy(A=50)  # 500,000 + 500,000: silver, 250,000
    clock.move_to(datetime(2026, 5, 1, tzinfo=UTC))
    await shop.buy(A=1)  # of the next quarter
    body = deepcopy(SCHEDULE)
    body["tiers"][1] = {"name": "silver", "threshold": 1_200_000, "price_rate": "0.45"}
    run = await dry_run_schedule(shop.scope, DryRunSchedule(body))
    # The quarter is the brand's: Shanghai midnight is 16:00 UTC of the day before.
    assert (run.start, run.end) == (
        datetime(2025, 12, 31, 16, tzinfo=UTC),
        datetime(2026, 3, 31, 16, tzinfo=UTC),
    )
    assert [(o.tier_then, o.tier, o.charged, o.would_charge, o.difference) for o in run.orders] == [
        ("start", "start", 300_000, 300_000, 0),
        ("silver", "start", 250_000, 300_000, 50_000),
        ("silver", "start", 250_000, 300_000, 50_000),
    ]
    assert [(s.orders, s.charged, s.would_charge, s.difference) for s in run.sellers] == [
        (3, 800_000, 900_000, 100_000)
    ]
    assert (run.charged, run.would_charge, run.currency) == (800_000, 900_000, "CNY")
    later = await dry_run_schedule(
        shop.scope, DryRunSchedule(body, start + timedelta(hours=12), start + timedelta(hours=36))
    )
    # The first order keeps its price, but counts: 500,000 + 500,000 is below 1,200,000.
    assert [(o.tier, o.would_charge) for o in later.orders] == [("start", 300_000)]


async def test_faults_are_named(shop: Shop) -> None:
    with pytest.raises(InvalidInput) as refused:
        await dry_run_schedule(shop.scope, DryRunSchedule({**SCHEDULE, "tiers": []}))
    assert [fault.path for fault in refused.value.faults] == ["body.tiers"]
    at = datetime(2026, 3, 1, tzinfo=UTC)
    with pytest.raises(InvalidInput, match="must be later than start"):
        await dry_run_schedule(shop.scope, DryRunSchedule(SCHEDULE, at, at))


async def test_the_standing_says_what_the_next_tier_needs(shop: Shop) -> None:
    none = await show_standing(shop.scope, shop.seller)
    assert (none.tier, none.price_rate, none.volume) == ("start", "0.60", 0)
    assert none.next_tier is not None
    assert (none.next_tier.tier, none.next_tier.amount, none.next_tier.list_value) == (
        "silver",
        1_000_000,
        1_000_000,
    )
    await shop.buy(A=100)
    now = await show_standing(shop.scope, shop.seller)
    assert (now.tier, now.price_rate, now.volume) == ("silver", "0.50", 1_000_000)
    assert now.next_tier is not None
    assert (now.next_tier.tier, now.next_tier.amount) == ("top", 4_000_000)
