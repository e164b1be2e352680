"""What a seller does on the workbench after the sale: parcels sent from own stock, shoppers answered, an appeal filed
and taken back, money asked for; and what a shopper reads when the site itself fails."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from playwright.async_api import Page, expect

from infra.clock import SetClock
from infra.ids import new_id
from infra.settings import Settings
from services.payouts.verify_payee import VerifyPayee, verify_payee
from services.retail.mature_commissions import mature_commissions
from services.stores.edit_store import EditStore, edit_store
from tests.support.shop import a_phone
from tests.support.world import rows, run, value
from tests.web.browser import Visits, photograph
from tests.web.checks import fit_for_everybody
from tests.web.shop_world import Store, open_shop
from tests.web.workbench import at_bench, open_bench, walk


async def _told(page: Page, words: str) -> None:
    await expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


async def test_an_order_from_own_stock_is_sent_in_two_parcels(visits: Visits, live: Settings) -> None:
    bench = await open_bench()
    await edit_store(bench.store.seller.scope, EditStore(ships_from="own_stock"))
    order = await bench.market.shop.sell(bench.keeper, {"MUG": 2})
    page = await at_bench(visits, live, bench)
    await walk(page, bench.at("orders"))
    await page.get_by_role("button", name="待发货").click()
    row = page.get_by_role("button", name=order.code)
    # Two at 88.00 and 12.00 to ship them.
    await expect(row).to_contain_text("¥188.00")
    await expect(row).to_contain_text("自有库存 · 已支付")
    await row.click()
    await expect(page.get_by_role("heading", name=order.code)).to_be_visible()
    for carrier, tracking in (("顺丰速运", "SF1390001"), ("中通快递", "ZT7780002")):
        await page.get_by_label("快递公司").fill(carrier)
        await page.get_by_label("运单号").fill(tracking)
        await page.get_by_role("button", name="登记发货").click()
        sent = page.locator(".van-cell").filter(has_text=tracking)
        await expect(sent).to_contain_text(carrier)
        # The form is ready for the next parcel, which is not taken for this one.
        await expect(page.get_by_label("运单号")).to_have_value("")
    await fit_for_everybody(page)
    await photograph(page, "seller-parcels-phone-zh-light")
    assert await rows(
        bench.store.brand.scope,
        "SELECT carrier, tracking_code, sent_by FROM shipments WHERE brand_id = $1 AND order_id = $2 ORDER BY sent_at",
        order.id,
    ) == [
        ("顺丰速运", "SF1390001", bench.store.seller.account.account_id),
        ("中通快递", "ZT7780002", bench.store.seller.account.account_id),
    ]
    # With a parcel on its way it is not one of those to send any more.
    await walk(page, bench.at("orders"))
    await page.get_by_role("button", name="待发货").click()
    await expect(page.get_by_text("还没有订单")).to_be_visible()
    await expect(row).to_have_count(0)
    await page.get_by_role("button", name="全部").click()
    await row.click()
    await page.get_by_role("button", name="确认送达").click()
    await page.get_by_role("dialog").get_by_role("button", name="确认").click()
    await expect(page.get_by_text("已送达", exact=True)).to_be_visible()
    await expect(page.get_by_role("button", name="登记发货")).to_have_count(0)
    assert await bench.market.shop.state(order) == "delivered"


async def test_a_question_and_a_message_are_answered(visits: Visits, live: Settings) -> None:
    bench = await open_bench()
    scope = bench.store.brand.scope
    page = await at_bench(visits, live, bench)
    await walk(page, bench.at("shoppers"))
    talk = page.get_by_role("button", name="小李")
    await expect(talk).to_contain_text("1 条新消息")
    await talk.click()
    await page.get_by_label("回复").fill("可以，周六上午寄出。")
    await page.get_by_role("button", name="发送").click()
    await expect(page.locator("li.seller")).to_contain_text("可以，周六上午寄出。")
    assert await rows(
        scope, "SELECT side, account_id, words FROM messages WHERE brand_id = $1 ORDER BY at"
    ) == [
        ("shopper", None, "请问周末能发货吗？"),
        ("seller", bench.store.seller.account.account_id, "可以，周六上午寄出。"),
    ]
    await walk(page, bench.at("shoppers?show=questions"))
    card = page.locator("article").filter(has_text="会起球吗？")
    await card.get_by_label("回答").fill("不会，双面羊毛不易起球。")
    await card.get_by_role("button", name="发布回答").click()
    await expect(card.get_by_role("button", name="修改回答")).to_be_visible()
    await expect(card.locator("p").filter(has_text="不会，双面羊毛不易起球。")).to_be_visible()
    assert await rows(scope, "SELECT state, answer, answered_by FROM questions WHERE brand_id = $1") == [
        ("answered", "不会，双面羊毛不易起球。", bench.store.seller.account.account_id)
    ]
    # Both are there for shoppers: the answer stands on the product's page.
    shopper = await visits.page("phone", "zh")
    await shopper.goto(f"{bench.store.page}/products/COAT")
    await expect(shopper.get_by_text("不会，双面羊毛不易起球。")).to_have_count(1)


async def test_an_appeal_is_filed_taken_back_and_filed_again(visits: Visits, live: Settings) -> None:
    bench = await open_bench()
    shop = bench.market.shop
    rival, visitor = await shop.keeper(), new_id()
    await shop.touch(bench.keeper, visitor)
    await shop.touch(rival, visitor)
    order = await shop.sell(rival, {"MUG": 3}, visitor=visitor, phone=a_phone())
    page = await at_bench(visits, live, bench)
    await walk(page, bench.at("money/appeals?show=missed"))
    await page.get_by_role("button", name=f"{order.code} · MUG").click()
    await expect(page.get_by_text("此单归属其他销售者：此前打开过推广链接。")).to_be_visible()
    reason = "顾客是我在市集上介绍的。"
    for times in (1, 2):
        await page.get_by_label("您认为哪里不对").fill(reason)
        await page.get_by_role("button", name="提交申诉").click()
        waiting = page.locator("article").filter(has=page.get_by_role("button", name="撤回"))
        await expect(waiting).to_contain_text(reason)
        await expect(waiting.locator("strong")).to_have_text("待处理")
        if times == 1:
            await fit_for_everybody(page)
            await photograph(page, "seller-appeal-phone-zh-light")
        await walk(page, bench.at("money/appeals"))
        mine = page.get_by_role("button", name=f"{order.code} · MUG")
        await expect(mine).to_have_count(times)
        await mine.filter(has_text="待处理").click()
        await page.get_by_role("button", name="撤回").click()
        await expect(page.locator("article strong").filter(has_text="已撤回")).to_have_count(times)
    filed = await rows(
        bench.store.brand.scope,
        "SELECT seller_id, order_id, reason, state, decided_at IS NULL FROM appeals WHERE brand_id = $1",
    )
    assert filed == [(bench.keeper.id, order.id, reason, "withdrawn", False)] * 2


async def test_what_stands_in_the_way_of_a_payout_then_the_payout_is_asked_for(
    visits: Visits, live: Settings
) -> None:
    bench = await open_bench()
    scope = bench.store.brand.scope
    asked = "SELECT asked_at FROM payee_profiles WHERE brand_id = $1"
    page = await at_bench(visits, live, bench)
    ask = page.get_by_role("button", name="申请提现")
    await walk(page, bench.at("money/payouts"))
    await expect(page.get_by_text("没有已结算而尚未支付的金额。")).to_be_visible()
    await expect(ask).to_have_count(0)
    # A tenth of 899.00 and of twice 88.00; too little for tax to be withheld of it.
    await mature_commissions(replace(scope, clock=SetClock(datetime.now(UTC) + timedelta(days=16))))
    await walk(page, bench.at("money"))
    await walk(page, bench.at("money/payouts"))
    await expect(page.get_by_text("可以付给您 ¥107.50")).to_be_visible()
    await expect(page.get_by_text("品牌还没有核对您的姓名。")).to_be_visible()
    await verify_payee(bench.market.checker, bench.keeper.id, VerifyPayee("李梅"))
    await walk(page, bench.at("money"))
    await walk(page, bench.at("money/payouts"))
    await expect(page.get_by_text("户名已核对")).to_be_visible()
    await expect(page.get_by_text("品牌还没有核对您的姓名。")).to_have_count(0)
    assert await value(scope, asked) is None
    await ask.click()
    await _told(page, "已告诉品牌：您希望提现")
    await expect(page.get_by_text("您已申请提现，品牌会在下一批付款时处理。")).to_be_visible()
    await expect(ask).to_have_count(0)
    await fit_for_everybody(page)
    await photograph(page, "seller-payout-asked-phone-zh-light")
    assert isinstance(await value(scope, asked), datetime)
    # No money moved: it waits for the brand's batch.
    assert await bench.market.shop.balance(bench.keeper) == (0, 10_750)


@asynccontextmanager
async def _unreadable_terms(store: Store) -> AsyncIterator[None]:
    """The brand's settings as no release wrote them: every page that reads a price to ship for fails."""
    kept = await value(store.brand.scope, "SELECT settings::text FROM brands WHERE id = $1")
    broken = '{"retail": {"shipping": "what it costs"}}'
    await run(store.brand.scope, "UPDATE brands SET settings = $2::jsonb WHERE id = $1", broken)
    try:
        yield
    finally:
        await run(store.brand.scope, "UPDATE brands SET settings = $2::jsonb WHERE id = $1", kept)


async def test_a_shopper_reads_that_the_site_failed_and_finds_the_way_back(visits: Visits) -> None:
    store = await open_shop()
    page = await visits.page("phone", "zh")
    bag = f"{store.page}/cart?cart=MUG:1"
    for way in ("重试", "返回店铺"):
        async with _unreadable_terms(store):
            answer = await page.goto(bag)
            assert answer is not None
            assert answer.status == 500
            await expect(page.get_by_role("heading", level=1)).to_have_text("服务器出现错误")
            assert answer.headers["x-request-id"] in await page.locator("main").inner_text()
            assert "what it costs" not in await page.content()
            await fit_for_everybody(page)
            await photograph(page, "shop-fault-phone-zh-light")
        await page.get_by_role("link", name=way).click()
        if way == "重试":
            # 88.00 and 12.00 to ship it.
            await expect(page.locator(".sums .all dd")).to_have_text("¥100.00")
        else:
            await expect(page.get_by_role("heading", name="小美的暖冬好物", level=1)).to_be_visible()
            await page.wait_for_url(f"**{store.page}")
