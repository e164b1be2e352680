"""The shopper's pages in every dress: languages, sizes, light and dark; without JavaScript, without cookies; empty,
closed and missing; a broken and a slow network; forged and repeated forms."""

import re
from typing import Any

import httpx
import pytest
from playwright.async_api import Page, expect

from infra.database import transact
from infra.settings import Settings
from services.stores.pause_store import pause_store
from tests.web.browser import Visits, photograph
from tests.web.checks import fit_for_everybody
from tests.web.people import offline_is_ready
from tests.web.shop_world import Store, open_shop

PAGES = [
    "",
    "/products/COAT",
    "/cart?cart=COAT-C-S:2&cart=MUG:1",
    "/checkout?cart=MUG:1",
    "/account",
    "/messages",
]


@pytest.fixture
async def store(visits: Visits) -> Store:
    return await open_shop()


@pytest.mark.parametrize(
    ("device", "language", "dark"),
    [("phone", "en", True), ("narrow", "en", False), ("narrow", "zh", True), ("desktop", "zh", False)],
)
async def test_every_page_is_fit_for_everybody(
    visits: Visits, store: Store, device: Any, language: Any, dark: bool
) -> None:
    page = await visits.page(device, language, dark=dark)
    for path in PAGES:
        await page.goto(store.page + path)
        await expect(page.locator("h1")).to_be_visible()
        await fit_for_everybody(page)
        name = re.sub(r"\W+", "-", path.partition("?")[0]).strip("-") or "store"
        await photograph(page, f"shop-{name}-{device}-{language}-{'dark' if dark else 'light'}")


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_empty_missing_and_closed_are_said(visits: Visits, language: Any) -> None:
    empty = await open_shop(empty=True)
    page = await visits.page("phone", language)
    words = {
        "zh": ("店铺还没有上架商品", "购物袋是空的", "没有找到这个页面", "店铺正在休息"),
        "en": (
            "Nothing on the shelf yet",
            "Your bag is empty",
            "There is no such page",
            "The store is closed for now",
        ),
    }[language]
    for path, said in zip(("", "/cart", "/products/NONE"), words[:3], strict=True):
        await page.goto(empty.page + path)
        await expect(page.get_by_text(said)).to_be_visible()
        await fit_for_everybody(page)
    await page.goto(f"{empty.page}/checkout")
    await expect(page).to_have_url(re.compile(r"/cart"))
    await pause_store(empty.seller.scope)
    await page.goto(empty.page)
    await expect(page.get_by_text(words[3])).to_be_visible()
    await fit_for_everybody(page)


async def _order(page: Page, store: Store) -> None:
    """By forms alone: choose, buy, fill in, place."""
    await page.goto(f"/l/{store.link}")
    await page.get_by_label(re.compile("燕麦 · S")).check()
    await page.get_by_role("button", name="立即购买").click()
    await page.get_by_label("姓名").fill("王小明")
    await page.get_by_label("邮箱").fill("wang@example.com")
    await page.get_by_label("省份").fill("湖北省")
    await page.get_by_label("城市").fill("武汉市")
    await page.get_by_label("详细地址").fill("东湖路 1 号")
    await page.get_by_role("button", name="提交订单").click()
    await expect(page.get_by_role("heading", name="待付款")).to_be_visible()
    await expect(page.locator(".sums .all dd")).to_have_text("¥899.00")


async def _credited(store: Store) -> list[tuple[Any, ...]]:
    """Visitors of the brand's orders that have a touch: whose sale it will be is known without a cookie."""
    rows = await transact(
        store.brand.scope,
        lambda tx: tx.fetch(
            "SELECT o.state, EXISTS (SELECT FROM touches AS t WHERE t.brand_id = $1 AND t.visitor_id = o.visitor_id)"
            " FROM retail_orders AS o WHERE o.brand_id = $1",
            tx.brand_id,
        ),
    )
    return [tuple(row) for row in rows]


async def test_an_order_without_javascript(visits: Visits, store: Store) -> None:
    await _order(await visits.page("phone", "zh", script=False), store)
    assert await _credited(store) == [("placed", True)]


async def test_an_order_in_a_web_view_that_keeps_no_cookies(visits: Visits, store: Store) -> None:
    context = await visits.context("phone", "zh", cookies=False, script=False)
    await _order(await context.new_page(), store)
    assert await _credited(store) == [("placed", True)]


