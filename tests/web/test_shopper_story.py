"""The shopper's story on a phone, by thumb: a shared link, a coat chosen by colour and size, a question about stock,
the bag, an order as a guest, the bank's page, delivery, a review with a photo, a refund asked for; and seen without a
network afterwards."""

import asyncio
import re
import time
from uuid import UUID

from playwright.async_api import Page, expect

from infra.database import transact
from infra.scope import Actor
from infra.settings import Settings
from services.retail.decide_refund import DecideRefund, decide_refund
from services.retail.deliver_order import deliver_order
from services.retail.record_shipment import RecordShipment, record_shipment
from tests.web.browser import Visits, photograph
from tests.web.checks import fit_for_everybody
from tests.web.people import let_the_bank_call, offline_is_ready
from tests.web.shop_world import Store, open_shop, photo


async def test_the_shoppers_story_on_a_phone(visits: Visits, live: Settings) -> None:
    store = await open_shop()
    context = await visits.context("phone", "zh")
    page = await context.new_page()
    await page.goto(f"/l/{store.link}")
    await choose(page)
    await ask_about_stock(page)
    await into_the_bag(page)
    code = await order_as_guest(page)
    await pay(page)
    await receive(store, page, code)
    await review(store, page)
    await ask_for_money_back(store, page, code)
    await offline_is_ready(page)
    await page.reload()
    await context.set_offline(True)
    await page.reload()
    await expect(page.get_by_text("网络已断开，正在显示上次看到的内容。")).to_be_visible()
    await expect(page.get_by_role("heading", name="已送达")).to_be_visible()
    await page.goto(f"{live.address}{store.page}")
    await page.get_by_role("link", name="上次看到的订单").click()
    await expect(page.get_by_text(f"订单 {code}")).to_be_visible()


async def choose(page: Page) -> None:
    """The link leads to the coat; a sold-out choice cannot be bought, another changes the stock line."""
    await expect(page.get_by_role("heading", level=1, name="双面羊毛大衣")).to_be_visible()
    await expect(page.get_by_text("分享人 小美")).to_be_visible()
    await fit_for_everybody(page)
    await page.get_by_role("radio", name="炭灰").check()
    await page.get_by_role("radio", name="L", exact=True).check()
    await expect(page.locator("[data-stock]")).to_have_text("已售罄")
    await page.get_by_role("radio", name="M", exact=True).check()
    await expect(page.locator("[data-stock]")).to_have_text("仅剩 3 件")
    await expect(page.locator("p[data-price]")).to_have_text("¥899.00")
    await photograph(page, "shop-product-phone-zh-light")


async def ask_about_stock(page: Page) -> None:
    """Answered on the page that follows, without anybody's doing."""
    await page.get_by_text("问店主", exact=True).click()
    await page.get_by_label("想问库存？选择规格，立即答复").select_option("COAT-K-M")
    await page.get_by_role("button", name="提交问题").click()
    await expect(page.get_by_text("炭灰 · M：现在有货 3 件")).to_be_visible()
    await page.get_by_text("问店主", exact=True).click()
    await page.get_by_label("想了解什么？").fill("会起球吗？")
    await page.get_by_role("button", name="提交问题").click()
    await expect(page.get_by_text("等待店主回复")).to_be_visible()
    await fit_for_everybody(page)


async def into_the_bag(page: Page) -> None:
    """Without leaving the page; then one more, in the bag."""
    await page.get_by_role("radio", name="炭灰").check()
    await page.get_by_role("radio", name="M", exact=True).check()
    await page.get_by_role("button", name="加入购物袋").click()
    await expect(page.get_by_role("link", name=re.compile("购物袋"))).to_contain_text("1")
    await page.locator("[data-bag]").click()
    await expect(page.get_by_role("heading", name="购物袋")).to_be_visible()
    await page.get_by_role("button", name=re.compile("^增加")).click()
    await expect(page.locator(".sums .all dd")).to_have_text("¥1,798.00")
    await expect(page.get_by_text("免运费")).to_be_visible()
    await fit_for_everybody(page)
    await photograph(page, "shop-bag-phone-zh-light")
    await page.get_by_role("link", name="去结算").click()


