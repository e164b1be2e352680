"""What is in an exported file, and what is not: parts, nothing at all, personal data, what is told beside it."""

import pytest

from infra.clock import SetClock
from infra.errors import InvalidInput
from infra.scope import Scope
from services.retail.mature_commissions import mature_commissions
from tests.services.history.conftest import DAY, same, wait
from tests.support.market import Market
from tests.support.shop import Keeper, Shop, a_phone
from tests.support.world import rows, run


async def test_a_part_of_a_history_carries_what_came_before(market: Market) -> None:
    shop, keeper = market.shop, await market.shop.keeper()
    began = shop.clock.now()
    await shop.sell(keeper, {"COAT": 1}, phone=a_phone())
    await wait(market, 3)
    middle = shop.clock.now()
    await shop.sell(keeper, {"COAT": 2}, phone=a_phone())
    await wait(market, 3)
    await shop.sell(keeper, {"COAT": 3}, phone=a_phone())
    whole = await market.replayed()
    assert (whole.exported.since, whole.exported.carried) == (began, False)
    part = await market.replayed(since=middle, until=middle + DAY)
    assert part.compared.same
    assert part.exported.carried
    assert part.document["period"] == {
        "from": middle.isoformat().replace("+00:00", "Z"),
        "to": (middle + DAY).isoformat().replace("+00:00", "Z"),
    }
    # Both orders up to then are in the file; the third is not.
    assert part.outcome["sellers"][str(keeper.id)]["pending"] == 6_000
    for since, until, why in (
        (None, shop.clock.now() + DAY, "to lies in the future"),
        (shop.clock.now(), began, "to must not be earlier than from"),
    ):
        with pytest.raises(InvalidInput, match=why):
            await market.replayed(since=since, until=until)


async def test_an_empty_brand_has_an_empty_history(scope: Scope, clock: SetClock) -> None:
    market = await Market(Shop(scope, clock)).open()
    outcome = await same(market)
    assert outcome["ledger"]["entries"] == 0
    assert outcome["sellers"] == {}


async def test_what_is_late_to_mature_is_told(market: Market) -> None:
    keeper = await market.shop.keeper()
    await market.shop.sell(keeper, {"COAT": 1}, phone=a_phone())
    await wait(market, 31)
    replayed = await market.replayed()
    assert replayed.exported.left_out.late_maturity == 2_000
    assert replayed.compared.same
    assert replayed.outcome["sellers"][str(keeper.id)]["available"] == 2_000
    await mature_commissions(market.shop.scope)
    assert (await market.replayed()).exported.left_out.late_maturity == 0


async def test_no_personal_data_leaves(market: Market) -> None:
    shop, phone = market.shop, a_phone()
    keeper = await shop.keeper(with_account=True, phone=a_phone())
    await shop.sell(keeper, {"COAT": 1}, phone=phone)
    text = (await market.replayed()).text
    people = await rows(shop.scope, "SELECT phone, name FROM customers WHERE brand_id = $1")
    people += await rows(shop.scope, "SELECT phone, display_name FROM accounts WHERE brand_id = $1")
    people += await rows(shop.scope, "SELECT code, display_name FROM sellers WHERE brand_id = $1")
    assert [word for row in people for word in row if word and str(word) in text] == []


async def test_a_difference_is_found(market: Market) -> None:
    """The check can fail: one reversal that the books do not know of."""
    keeper: Keeper = await market.shop.keeper()
    order = await market.shop.sell(keeper, {"COAT": 2}, phone=a_phone())
    await wait(market)
    await run(
        market.shop.scope,
        "UPDATE retail_order_lines SET paid = paid - 10, gross = gross - 10, unit_price = unit_price - 5"
        " WHERE brand_id = $1 AND order_id = $2",
        order.id,
    )
    compared = (await market.replayed()).compared
    assert not compared.same
    found = {
        each.what.removeprefix(str(keeper.id)): (each.live, each.replayed) for each in compared.differences
    }
    assert found == {
        " pending": (4_000, 3_999),
        "cash": (45_700, 45_690),
        "commission_expense": (4_000, 3_999),
        "retail_revenue": (-40_000, -39_990),
        "seller_pending": (-4_000, -3_999),
    }
