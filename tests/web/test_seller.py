"""The seller's workbench on a phone: a store opened in three steps, a link shared, stock bought at a live quote and
sent back to the cent, seen on the admin's desk meanwhile. (Each page fit for everybody: test_seller_pages.py.)"""

import time
from dataclasses import dataclass
from typing import Literal

import pytest
from playwright.async_api import Page, expect

from infra.clock import SystemClock
from infra.settings import Settings
from services.policies.kinds import RETURN_POLICY, TIER_SCHEDULE
from services.policies.publish_policy import PublishPolicy
from tests.factories import MadeBrand, MadeSeller, make_account, make_brand, make_seller
from tests.services.wholesale.conftest import RIGHTS, SCHEDULE
from tests.support.publishing import publish_policy
from tests.support.shop import Shop
from tests.support.world import value
from tests.web.browser import Visits, photograph
from tests.web.checks import fit_for_everybody
from tests.web.console import Office, at_desk, books_prove, row_says
from tests.web.people import enter, let_the_bank_call


@dataclass
class Scene:
    """A brand with rules and two products, and a reseller who has just joined."""

    brand: MadeBrand
    seller: MadeSeller
    shop: Shop

    def at(self, path: str) -> str:
        return f"/seller/{self.brand.slug}/{path}"


@pytest.fixture
async def scene(visits: Visits) -> Scene:
    brand = await make_brand()
    shop = Shop(brand.scope, SystemClock())  # type: ignore[arg-type]
    for kind, body in ((TIER_SCHEDULE, SCHEDULE), (RETURN_POLICY, RIGHTS)):
        await publish_policy(brand.scope, kind, PublishPolicy(body))
    await shop.open(gateway="sandbox")
    for code, price in (("MUG", 10_000), ("PLATE", 25_000)):
        await shop.sku(code, price, 500)
    return Scene(brand, await make_seller(brand, display_name="小美"), shop)


async def inside(visits: Visits, live: Settings, scene: Scene, tongue: Literal["zh", "en"] = "zh") -> Page:
    context = await visits.context("phone", tongue)
    await enter(context, live, scene.seller)
    return await context.new_page()


async def test_a_store_in_three_steps_and_a_link_to_share(
    visits: Visits, live: Settings, scene: Scene
) -> None:
    page = await inside(visits, live, scene)
    began = time.monotonic()
    await page.goto(scene.at(""))
    await page.get_by_text("开一家小店").click()
    await page.fill("#name", "小美的衣橱")
    await page.get_by_role("button", name="创建小店").click()
    await expect(page.get_by_role("heading", name="第 2 步")).to_be_visible()
    await page.get_by_role("button", name="放上货架 MUG").click()
    await page.get_by_role("button", name="放上货架 PLATE").click()
    await fit_for_everybody(page)
    await photograph(page, "seller-shelf-phone-zh-light")
    await page.get_by_role("button", name="保存，下一步").click()
    await expect(page.locator(".shown")).to_contain_text("小美的衣橱")
    await expect(page.locator(".shown li")).to_have_count(2)
    await page.get_by_role("button", name="开门营业").click()
    await expect(page.get_by_text("营业中")).to_be_visible()
    # The promise is two minutes for a person; nothing here may eat them up.
    assert time.monotonic() - began < 60
    await page.goto(scene.at("share"))
    await page.get_by_role("button", name="MUG", exact=True).click()
    await fit_for_everybody(page)
    await page.get_by_role("button", name="生成链接").click()
    await expect(page.get_by_role("heading", name="朋友看到的卡片")).to_be_visible()
    poster = page.get_by_role("img", name="海报")
    await poster.scroll_into_view_if_needed()
    await poster.evaluate("picture => picture.decode()")
    await fit_for_everybody(page)
    await photograph(page, "seller-link-phone-zh-light")
    await page.get_by_role("button", name="暂停链接").click()
    await expect(page.get_by_role("button", name="恢复链接")).to_be_visible()


async def test_stock_is_bought_at_a_live_quote_and_sent_back_to_the_cent(
    visits: Visits, live: Settings, scene: Scene
) -> None:
    office = Office(scene.brand, {"admin": await make_account(scene.brand, "admin")}, {})
    desk = await at_desk(visits, live, office)
    page = await inside(visits, live, scene)
    await page.goto(scene.at("stock/reorder"))
    more = page.get_by_role("spinbutton", name="数量 MUG")
    await more.fill("8")
    await more.press("Tab")
    # 80,000 at list, 0.60 of it to pay; silver begins at 1,000,000.
    await expect(page.get_by_text("¥480.00")).to_be_visible()
    await expect(page.get_by_text("再加 92 件 MUG 就升到 silver")).to_be_visible()
    await fit_for_everybody(page)
    await photograph(page, "seller-reorder-phone-zh-light")
    await page.get_by_role("button", name="下单").click()
    await page.get_by_role("button", name="去付款").click()
    await page.get_by_role("button", name="pay").or_(page.locator("button[value=pay]")).first.click()
    # The button's own request may still be on its way to the bank.
    for _ in range(100):
        await let_the_bank_call()
        if await value(scene.brand.scope, "SELECT state FROM stock_orders WHERE brand_id = $1") == "paid":
            break
        await page.wait_for_timeout(100)
    order = await value(scene.brand.scope, "SELECT id FROM stock_orders WHERE brand_id = $1")
    # The same figures on the admin's desk, in another browser.
    await row_says(desk, office, "stock-orders", "小美", "Paid", "start", "¥800.00", "¥480.00")
    await page.goto(scene.at(f"stock/orders/{order}"))
    back = page.get_by_role("spinbutton", name="退货数量 MUG")
    await back.fill("3")
    await back.press("Tab")
    await page.get_by_role("button", name="先看能退多少").click()
    # 3 of 8 for 480.00: 180.00, less a tenth.
    await expect(page.get_by_text("¥162.00", exact=True)).to_be_visible()
    await fit_for_everybody(page)
    await photograph(page, "seller-return-phone-zh-light")
    await page.get_by_role("button", name="确认退货").click()
    await expect(page.get_by_text("共 8，已售 0，已退 3")).to_be_visible()
    assert (
        await value(scene.brand.scope, "SELECT sum(refund) FROM stock_returns WHERE brand_id = $1") == 16_200
    )
    await row_says(desk, office, "stock-returns", "小美", "¥180.00", "¥18.00", "¥162.00")
    await books_prove(desk, office)
