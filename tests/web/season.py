"""A brand that traded last quarter: two sellers, links of three channels, sales that came by them, stock sent back.

Told in figures, so that pages can be held against them. The season is thirty days from `first`; one sale lies twenty
days before it, in the same quarter.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from commission.money.window import Period, period_start
from infra.clock import SetClock
from infra.ids import new_id
from services.retail.refund_order import RefundedLine, RefundOrder, refund_order
from tests.factories import make_account, make_brand
from tests.services.numbers.world import link, touch
from tests.support.market import Market
from tests.support.shop import Shop, a_phone
from tests.support.world import run
from tests.web.console import Office

DAY = timedelta(days=1)
ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Season:
    """`stores` by their owners' names; `order` is the one that Bo's poster brought and Ann's link had touched first."""

    office: Office
    first: date
    stores: dict[str, UUID]
    order: str

    @property
    def asked(self) -> str:
        """The overview of the season, as its address asks for it."""
        return f"?period=own&from={self.first}&to={self.first + 29 * DAY}"


async def open_season() -> Season:
    """Five sales: 63,000 of the season's 83,000 are left after a refund, 20,000 lie before it. Ann is staff (0.05), Bo
    a reseller (0.10), who buys 10 and then 50 coats and sends 3 back."""
    began = period_start(
        period_start(datetime.now(UTC), Period.QUARTER, ZONE) - DAY, Period.QUARTER, ZONE
    ) + timedelta(days=25, hours=10)
    clock = SetClock(began)
    brand = await make_brand()
    scope = replace(brand.scope, clock=clock)
    market = await Market(Shop(scope, clock)).open()
    shop = market.shop
    await shop.sku("COAT", 20_000, stock=500)
    await shop.sku("SCARF", 3_000, stock=500)
    ann, bo = await shop.keeper("staff"), await shop.keeper()
    for keeper, name in ((ann, "Ann"), (bo, "Bo")):
        await run(
            scope, "UPDATE sellers SET display_name = $2 WHERE brand_id = $1 AND id = $3", name, keeper.id
        )
        await run(
            scope, "UPDATE stores SET name = $2 WHERE brand_id = $1 AND id = $3", f"{name}'s", keeper.store_id
        )
    spring = await link(shop, ann, "wechat", "spring")
    poster = await link(shop, bo, "poster", "")
    await shop.sell(ann, {"COAT": 1}, phone=a_phone())
    clock.move_by(20 * DAY)
    visitors = [new_id() for _ in range(5)]
    for visitor in visitors[:4]:
        await touch(shop, spring, visitor)
    clock.move_by(timedelta(hours=1))
    for visitor in (visitors[4], visitors[0]):
        await touch(shop, poster, visitor)
    clock.move_by(DAY)
    phones = [a_phone() for _ in range(3)]
    order = await shop.sell(ann, {"COAT": 2}, visitor=visitors[0], phone=phones[0])
    await shop.sell(ann, {"SCARF": 1}, visitor=visitors[1], phone=phones[1])
    await shop.sell(bo, {"COAT": 1}, visitor=visitors[2], phone=phones[2])
    clock.move_by(3 * DAY)
    await shop.sell(ann, {"COAT": 1}, visitor=visitors[1], phone=phones[1])
    bought = await market.stock_up(bo, {"COAT": 10})
    clock.move_by(DAY)
    await market.stock_up(bo, {"COAT": 50})
    clock.move_by(DAY)
    await market.give_back(bo, bought.id, 1, 3)
    await refund_order(scope, order.code, RefundOrder([RefundedLine(1, 1)], reason="torn"))
    people = {role: await make_account(brand, role) for role in ("admin", "finance", "operator")}
    first = (began + 20 * DAY).astimezone(ZONE).date()
    return Season(Office(brand, people, {}), first, {"Ann": ann.store_id, "Bo": bo.store_id}, order.code)
