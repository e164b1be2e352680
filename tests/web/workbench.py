"""The workbench as its tests walk through it: a reseller with something of everything; pages opened without
reloading."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from playwright.async_api import Page, expect

from infra.clock import SystemClock
from infra.ids import new_id
from infra.settings import Settings
from services.messages.open_conversation import OpenConversation, open_conversation
from services.offline.places import MakePlace, make_place
from services.payouts.set_payee import SetPayee, set_payee
from services.policies.kinds import RETURN_POLICY, TIER_SCHEDULE
from services.policies.publish_policy import PublishPolicy
from services.questions.ask_question import AskQuestion, ask_question
from services.retail.deliver_order import deliver_order
from services.reviews.write_review import WriteReview, write_review
from tests.services.numbers.world import touch
from tests.support.market import RIGHTS, TIERS, Market
from tests.support.publishing import publish_policy
from tests.support.shop import Keeper, Shop
from tests.support.world import value
from tests.web.browser import Device, Visits, go
from tests.web.people import enter
from tests.web.shop_world import Store, open_shop


@dataclass(frozen=True)
class Bench:
    """A reseller's store with a sale that is explained, stock in hand and shoppers who speak; ids by name."""

    store: Store
    market: Market
    keeper: Keeper
    ids: dict[str, UUID | str]

    def at(self, path: str = "") -> str:
        return f"/seller/{self.store.brand.slug}/{path}"


async def open_bench() -> Bench:
    store = await open_shop()
    for kind, body in ((TIER_SCHEDULE, TIERS), (RETURN_POLICY, RIGHTS)):
        await publish_policy(store.brand.scope, kind, PublishPolicy(body))
    shop = Shop(store.brand.scope, SystemClock(), source="sandbox")  # type: ignore[arg-type]
    market = Market(shop)
    store_id = await value(shop.scope, "SELECT id FROM stores WHERE brand_id = $1")
    keeper = Keeper(store.seller.scope.actor, store_id, store.slug)  # type: ignore[arg-type]
    visitor = new_id()
    link = await value(shop.scope, "SELECT id FROM links WHERE brand_id = $1 AND code = $2", store.link)
    await touch(shop, link, visitor)
    order = await shop.sell(keeper, {"COAT-C-S": 1, "MUG": 2}, visitor=visitor)
    await deliver_order(shop.scope, order.code)
    await write_review(
        shop.scope,
        order.code,
        WriteReview(1, 5, "很暖和，颜色比照片更好看。", name="小王"),
        secret=order.secret,
    )
    bought = await market.stock_up(keeper, {"SCARF": 6, "MUG": 10})
    await market.give_back(keeper, bought.id, 1, 1)
    question = await ask_question(
        shop.scope, store.slug, "COAT", AskQuestion("会起球吗？", name="小李"), visitor_id=visitor
    )
    talk = await open_conversation(
        shop.scope, store.slug, OpenConversation("请问周末能发货吗？", name="小李"), visitor_id=visitor
    )
    place = await make_place(store.seller.scope, MakePlace("湖畔周末市集", "event"))
    await shop.coupon(keeper, "MEI-WINTER", kind="amount", amount_off=2_000, minimum_total=20_000)
    await set_payee(
        shop.scope, keeper.id, SetPayee("sandbox", "李梅", "6222021234567890", "individual_resident")
    )
    line = await value(shop.scope, "SELECT id FROM retail_order_lines WHERE brand_id = $1 AND line_no = 1")
    ids: dict[str, UUID | str] = {
        "order": order.code,
        "line": str(line),
        "link": str(link),
        "stock_order": bought.id,
        "question": question.question_id,
        "conversation": talk.conversation_id,
        "place": place.place_id,
    }
    return Bench(store, market, keeper, ids)


async def at_bench(
    visits: Visits,
    live: Settings,
    bench: Bench,
    *,
    device: Device = "phone",
    language: Literal["zh", "en"] = "zh",
    dark: bool = False,
) -> Page:
    """The reseller, logged in, at the first page."""
    context = await visits.context(device, language, dark=dark)
    await enter(context, live, bench.store.seller)
    page = await context.new_page()
    await page.goto(bench.at())
    await stands(page)
    return page


async def stands(page: Page) -> None:
    """What the page loads is there."""
    await expect(page.locator("h1").first).to_be_visible()
    await expect(page.locator("[aria-busy=true], .van-skeleton")).to_have_count(0)


async def walk(page: Page, address: str) -> None:
    """To another page of the workbench, and wait until it stands."""
    await go(page, address)
    await stands(page)


def pages_of(ids: dict[str, UUID | str]) -> list[str]:
    """Every page of the workbench, with rows that are there."""
    return [
        "",
        "store",
        "store/shelf",
        "store/prices",
        "share",
        f"share/links/{ids['link']}",
        "share/places",
        "share/coupons",
        "orders",
        "orders?show=refunds",
        f"orders/{ids['order']}",
        f"why/{ids['line']}",
        "money",
        "money/lines",
        "money/payouts",
        "money/statements",
        "money/appeals",
        "money/appeals?show=missed",
        "stock",
        "stock/reorder",
        "stock/orders",
        f"stock/orders/{ids['stock_order']}",
        "stock/buy-back",
        "shoppers",
        "shoppers?show=questions",
        "shoppers?show=reviews",
        f"shoppers/{ids['conversation']}",
        "me",
        "me/rights",
    ]
