"""Stock bought, quoted and sent back at once, on connections of their own; exact figures."""

import asyncio
from collections import Counter

from services.bookkeeping.prove_books import prove_books
from services.wholesale.errors import PreviewConflict, ReturnRefused
from tests.services.wholesale.conftest import Shop
from tests.support.world import rows


async def test_fifty_returns_of_one_lot_of_ten_who_all_insist(shop: Shop) -> None:
    """Each looks again when somebody else was quicker, until the lot is empty: ten get a unit back, forty a refusal."""
    order = await shop.buy(A=10)

    async def insist() -> int | str:
        while True:
            try:
                return (await shop.confirm(await shop.preview(order, line1=1))).refund
            except PreviewConflict:
                continue
            except ReturnRefused as refused:
                return refused.faults[0].path

    told = Counter(await asyncio.gather(*(insist() for _ in range(50))))
    assert told == {5_400: 10, "lines[0].qty": 40}
    lots = "SELECT qty, returned, gross_refunded, fee_charged, refunded FROM lots WHERE brand_id = $1"
    assert await rows(shop.scope, lots) == [(10, 10, 60_000, 6_000, 54_000)]
    proof = await prove_books(shop.scope)
    assert proof.proved
    assert proof.trial_balance == {
        "CNY": {"cash": 6_000, "restocking_fee_income": -6_000, "wholesale_revenue": 0}
    }


async def test_one_preview_of_fifty_is_kept_and_the_others_conflict(shop: Shop) -> None:
    """All were shown the same figures; the first to confirm moves the volume, so no other may have them."""
    order = await shop.buy(A=10)
    previews = [await shop.preview(order, line1=1) for _ in range(50)]
    told = await asyncio.gather(*(shop.confirm(each) for each in previews), return_exceptions=True)
    assert Counter(type(each).__name__ for each in told) == {"StockReturned": 1, "PreviewConflict": 49}
    lots = "SELECT qty, returned, refunded FROM lots WHERE brand_id = $1"
    assert await rows(shop.scope, lots) == [(10, 1, 5_400)]
    assert (await prove_books(shop.scope)).proved


async def test_an_order_being_paid_counts_whole_or_not_at_all(shop: Shop) -> None:
    """60 A and 50 B are 766,650 of volume; quotes made meanwhile see that or nothing, and are priced by it."""
    order = await shop.place(A=60, B=50)
    paid, *quoted = await asyncio.gather(shop.pay(order), *(shop.quote(A=40) for _ in range(9)))
    assert paid == "paid"
    seen = {(quote.volume_before, quote.tier, quote.net_total) for quote in quoted}
    assert seen <= {(0, "start", 240_000), (766_650, "silver", 200_000)}
    after = await shop.quote(A=40)
    assert (after.volume_before, after.tier, after.net_total) == (766_650, "silver", 200_000)


async def test_orders_that_cross_a_tier_at_once_are_priced_as_if_one_came_first(shop: Shop) -> None:
    """One account, four hands: each quotes, orders and pays 40 A. Whatever was paid before a quote is in it."""
    bought = await asyncio.gather(*(shop.buy(A=40) for _ in range(4)))
    orders = await rows(
        shop.scope,
        "SELECT volume_before, tier, net_total FROM stock_orders WHERE brand_id = $1 ORDER BY volume_before",
    )
    assert len(bought) == len(orders) == 4
    for volume, tier, net in orders:
        assert isinstance(volume, int)
        assert volume % 400_000 == 0
        assert (tier, net) == (("silver", 200_000) if volume >= 600_000 else ("start", 240_000))
    assert (await shop.quote(A=1)).volume_before == 1_600_000
    assert (await prove_books(shop.scope)).proved