async def test_a_link_fills_the_bag_and_takes_nothing_out(visits: Visits, store: Store) -> None:
    page = await visits.page("phone", "en")
    await page.goto(f"{store.page}?cart=MUG:2")
    await expect(page.get_by_text("What was shared is in your bag")).to_be_visible()
    await page.goto(f"{store.page}?cart=MUG:1&cart=CANDLE:1")
    await page.goto(f"{store.page}/cart")
    assert await page.locator("input[name=qty]").evaluate_all("all => all.map((one) => one.value)") == [
        "2",
        "1",
    ]
    await page.get_by_role("button", name="Remove Hand-thrown mug").click()
    await expect(page.locator("input[name=qty]")).to_have_count(1)


async def test_a_shopper_makes_an_account_and_keeps_the_address(visits: Visits, store: Store) -> None:
    page = await visits.page("phone", "en")
    await page.goto(f"{store.page}/checkout?cart=MUG:1")
    await page.get_by_role("link", name="Have an account? Log in").click()
    await page.get_by_text("New here? Make an account").click()
    await page.get_by_label("Name").fill("Ada")
    await page.locator("#f-new_login").fill("ada@example.com")
    await page.locator("#f-new_password").fill("short")
    await page.get_by_role("button", name="Make it and log in").click()
    await expect(page.get_by_text("must have at least 10 characters")).to_be_visible()
    assert await page.get_by_label("Name").input_value() == "Ada"
    await page.locator("#f-new_password").fill("lanterns and hearts")
    await page.get_by_role("button", name="Make it and log in").click()
    await expect(page.get_by_text("Ordering as Ada")).to_be_visible()
    await page.get_by_label("Street and number").fill("1 Lake Road")
    await page.get_by_label("Town").fill("Wuhan")
    await page.get_by_label("Postcode").fill("430000")
    await page.get_by_label("Keep this address").check()
    await page.get_by_role("button", name="Place the order").click()
    await expect(page.get_by_role("heading", name="To be paid")).to_be_visible()
    await page.goto(f"{store.page}/checkout?cart=CANDLE:1")
    await expect(page.get_by_text("1 Lake Road, Wuhan, 430000")).to_be_visible()
    await expect(page.get_by_label("Street and number")).to_be_hidden()
    await page.goto(f"{store.page}/account")
    await expect(page.get_by_text("CN¥100.00")).to_be_visible()
    await page.get_by_label("A word about yourself").fill("I know candles")
    await page.get_by_role("button", name="Ask for a store").click()
    await expect(page.get_by_text("the brand has not answered yet")).to_be_visible()
    await fit_for_everybody(page)
    await page.get_by_role("button", name="Log out").click()
    await expect(page.get_by_role("heading", name="Log in")).to_be_visible()


async def test_messages_lead_back_to_themselves(visits: Visits, store: Store) -> None:
    page = await visits.page("phone", "en")
    await page.goto(f"{store.page}/products/COAT")
    await page.get_by_role("link", name="Write to the owner").click()
    await page.get_by_label("Your message").fill("Does it run large?")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_text("Does it run large?")).to_be_visible()
    await expect(page.get_by_text("The owner answers here.")).to_be_visible()
    await fit_for_everybody(page)


async def test_a_broken_network_keeps_what_was_typed(visits: Visits, store: Store) -> None:
    context = await visits.context("phone", "en")
    page = await context.new_page()
    await page.goto(f"{store.page}/checkout?cart=MUG:1")
    await page.get_by_label("Town").fill("Wuhan")
    await offline_is_ready(page)
    await context.set_offline(True)
    await page.goto(f"{visits.site}{store.page}/checkout")
    await expect(page.get_by_role("heading", name="No network")).to_be_visible()
    await context.set_offline(False)
    await page.goto(f"{store.page}/checkout")
    assert await page.get_by_label("Town").input_value() == "Wuhan"


async def test_a_forged_form_and_a_repeated_one(live: Settings, store: Store, visits: Visits) -> None:
    async with httpx.AsyncClient(base_url=live.address) as forger:
        form = {"sku": "MUG", "qty": "1", "go": "cart"}
        answer = await forger.post(
            f"{store.page}/cart", data=form, headers={"Origin": "https://evil.example"}
        )
        assert answer.status_code == 403
        assert "text/html" in answer.headers["content-type"]
        order = {"name": "W", "phone": "13800138000", "city": "Wuhan", "street": "1", "key": "one-key"}
        twice = [await forger.post(f"{store.page}/checkout?cart=MUG:1", data=order) for _ in range(2)]
        assert [one.status_code for one in twice] == [303, 303]
        assert len({one.headers["location"].partition("?")[0] for one in twice}) == 1
        code = twice[0].headers["location"].partition("?")[0]
        assert (await forger.get(code)).status_code == 404
        assert (await forger.post(f"{code}/cancel")).status_code == 404
    assert [state for state, _ in await _credited(store)] == ["placed"]
