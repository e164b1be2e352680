"""A shop whose sellers have earned, and two people of finance."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pytest

from infra.clock import SetClock
from infra.ids import new_id
from infra.scope import Actor, Scope
from services.payouts.approve_batch import approve_batch
from services.payouts.build_batch import BatchBuilt, BuildBatch, build_batch
from services.payouts.pay_item import pay_item
from services.payouts.send_batch import send_batch
from services.payouts.set_payee import SetPayee, set_payee
from services.payouts.verify_payee import VerifyPayee, verify_payee
from services.retail.mature_commissions import mature_commissions
from services.retail.place_order import OrderPlaced
from tests.support.shop import Keeper, Shop, a_phone
from tests.support.world import rows


@dataclass
class Till:
    """The payouts of a shop. A unit of GOLD costs 10,000,000 and earns a reseller 1,000,000."""

    shop: Shop
    maker: Scope
    checker: Scope

    async def payee(self, keeper: Keeper, account: str = "62220001", rail: str = "sandbox") -> None:
        wanted = SetPayee(rail, "Li Mei", account, "individual_resident")
        await set_payee(self.shop.scope, keeper.id, wanted)
        await verify_payee(self.checker, keeper.id, VerifyPayee("LI MEI"))

    async def earned(self, account: str = "62220001", units: int = 1) -> tuple[Keeper, OrderPlaced]:
        """A reseller with a payee profile and a sale, matured."""
        keeper = await self.shop.keeper()
        await self.payee(keeper, account)
        return keeper, await self.sold(keeper, units)

    async def sold(self, keeper: Keeper, units: int = 1) -> OrderPlaced:
        order = await self.shop.sell(keeper, {"GOLD": units}, phone=a_phone())
        self.shop.clock.move_by(timedelta(days=30))
        await mature_commissions(self.shop.scope)
        return order

    async def build(self, rail: str = "sandbox", minimum: int = 0) -> BatchBuilt:
        return await build_batch(self.maker, BuildBatch(rail, "CNY", minimum))

    async def sent(self, rail: str = "sandbox") -> UUID:
        """A batch built, approved by the other person and sent."""
        batch = await self.build(rail)
        await approve_batch(self.checker, batch.id)
        await send_batch(self.maker, batch.id)
        return batch.id

    async def pay(self, batch_id: UUID) -> list[str]:
        """What the task does for every item; where each stands."""
        return [await pay_item(self.shop.scope, item) for item in await self.items(batch_id)]

    async def items(self, batch_id: UUID) -> list[UUID]:
        found = await rows(
            self.maker,
            "SELECT id FROM payout_items WHERE brand_id = $1 AND batch_id = $2 ORDER BY id",
            batch_id,
        )
        return [row[0] for row in found if isinstance(row[0], UUID)]

    async def shown(self, batch_id: UUID) -> list[tuple[object, ...]]:
        """(gross, tax, net, state, failure) of the items."""
        return await rows(
            self.maker,
            "SELECT gross, tax, net, state, failure FROM payout_items WHERE brand_id = $1 AND batch_id = $2"
            " ORDER BY id",
            batch_id,
        )

    async def lines(self, keeper: Keeper) -> list[tuple[object, ...]]:
        """(state, whether an item has it) of the commission lines."""
        return await rows(
            self.maker,
            "SELECT state, payout_item_id IS NOT NULL FROM commission_lines WHERE brand_id = $1 AND seller_id = $2"
            " ORDER BY id",
            keeper.id,
        )


@pytest.fixture
async def till(scope: Scope, clock: SetClock, own_redis: None) -> Till:
    shop = await Shop(scope, clock).open()
    await shop.sku("GOLD", 10_000_000)
    people = [
        replace(scope, actor=Actor("account", account_id=new_id(), roles=frozenset({"finance"})))
        for _ in "12"
    ]
    return Till(shop, *people)
