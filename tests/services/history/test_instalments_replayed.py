"""A payout under an instalment ceiling, exported and replayed, gives the live books to the cent."""

from services.payouts.set_payout_terms import set_payout_terms
from services.payouts.terms import PayoutTerms
from services.retail.mature_commissions import mature_commissions
from services.retail.refund_order import RefundedLine, RefundOrder, refund_order
from tests.services.history.conftest import same, wait
from tests.support.market import Market
from tests.support.shop import a_phone


async def test_a_payout_that_left_a_debt_for_later(market: Market) -> None:
    """2,000 were paid out and refunded; under a ceiling of a quarter 3,000 that mature pay 750 of it."""
    shop, keeper = market.shop, await market.shop.keeper()
    await market.payee(keeper, "62220001", "business")
    order = await shop.sell(keeper, {"COAT": 1}, phone=a_phone())
    await wait(market, 31)
    await mature_commissions(shop.scope)
    assert await market.pay_out() == ["confirmed"]
    await wait(market)
    await refund_order(shop.scope, order.code, RefundOrder([RefundedLine(1, 1)]))
    await set_payout_terms(market.maker, PayoutTerms(instalment_share="0.25"))
    await shop.sell(keeper, {"SCARF": 9}, phone=a_phone())
    await wait(market, 31)
    await mature_commissions(shop.scope)
    assert await market.pay_out() == ["confirmed"]
    await wait(market)
    stood = (await same(market))["sellers"][str(keeper.id)]
    # 29,997 earned 3,000: 750 of them go to the debt of 2,000.
    assert (stood["available"], stood["paid"]) == (-1_250, 4_250)
