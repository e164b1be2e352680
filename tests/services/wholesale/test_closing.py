"""A reseller's account closes: every unsold unit may go back, however old, and the money follows."""

from datetime import timedelta
from uuid import UUID

import pytest

from infra.clock import SetClock
from services.bookkeeping.prove_books import prove_books
from services.people.change_seller_status import ChangeSellerStatus, change_seller_status
from services.wholesale.errors import PreviewConflict, ResellerNotActive, ReturnRefused
from services.wholesale.quote_buy_back import quote_buy_back
from services.wholesale.return_stock import ReturnStock, return_stock
from tests.services.wholesale.conftest import Shop
from tests.support.world import make_seller, run, value


async def change(shop: Shop, status: str) -> None:
    await change_seller_status(shop.scope, shop.seller, ChangeSellerStatus(status, "asked for it"))  # type: ignore[arg-type]


async def test_closing_offers_every_unsold_lot_back_however_old(shop: Shop, clock: SetClock) -> None:
    old = await shop.buy(A=100)  # silver: 500,000
    await run(shop.scope, "UPDATE lots SET sold = 40 WHERE brand_id = $1")
    clock.move_by(timedelta(days=366))
    await shop.buy(B=7)  # 13,999 at start: the first order has left the window
    before = await quote_buy_back(shop.scope, shop.seller)
    assert [(lot.sku, lot.units, lot.refund) for lot in before.lots] == [("A", 0, 0), ("B", 7, 12_599)]
    with pytest.raises(ReturnRefused, match="365 days from payment, until"):
        await shop.preview(old, line1=60)

    await change(shop, "closed")
    offer = await quote_buy_back(shop.scope, shop.seller)
    # 60 of 100 units of 500,000 are 300,000, less a tenth; 13,999 less 1,400.
    assert [(lot.sku, lot.units, lot.gross, lot.fee, lot.refund) for lot in offer.lots] == [
        ("A", 60, 300_000, 30_000, 270_000),
        ("B", 7, 13_999, 1_400, 12_599),
    ]
    assert (offer.units, offer.refund) == (67, 282_599)
    assert [lot.return_until for lot in offer.lots] == [None, None]
    preview = await shop.preview(old, line1=60)
    assert preview.expires_at == clock.now() + timedelta(minutes=15)
    done = await shop.confirm(preview)
    assert (done.gross, done.fee, done.refund) == (300_000, 30_000, 270_000)
    assert (await prove_books(shop.scope)).trial_balance == {
        "CNY": {"cash": 243_999, "restocking_fee_income": -30_000, "wholesale_revenue": -213_999}
    }
    with pytest.raises(ResellerNotActive):
        await shop.quote(A=1)


async def test_reopening_ends_the_waiver_also_for_a_preview(shop: Shop, clock: SetClock) -> None:
    order = await shop.buy(A=10)
    clock.move_by(timedelta(days=365))
    await change(shop, "closed")
    preview = await shop.preview(order, line1=10)
    await change(shop, "active")
    with pytest.raises(PreviewConflict, match="365 days from payment, until"):
        await shop.confirm(preview)
    assert await value(shop.scope, "SELECT sum(returned) FROM lots WHERE brand_id = $1") == 0


async def test_suspension_waives_nothing(shop: Shop, clock: SetClock) -> None:
    order = await shop.buy(A=10)
    clock.move_by(timedelta(days=365))
    await change(shop, "suspended")
    with pytest.raises(ReturnRefused):
        await shop.preview(order, line1=10)


async def test_another_resellers_order_is_not_theirs(shop: Shop) -> None:
    order = await shop.buy(A=10)
    preview = await shop.preview(order, line1=10)
    other = await make_seller(shop.scope)
    assert isinstance(other.seller_id, UUID)
    await change_seller_status(shop.scope, other.seller_id, ChangeSellerStatus("closed", "left"))
    with pytest.raises(Exception, match="There is no return preview"):
        await return_stock(shop.scope, other.seller_id, ReturnStock(preview.id))
