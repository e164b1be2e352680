"""The two stories, with several browsers open at once: a sale from a shopper's phone to the admin's desk and into the
seller's phone, and back by a refund. (Stock from a reseller's phone to the desk and back: test_seller.py.)"""

import asyncio
import time

from playwright.async_api import Page, expect

from infra.settings import Settings
from tests.factories import make_account
from tests.web.browser import Visits, photograph
from tests.web.console import Office, at_desk, books_prove, row_says
from tests.web.people import enter, let_the_bank_call
from tests.web.shop_world import Store, open_shop


async def order_coat(phone: Page, store: Store) -> str:
    await phone.goto(f"/l/{store.link}")
    await phone.get_by_role("radio", name="燕麦").check()
    await phone.get_by_role("radio", name="S", exact=True).check()
    await phone.get_by_role("button", name="立即购买").click()
    await phone.get_by_label("姓名").fill("王小明")
    await phone.get_by_label("手机号").fill("13800138000")
    await phone.get_by_label("省份").fill("湖北省")
    await phone.get_by_label("城市").fill("武汉市")
    await phone.get_by_label("详细地址").fill("东湖路 1 号")
    await phone.get_by_role("button", name="提交订单").click()
    await expect(phone.get_by_role("heading", name="待付款")).to_be_visible()
    return (await phone.locator("[data-order]").get_attribute("data-order")) or ""


async def until_shown(phone: Page, heading: str) -> None:
    """What the bank's word brings: it is let call until the page says so by itself."""
    until = time.monotonic() + 90
    while not await phone.get_by_role("heading", name=heading).is_visible():
        assert time.monotonic() < until
        await let_the_bank_call()
        await asyncio.sleep(0.2)


async def test_a_sale_from_a_phone_to_the_desk_and_back(visits: Visits, live: Settings) -> None:
    store = await open_shop()
    admin = await make_account(store.brand, "admin", display_name="Ada")
    office = Office(store.brand, {"admin": admin}, {})
    desk = await at_desk(visits, live, office)
    phone = await visits.page("phone", "zh")
    sellers = await visits.context("phone", "zh")
    await enter(sellers, live, store.seller)
    seller = await sellers.new_page()
    code = await order_coat(phone, store)
    await row_says(desk, office, "orders", code, "¥899.00", "小美")
    await phone.get_by_role("button", name="去付款").click()
    await phone.get_by_role("button", name="确认支付").click()
    await until_shown(phone, "已付款，准备发货")
    # A tenth of 899.00, for 15 days pending; the same figure on the desk and in the seller's hand.
    await row_says(desk, office, "commission", code, "小美", "¥899.00", "¥89.90")
    await books_prove(desk, office)
    await seller.goto(f"/seller/{store.brand.slug}/money")
    await expect(seller.locator(".figure").filter(has_text="待结算")).to_contain_text("¥89.90")
    await seller.goto(f"/seller/{store.brand.slug}/orders/{code}")
    await seller.get_by_role("button", name="谁得了这笔单").click()
    await expect(seller.get_by_text("此单归属于您：此前打开过推广链接。")).to_be_visible()
    await expect(seller.get_by_text("¥89.90").first).to_be_visible()
    await photograph(seller, "seller-why-phone-zh-light")
    # Back again: asked on the phone, granted at the desk, gone from the seller's pending.
    await phone.locator("summary", has_text="申请退款").click()
    await phone.get_by_label("退几件 双面羊毛大衣").select_option("1")
    await phone.get_by_role("button", name="提交申请").click()
    await expect(phone.get_by_text("等待处理")).to_be_visible()
    await row_says(desk, office, "refunds", code, "Requested", "1")
    await desk.get_by_role("button", name="Approve").click()
    await desk.get_by_role("dialog").get_by_role("button", name="Approve").click()
    await expect(desk.get_by_role("dialog")).to_have_count(0)
    await phone.reload()
    await expect(phone.get_by_text("已退款 ¥899.00")).to_be_visible()
    await row_says(desk, office, "commission", code, "¥89.90", "Reversed")
    await books_prove(desk, office)
    await seller.goto(f"/seller/{store.brand.slug}/money")
    await expect(seller.locator(".figure").filter(has_text="待结算")).to_contain_text("¥0.00")
