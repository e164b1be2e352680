"""A bank file in euro, a rail from a package, and the year's tax as it climbs through the brackets."""

from datetime import timedelta
from importlib.metadata import EntryPoint
from uuid import UUID

import pytest

from commission.payouts.item import RailAnswer
from infra.clock import SetClock
from infra.rails import registry
from infra.rails.rail import PayoutAsked, RailNotSetUp, RailStanding
from infra.scope import Scope
from services.payouts.approve_batch import approve_batch
from services.payouts.build_batch import BuildBatch, build_batch
from services.payouts.export_batch import export_batch
from services.payouts.send_batch import send_batch
from services.payouts.set_payee import SetPayee, set_payee
from services.payouts.set_payout_terms import set_payout_terms
from services.payouts.settle_payout import SettlePayout, settle_payout
from services.payouts.terms import PayoutTerms
from services.payouts.verify_payee import VerifyPayee, verify_payee
from services.retail.deliver_order import deliver_order
from services.retail.mature_commissions import mature_commissions
from tests.services.payouts.conftest import Till
from tests.support.world import rows, run, value


async def test_the_years_tax_is_cumulative_through_the_brackets(till: Till) -> None:
    """STA Announcement 2025 No. 16: 80,000 yuan in March, 20,000 in April, in fen.

    80,000 x 0.8 - 5,000 = 59,000: 10 % less 2,520 is 3,380.
    100,000 x 0.8 - 10,000 = 70,000: 10 % less 2,520 is 4,480, less what was withheld 1,100.
    """
    keeper = await till.shop.keeper()
    await till.payee(keeper)
    await till.shop.sku("GEM", 80_000_000)
    order = await till.shop.sell(keeper, {"GEM": 1})
    assert [row[4] for row in await till.shop.commission(order)] == [8_000_000]
    await deliver_order(till.shop.scope, order.code)
    till.shop.clock.move_by(timedelta(days=15))
    await mature_commissions(till.shop.scope)
    first = await till.sent()
    assert [row[:3] for row in await till.shown(first)] == [(8_000_000, 338_000, 7_662_000)]
    await till.pay(first)
    await till.sold(keeper, units=2)
    second = await till.sent()
    assert [row[:3] for row in await till.shown(second)] == [(2_000_000, 110_000, 1_890_000)]
    kept = await rows(
        till.maker,
        "SELECT preflight ->> 'table', preflight -> 'arithmetic' ->> 'months' FROM payout_items"
        " WHERE brand_id = $1 AND batch_id = $2",
        second,
    )
    assert kept == [("cn-labour-cumulative-2025-16", "2")]
    source = await value(
        till.maker, "SELECT preflight ->> 'source' FROM payout_items WHERE brand_id = $1 LIMIT 1"
    )
    assert "国家税务总局公告2025年第16号" in str(source)
    await till.pay(second)
    await till.shop.proof()


async def test_a_credit_transfer_in_euro_is_written_and_settled_item_by_item(
    scope: Scope, clock: SetClock, till: Till
) -> None:
    await run(scope, "UPDATE brands SET currency = 'EUR', jurisdiction = 'GB' WHERE id = $1")
    keepers = [await till.shop.keeper() for _ in "12"]
    for keeper, iban in zip(keepers, ("FR1420041010050500013M02606", "DE89370400440532013000"), strict=True):
        await set_payee(scope, keeper.id, SetPayee("pain001", "Li Mei", iban, "business", "COBADEFFXXX"))
        await verify_payee(till.checker, keeper.id, VerifyPayee("Li Mei"))
        await till.sold(keeper)
    batch = await build_batch(till.maker, BuildBatch("pain001", "EUR", 100))
    assert (batch.items, batch.net) == (2, 2_000_000)
    await approve_batch(till.checker, batch.id)
    await send_batch(till.maker, batch.id)
    with pytest.raises(RailNotSetUp, match="lack name, iban, bic"):
        await export_batch(till.maker, batch.id)
    payer = {"name": "Brand SA", "iban": "FR7630006000011234567890189", "bic": "BNPAFRPPXXX"}
    await set_payout_terms(till.maker, PayoutTerms(rails={"pain001": payer}))
    xml = (await export_batch(till.maker, batch.id)).body.decode()
    items = await till.items(batch.id)
    assert xml.count('<InstdAmt Ccy="EUR">10000.00</InstdAmt>') == 2
    assert all(f"<EndToEndId>{item.hex}</EndToEndId>" in xml for item in items)
    assert (await settle_payout(till.maker, items[0], SettlePayout("confirmed"))).state == "confirmed"
    assert (await settle_payout(till.maker, items[1], SettlePayout("failed", "", "closed"))).state == "failed"
    assert await rows(scope, "SELECT state FROM payout_batches WHERE brand_id = $1") == [("settled",)]


class Wallet:
    """A rail as a package would bring it: it remembers keys and pays once."""

    paid: dict[str, int] = {}  # noqa: RUF012 - the bank's memory, shared on purpose

    async def send(self, scope: Scope, asked: PayoutAsked) -> RailStanding:
        self.paid.setdefault(asked.key, asked.amount)
        return RailStanding(RailAnswer.CONFIRMED, f"w-{asked.key}")

    async def ask(self, scope: Scope, key: str) -> RailStanding:
        return RailStanding(RailAnswer.CONFIRMED if key in self.paid else RailAnswer.NEVER_SEEN)


async def test_a_package_may_bring_a_rail(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("wallet", f"{__name__}:Wallet", registry.GROUP)
    monkeypatch.setattr(registry, "entry_points", lambda group, name="wallet": [point])
    monkeypatch.setattr(registry, "_made", dict(registry._made))
    keeper = await till.shop.keeper()
    await till.payee(keeper, rail="wallet")
    await till.sold(keeper)
    batch = await till.sent("wallet")
    assert await till.pay(batch) == ["confirmed"]
    (item,) = await till.items(batch)
    assert isinstance(item, UUID)
    assert Wallet.paid[item.hex] == 991_000