async def order_as_guest(page: Page) -> str:
    """What was typed stays where something is wrong; then the order's own page."""
    await expect(page.get_by_role("heading", name="确认订单")).to_be_visible()
    await page.get_by_label("姓名").fill("王小明")
    await page.get_by_label("手机号").fill("12")
    await page.get_by_label("省份").fill("湖北省")
    await page.get_by_label("城市").fill("武汉市")
    await page.get_by_label("详细地址").fill("东湖路 1 号")
    await page.get_by_role("button", name="提交订单").click()
    await expect(page.get_by_text("手机号格式不正确").first).to_be_visible()
    assert await page.get_by_label("详细地址").input_value() == "东湖路 1 号"
    await fit_for_everybody(page)
    await page.get_by_label("手机号").fill("13800138000")
    await photograph(page, "shop-checkout-phone-zh-light")
    await page.get_by_role("button", name="提交订单").click()
    await expect(page.get_by_role("heading", name="待付款")).to_be_visible()
    await fit_for_everybody(page)
    return (await page.locator("[data-order]").get_attribute("data-order")) or ""


async def pay(page: Page) -> None:
    """Off to the sandbox bank and back; the page waits for the bank's word and then says so by itself."""
    await page.get_by_role("button", name="去付款").click()
    await page.get_by_role("button", name="确认支付").click()
    await expect(page.get_by_text("正在确认付款结果")).to_be_visible()
    until = time.monotonic() + 20
    while not await page.get_by_role("heading", name="已付款，准备发货").is_visible():
        assert time.monotonic() < until
        await let_the_bank_call()
        await asyncio.sleep(0.2)
    await fit_for_everybody(page)


async def receive(store: Store, page: Page, code: str) -> None:
    """The brand sends it, then it has arrived."""
    await record_shipment(store.brand.scope, code, RecordShipment("顺丰速运", "SF1234567890"))
    await page.reload()
    await expect(page.get_by_role("heading", name="已发货")).to_be_visible()
    await expect(page.get_by_text("单号 SF1234567890")).to_be_visible()
    await photograph(page, "shop-order-phone-zh-light")
    await deliver_order(store.brand.scope, code)
    await page.reload()
    await expect(page.get_by_role("heading", name="已送达")).to_be_visible()


async def review(store: Store, page: Page) -> None:
    """Stars, words and a photo; it stands on the product's page and has an address of its own."""
    await page.get_by_text("写评价", exact=True).click()
    await page.get_by_role("radio", name="4 星（满分 5 星）").check()
    await page.get_by_label("用着怎么样？").fill("很暖和，颜色比照片更好看。")
    files = [{"name": "me.jpg", "mimeType": "image/jpeg", "buffer": photo()}]
    await page.get_by_label("照片（最多 6 张）").set_input_files(files)  # type: ignore[arg-type]
    await page.get_by_label("显示名称（可不填）").fill("小王")
    await fit_for_everybody(page)
    await page.get_by_role("button", name="发布评价").click()
    await page.get_by_role("link", name="查看评价").click()
    await expect(page.get_by_role("heading", name="对“双面羊毛大衣”的评价")).to_be_visible()
    await expect(page.get_by_text("已购：炭灰 M")).to_be_visible()
    picture = page.locator(".photos img")
    assert await picture.evaluate("(one) => one.decode().then(() => one.naturalWidth)") == 320
    await fit_for_everybody(page)
    await page.get_by_role("link", name="看看这件商品").click()
    await expect(page.get_by_text("4.0 · 评价 1")).to_be_visible()
    await photograph(page, "shop-reviewed-phone-zh-light", whole=True)
    await page.go_back()
    await page.go_back()


async def ask_for_money_back(store: Store, page: Page, code: str) -> None:
    """One of two; the brand agrees."""
    await page.locator("summary", has_text="申请退款").click()
    await page.get_by_label("退几件 双面羊毛大衣").select_option("1")
    await page.get_by_label("退款原因").fill("买多了")
    await page.get_by_role("button", name="提交申请").click()
    await expect(page.get_by_text("等待处理")).to_be_visible()
    await expect(page.locator("summary", has_text="申请退款")).to_have_count(0)
    await fit_for_everybody(page)
    refund = await store_refund(store, code)
    scope = store.brand.scope.acting_as(Actor("system"))
    await decide_refund(scope, refund, DecideRefund(approve=True))
    await page.reload()
    await expect(page.get_by_text("已退款 ¥899.00")).to_be_visible()


async def store_refund(store: Store, code: str) -> UUID:
    """The id of the order's request."""
    refund_id: UUID = await transact(
        store.brand.scope,
        lambda tx: tx.fetchval(
            "SELECT r.id FROM refunds AS r JOIN retail_orders AS o ON o.brand_id = r.brand_id AND o.id = r.order_id"
            " WHERE r.brand_id = $1 AND o.code = $2",
            tx.brand_id,
            code,
        ),
    )
    return refund_id
