"""Returns: the preview is what confirming yields, no lot gives back more than it has, and the books prove it."""

import asyncio
from datetime import timedelta

import msgspec
import pytest

from infra.clock import SetClock
from infra.errors import InvalidInput
from infra.ids import new_id
from services.bookkeeping.prove_books import prove_books
from services.policies.kinds import RETURN_POLICY
from services.wholesale.errors import PreviewConflict, PreviewUsed, ReturnRefused
from services.wholesale.quote_buy_back import quote_buy_back
from tests.services.wholesale.conftest import RIGHTS, Shop
from tests.support.world import rows, run, value


async def test_the_preview_is_what_confirming_yields(shop: Shop) -> None:
    order = await shop.buy(A=100)
    await run(
        shop.scope,
        "INSERT INTO payments (brand_id, id, gateway, purpose, order_id, amount, currency, state, created_at)"
        " SELECT $1, gen_random_uuid(), 'sandbox', 'stock', id, net_total, currency, 'succeeded', paid_at"
        " FROM stock_orders WHERE brand_id = $1",
    )
    preview = await shop.preview(order, line1=30)
    # 100 units cost 500,000; 30 of them 150,000; the fee is a tenth.
    assert (preview.gross, preview.fee, preview.refund) == (150_000, 15_000, 135_000)
    assert (preview.tier_before, preview.tier_after) == ("silver", "start")
    assert (preview.volume_before, preview.volume_after) == (1_000_000, 700_000)
    assert [why.code for why in preview.lines[0].reasons] == [
        "gross_kept_price",
        "restocking_fee",
        "refund",
        "tier_moves",
    ]
    done = await shop.confirm(preview)
    assert (done.gross, done.fee, done.refund, done.volume_after) == (150_000, 15_000, 135_000, 700_000)
    proof = await prove_books(shop.scope)
    assert proof.proved, proof
    assert proof.trial_balance == {
        "CNY": {"cash": 365_000, "restocking_fee_income": -15_000, "wholesale_revenue": -350_000}
    }
    assert await value(shop.scope, "SELECT sum(on_hand) FROM stock_levels WHERE brand_id = $1") == 1_930
    assert await rows(
        shop.scope, "SELECT cause_id, amount, state FROM payment_refunds WHERE brand_id = $1"
    ) == [(done.id, 135_000, "pending")]
    assert await rows(shop.scope, "SELECT topic FROM outbox WHERE brand_id = $1") == [
        ("payments.send_refund",)
    ]


async def test_returns_in_steps_give_back_exactly_the_whole(shop: Shop) -> None:
    order = await shop.buy(B=7)  # 7 x 3,333 = 23,331 of list value, 13,999 net
    figures = []
    for _ in range(7):
        done = await shop.confirm(await shop.preview(order, line1=1))
        figures.append((done.gross, done.fee))
    assert [gross for gross, _ in figures] == [2_000, 2_000, 2_000, 1_999, 2_000, 2_000, 2_000]
    assert sum(fee for _, fee in figures) == 1_400
    assert (await prove_books(shop.scope)).trial_balance == {
        "CNY": {"cash": 1_400, "restocking_fee_income": -1_400, "wholesale_revenue": 0}
    }
    with pytest.raises(ReturnRefused, match="no units left to return"):
        await shop.preview(order, line1=1)


async def test_fifty_returns_of_one_lot_of_ten_give_ten_back(shop: Shop) -> None:
    order = await shop.buy(A=10)
    previews = [await shop.preview(order, line1=1) for _ in range(50)]
    outcomes = await asyncio.gather(*(shop.confirm(each) for each in previews), return_exceptions=True)
    assert sum(isinstance(outcome, PreviewConflict) for outcome in outcomes) >= 40
    assert all(isinstance(outcome, PreviewConflict) or outcome.refund == 5_400 for outcome in outcomes)  # type: ignore[union-attr]
    assert await value(shop.scope, "SELECT returned <= qty FROM lots WHERE brand_id = $1")
    assert (await prove_books(shop.scope)).proved


