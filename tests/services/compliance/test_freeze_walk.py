"""The kill switch (G-11): the watch sees the criminal shape beside something illegal and freezes by itself; and a walk
in which, while pay stands still, returns, refunds and buy-backs go on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from infra.clock import SetClock
from infra.database import Tx
from infra.scope import Scope
from services.compliance import scan_network as watch
from services.compliance.freezes import EndFreeze, Freeze, end_freeze, freeze
from services.compliance.scan_network import scan_network
from services.compliance.take_snapshot import LiveNetwork, take_snapshot
from services.people.change_seller_status import ChangeSellerStatus, change_seller_status
from services.retail.deliver_order import deliver_order
from services.retail.mature_commissions import mature_commissions
from services.retail.refund_order import RefundedLine, RefundOrder, refund_order
from services.wholesale.quote_buy_back import quote_buy_back
from tests.commission.compliance.network.networks import snapshot
from tests.commission.compliance.network.test_network_rules import line_of
from tests.commission.compliance.plans import changed
from tests.support.market import Market
from tests.support.shop import Shop
from tests.support.world import rows

FROZEN = (
    "SELECT kind, report_id IS NOT NULL, reason FROM accrual_freezes WHERE brand_id = $1 AND ended_at IS NULL"
)


def seen(monkeypatch: pytest.MonkeyPatch, participants: int, *, illegal: bool) -> None:
    """The watch sees a pyramid of so many people below the organiser, under a plan that pays for joining or not."""

    async def pyramid(tx: Tx) -> LiveNetwork:
        live = await take_snapshot(tx)
        plan = changed("rewards.0.trigger", "participant_joined") if illegal else live.compiled.plan
        compiled = replace(live.compiled, plan=plan)
        return replace(live, snapshot=snapshot(*line_of(participants)), compiled=compiled)

    monkeypatch.setattr(watch, "take_snapshot", pyramid)


async def test_the_watch_freezes_by_itself_once_and_opens_a_case(
    shop: Shop, counsel: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen(monkeypatch, 29, illegal=True)
    scanned = await scan_network(shop.scope)
    assert scanned.findings["I"] >= 1
    assert scanned.cases >= 1
    assert await rows(shop.scope, FROZEN) == [
        ("upline_pay", True, "CN: the shape of a pyramid (N-01) beside an illegal finding")
    ]
    await scan_network(shop.scope)
    assert len(await rows(shop.scope, FROZEN)) == 1
    logged = await rows(
        shop.scope,
        "SELECT action, actor_kind, after ->> 'kind' FROM audit_log WHERE brand_id = $1 AND action = 'freeze'",
    )
    assert logged == [("freeze", "system", "upline_pay")]
    (case,) = await rows(
        shop.scope,
        "SELECT severity, state, times_seen FROM compliance_cases WHERE brand_id = $1 AND rule = 'N-01'",
    )
    assert case == ("I", "open", 2)
    # Own retail commission keeps running: what is frozen is pay above a seller, of which there is none.
    keeper = await shop.keeper()
    order = await shop.sell(keeper, {"COAT": 1})
    assert [row[4] for row in await shop.commission(order)] == [2_000]


@pytest.mark.parametrize(("participants", "illegal"), [(28, True), (29, False)])
async def test_one_person_fewer_or_nothing_illegal_freezes_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, participants: int, illegal: bool
) -> None:
    seen(monkeypatch, participants, illegal=illegal)
    await scan_network(shop.scope)
    assert await rows(shop.scope, FROZEN) == []


async def test_while_pay_stands_still_refunds_returns_and_buy_backs_go_on(
    scope: Scope, clock: SetClock, counsel: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    market = await Market(Shop(scope, clock)).open()
    shop = market.shop
    await shop.sku("BOOT", 10_000, stock=200)
    keeper = await shop.keeper()
    stocked = await market.stock_up(keeper, {"BOOT": 20})
    assert stocked.net_total == 120_000
    sold = await shop.sell(keeper, {"BOOT": 2})
    await deliver_order(scope, sold.code)
    assert [row[4] for row in await shop.commission(sold)] == [2_000]

    seen(monkeypatch, 29, illegal=True)
    await scan_network(scope)
    await freeze(counsel, Freeze("accruals", "an authority asked us to stop new pay"))
    assert sorted(row[0] for row in await rows(scope, FROZEN)) == ["accruals", "upline_pay"]

    # A sale is a sale, and pays nobody.
    frozen_sale = await shop.sell(keeper, {"BOOT": 1}, phone="+8613800000002")
    assert (await shop.state(frozen_sale), await shop.commission(frozen_sale)) == ("paid", [])
    # What a customer gives back goes back, with its part of the commission.
    back = await refund_order(scope, sold.code, RefundOrder([RefundedLine(1, 1)]))
    assert back.total == 10_000
    assert [(row[4], row[5]) for row in await shop.commission(sold)] == [(2_000, 1_000)]
    # What was earned before matures.
    clock.move_by(timedelta(days=16))
    await mature_commissions(scope)
    assert await shop.balance(keeper) == (0, 1_000)
    # A reseller sends stock back: 5 of 20 at 6,000 each, less a tenth.
    returned = await market.give_back(keeper, stocked.id, 1, 5)
    assert (returned.gross, returned.fee, returned.refund) == (30_000, 3_000, 27_000)
    # And closes: the brand buys back the other fifteen.
    await change_seller_status(scope, keeper.id, ChangeSellerStatus("closed", "asked for it"))
    offer = await quote_buy_back(scope, keeper.id)
    assert (offer.units, offer.refund) == (15, 81_000)
    bought_back = await market.give_back(keeper, stocked.id, 1, 15)
    assert (bought_back.gross, bought_back.fee, bought_back.refund) == (90_000, 9_000, 81_000)
    await shop.proof()

    await end_freeze(counsel, EndFreeze("accruals", "the authority is satisfied"))
    assert [row[0] for row in await rows(scope, FROZEN)] == ["upline_pay"]
    other = await shop.keeper()
    assert [row[4] for row in await shop.commission(await shop.sell(other, {"BOOT": 1}))] == [1_000]
