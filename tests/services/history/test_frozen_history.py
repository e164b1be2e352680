"""Sales made while accruals stood still (G-10): exported and replayed, they pay what they paid, which is nothing."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from infra.database import transact
from infra.ids import new_id
from infra.scope import Actor, Scope
from services.compliance.freezes import EndFreeze, Freeze, end_freeze, freeze, start_freeze
from services.policies.kinds import COMMISSION_PLAN
from services.retail.mature_commissions import mature_commissions
from services.retail.place_order import OrderPlaced
from services.retail.refund_order import RefundedLine, RefundOrder, refund_order
from services.review.decide_appeal import DecideAppeal, decide_appeal, preview_appeal
from services.review.errors import CommissionFrozen, SoldWhileFrozen
from services.review.file_appeal import AppealFiled, FileAppeal, file_appeal
from tests.services.history.conftest import same, wait
from tests.support.market import Market
from tests.support.shop import PLAN, Keeper, a_phone
from tests.support.world import value

NOW, LATER = Freeze("accruals", "an authority asked us to"), EndFreeze("accruals", "the authority is content")


def somebody(market: Market) -> Scope:
    return market.shop.scope.acting_as(Actor("account", account_id=new_id(), roles=frozenset({"admin"})))


async def appeal(market: Market, keeper: Keeper, order: OrderPlaced) -> AppealFiled:
    line = await value(
        market.shop.scope,
        "SELECT id FROM retail_order_lines WHERE brand_id = $1 AND order_id = $2 AND line_no = 1",
        order.id,
    )
    assert isinstance(line, UUID)
    acting = market.shop.scope.acting_as(replace(keeper.actor, account_id=new_id()))
    return await file_appeal(acting, line, FileAppeal("mine"))


async def test_a_frozen_brands_history_replays_to_its_books(market: Market) -> None:
    """Frozen by hand and let go, then by a report that a better plan ends; with own stock, refunds, caps and payouts in
    between. A month pays 3,000 at most: what was sold while frozen uses nothing of that."""
    shop = market.shop
    await shop.publish(COMMISSION_PLAN, {**PLAN, "caps": {"order": None, "seller_month": 3_000}})
    keeper, clerk = await shop.keeper(), await shop.keeper(ships_from="own_stock")
    await market.payee(keeper, "62220001")
    await market.stock_up(clerk, {"SCARF": 4})
    buyer = a_phone()
    free = await shop.sell(keeper, {"COAT": 1}, phone=buyer)
    await freeze(shop.scope, NOW)
    await wait(market)
    frozen = await shop.sell(keeper, {"COAT": 2}, phone=buyer)
    own = await shop.sell(clerk, {"SCARF": 2}, phone=a_phone())
    await refund_order(shop.scope, frozen.code, RefundOrder([RefundedLine(1, 1)]))
    outcome = await same(market)
    assert [row["order"] for row in outcome["commissions"]] == [str(free.id)]
    assert [(row["order"], row["amount"]) for row in outcome["proceeds"]] == [(str(own.id), 6_666)]
    await end_freeze(shop.scope, LATER)
    after = await shop.sell(keeper, {"COAT": 1}, phone=buyer)
    await wait(market)
    await transact(shop.scope, lambda tx: start_freeze(tx, "accruals", "illegal since today", new_id()))
    again = await shop.sell(keeper, {"COAT": 1}, phone=a_phone())
    await wait(market, 40)
    await mature_commissions(shop.scope)
    assert await market.pay_out() == ["confirmed"]
    await wait(market)
    outcome = await same(market)
    assert [(row["order"], row["amount"], row["state"]) for row in outcome["commissions"]] == [
        (str(free.id), 2_000, "paid"),
        (str(after.id), 1_000, "paid"),
    ]
    stood = {key: outcome["sellers"][str(keeper.id)][key] for key in ("pending", "available", "paid")}
    assert stood == {"pending": 0, "available": 0, "paid": 3_000}
    assert outcome["ledger"]["trial_balance"]["commission_expense"] == 3_000
    written = {
        each["order"]: each.get("accrues")
        for each in (await market.replayed()).document["events"]
        if each["type"] == "retail_paid"
    }
    assert written == {
        str(free.id): None,
        str(frozen.id): False,
        str(own.id): False,
        str(after.id): None,
        str(again.id): False,
    }


async def test_an_appeal_never_pays_for_what_was_sold_while_frozen(market: Market) -> None:
    """What did not accrue is not owed to whoever is credited; and while nothing accrues no credit is given anew."""
    shop = market.shop
    early, late, visitor = await shop.keeper(), await shop.keeper(), new_id()
    await shop.touch(late, visitor)
    shop.clock.move_by(timedelta(minutes=1))
    before = await shop.sell(early, {"COAT": 1}, visitor=visitor, phone=a_phone())
    await freeze(shop.scope, NOW)
    await shop.touch(late, visitor)
    shop.clock.move_by(timedelta(minutes=1))
    during = await shop.sell(early, {"COAT": 1}, visitor=visitor, phone=a_phone())
    with pytest.raises(SoldWhileFrozen):
        await appeal(market, early, during)
    filed = await appeal(market, early, before)
    reviewer = somebody(market)
    granted = DecideAppeal(True, "so it is", "1")
    with pytest.raises(CommissionFrozen) as refused:
        await decide_appeal(reviewer, filed.appeal_id, granted)
    assert refused.value.params["reason"] == "an authority asked us to"
    with pytest.raises(CommissionFrozen):
        await preview_appeal(reviewer, filed.appeal_id, "1")
    await end_freeze(shop.scope, LATER)
    with pytest.raises(SoldWhileFrozen):
        await appeal(market, early, during)
    answered = await decide_appeal(reviewer, filed.appeal_id, granted)
    moved = {each.seller_id: (each.before, each.after) for each in answered.credits}
    assert moved == {late.id: (2_000, 0), early.id: (0, 2_000)}
    await wait(market)
    outcome = await same(market)
    assert [outcome["sellers"][str(each.id)]["pending"] for each in (early, late)] == [2_000, 0]