async def test_a_preview_is_confirmed_once(shop: Shop) -> None:
    order = await shop.buy(A=10)
    preview = await shop.preview(order, line1=1)
    outcomes = await asyncio.gather(*(shop.confirm(preview) for _ in range(8)), return_exceptions=True)
    assert sum(isinstance(outcome, PreviewUsed) for outcome in outcomes) == 7
    again = [await shop.confirm(await shop.preview(order, line1=2), "key")]
    assert again[0].refund == 10_800
    assert await value(shop.scope, "SELECT returned FROM lots WHERE brand_id = $1") == 3


async def test_a_preview_ends_and_says_so(shop: Shop, clock: SetClock) -> None:
    order = await shop.buy(A=10)
    preview = await shop.preview(order, line1=1)
    clock.move_to(preview.expires_at)
    with pytest.raises(PreviewConflict, match="expired"):
        await shop.confirm(preview)


async def test_figures_that_moved_are_a_conflict_and_nothing_changes(shop: Shop) -> None:
    order = await shop.buy(A=100)
    preview = await shop.preview(order, line1=1)
    await shop.buy(B=10)
    with pytest.raises(PreviewConflict, match="volume_before was 1000000 and is now 1033330"):
        await shop.confirm(preview)
    assert await value(shop.scope, "SELECT sum(returned) FROM lots WHERE brand_id = $1") == 0


async def test_the_window_closes_exactly_when_it_says(shop: Shop, clock: SetClock) -> None:
    order = await shop.buy(A=10)
    clock.move_by(timedelta(days=365) - timedelta(microseconds=1))
    preview = await shop.preview(order, line1=1)
    assert preview.refund == 5_400
    assert preview.expires_at == clock.now() + timedelta(microseconds=1)
    clock.move_by(timedelta(microseconds=1))
    with pytest.raises(ReturnRefused, match="365 days from payment, until"):
        await shop.preview(order, line1=1)


async def test_reprice_kept_prices_what_is_kept_afresh(shop: Shop) -> None:
    reprice = {**RIGHTS, "restocking_rate": "0", "pricing": "reprice_kept"}
    await shop.publish(RETURN_POLICY, reprice)
    order = await shop.buy(A=100)  # silver: 500,000
    # Kept 99 fall to start: 594,000 would be owed; the floor gives nine tenths of the 5,000 paid.
    preview = await shop.preview(order, line1=1)
    assert (preview.gross, preview.fee, preview.refund) == (4_500, 0, 4_500)
    assert [why.code for why in preview.lines[0].reasons][:2] == ["gross_kept_repriced", "raised_to_floor"]
    await shop.confirm(preview)
    # All back: everything paid comes back, whatever the steps were.
    rest = await shop.preview(order, line1=99)
    assert rest.refund == 495_500
    await shop.confirm(rest)
    assert (await prove_books(shop.scope)).proved


async def test_the_buy_back_offer_covers_every_lot_in_hand(shop: Shop, clock: SetClock) -> None:
    await shop.buy(A=10)
    clock.move_by(timedelta(days=1))
    order = await shop.buy(B=7)
    await shop.confirm(await shop.preview(order, line1=7))
    offer = await quote_buy_back(shop.scope, shop.seller)
    assert [(lot.sku, lot.units, lot.gross, lot.fee, lot.refund) for lot in offer.lots] == [
        ("A", 10, 60_000, 6_000, 54_000)
    ]
    assert (offer.units, offer.refund) == (10, 54_000)


async def test_a_suspended_reseller_may_still_return(shop: Shop) -> None:
    order = await shop.buy(A=10)
    await run(
        shop.scope, "UPDATE sellers SET status = 'suspended' WHERE brand_id = $1 AND id = $2", shop.seller
    )
    assert (await shop.confirm(await shop.preview(order, line1=10))).refund == 54_000


async def test_input_faults_are_named(shop: Shop) -> None:
    order = await shop.buy(A=10)
    with pytest.raises(InvalidInput) as refused:
        await shop.preview(order, line2=1)
    assert [fault.path for fault in refused.value.faults] == ["lines[0].line"]
    with pytest.raises(ReturnRefused, match=r"lines\[0\].qty is more than the 10 that"):
        await shop.preview(order, line1=11)
    with pytest.raises(Exception, match="There is no stock order"):
        await shop.preview(msgspec.structs.replace(order, id=new_id()), line1=1)
