"""A shopper's addresses: added, chosen, changed, forgotten."""

from playwright.async_api import Page, expect

from infra.settings import Settings
from tests.factories import make_account
from tests.support.world import rows
from tests.web.browser import Visits, photograph
from tests.web.checks import fit_for_everybody
from tests.web.people import enter
from tests.web.shop_world import Store, open_shop


async def add(page: Page, street: str, *, city: str = "武汉市", usual: bool = False) -> None:
    await page.get_by_role("link", name="添加地址").click()
    await page.get_by_label("收货人").fill("王小明")
    await page.get_by_label("省份").fill("湖北省")
    await page.get_by_label("城市").fill(city)
    await page.get_by_label("详细地址").fill(street)
    if usual:
        await page.get_by_label("设为默认").check()
    await page.get_by_role("button", name="保存").click()
    await expect(page.locator(".addresses").get_by_role("link", name=street)).to_be_visible()


async def went_to(store: Store) -> list[tuple[object, ...]]:
    return await rows(
        store.brand.scope,
        "SELECT ship_to ->> 'city', ship_to ->> 'street' FROM retail_orders WHERE brand_id = $1 ORDER BY placed_at",
    )


async def test_a_second_address(visits: Visits, live: Settings) -> None:
    store = await open_shop()
    context = await visits.context("narrow", "zh")
    await enter(context, live, await make_account(store.brand, display_name="王小明"))
    page = await context.new_page()
    await page.goto(f"{store.page}/account")
    await add(page, "东湖路 1 号", usual=True)
    await add(page, "珞珈山路 16 号")
    await fit_for_everybody(page)
    await photograph(page, "shop-addresses-narrow-zh-light")
    # The other one becomes the usual: there is one of them.
    await page.get_by_role("button", name="设为默认").click()
    await expect(page.locator(".addresses em")).to_have_count(1)
    await expect(page.locator(".addresses li").first).to_contain_text("珞珈山路 16 号")
    # Chosen at the checkout.
    await page.goto(f"{store.page}/checkout?cart=MUG:1")
    await expect(page.get_by_role("radio", name="珞珈山路")).to_be_checked()
    await page.get_by_role("radio", name="东湖路").check()
    await page.get_by_label("手机号").fill("13800138000")
    await fit_for_everybody(page)
    await page.get_by_role("button", name="提交订单").click()
    await expect(page.get_by_role("heading", name="待付款")).to_be_visible()
    assert await went_to(store) == [("武汉市", "东湖路 1 号")]
    # Changed: with a fault first, and what was typed stays.
    await page.goto(f"{store.page}/account")
    await page.get_by_role("link", name="修改 东湖路 1 号").click()
    await page.get_by_label("城市").evaluate("(field) => { field.required = false }")
    await page.get_by_label("城市").fill("")
    await page.get_by_label("详细地址").fill("东湖路 2 号")
    await page.get_by_role("button", name="保存").click()
    await expect(page.get_by_text("必填")).to_be_visible()
    await expect(page.get_by_label("详细地址")).to_have_value("东湖路 2 号")
    await fit_for_everybody(page)
    await page.get_by_label("城市").fill("宜昌市")
    await page.get_by_role("button", name="保存").click()
    await expect(page.locator(".addresses")).to_contain_text("宜昌市")
    # The order keeps where it went.
    assert await went_to(store) == [("武汉市", "东湖路 1 号")]
    await page.get_by_role("link", name="修改 东湖路 2 号").click()
    await page.get_by_text("删除", exact=True).click()
    await page.get_by_role("button", name="确定删除").click()
    await expect(page.locator(".addresses li")).to_have_count(1)
    await expect(page.get_by_text("东湖路 2 号")).to_have_count(0)
