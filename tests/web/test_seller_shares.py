"""What a seller hands out beside links: codes of places on a screen, coupons; and the way out of the brand."""

from playwright.async_api import expect

from infra.settings import Settings
from tests.support.world import rows
from tests.web.browser import Visits, photograph
from tests.web.checks import fit_for_everybody
from tests.web.workbench import at_bench, open_bench, walk


async def test_a_place_a_coupon_a_collection_and_the_way_out(visits: Visits, live: Settings) -> None:
    bench = await open_bench()
    page = await at_bench(visits, live, bench)
    await walk(page, bench.at("share/places"))
    await page.get_by_role("button", name="新建场所").click()
    await page.get_by_role("button", name="货架", exact=True).click()
    await page.get_by_label("名称").fill("一楼收银台")
    await page.get_by_role("button", name="创建").click()
    await expect(page.get_by_role("heading", name="一楼收银台")).to_be_visible()
    shown = page.locator(".display")
    await expect(shown).to_have_count(1)
    screen = await visits.page("desktop", "zh")
    await screen.goto(await shown.get_attribute("href") or "")
    await expect(screen.get_by_role("img", name="扫码选购")).to_be_visible()
    await photograph(page, "seller-places-phone-zh-light")
    # New codes: the screen's address of before shows nothing.
    await page.get_by_role("button", name="换一套码 一楼收银台").click()
    await page.get_by_role("button", name="确认").click()
    await expect(page.get_by_role("status").filter(has_text="已更换")).to_be_visible()
    await screen.reload()
    await expect(screen.get_by_role("img", name="扫码选购")).to_have_count(0)
    await page.get_by_role("button", name="显示二维码 湖畔周末市集").click()
    await expect(shown).to_have_count(2)
    await page.get_by_role("button", name="关闭 一楼收银台").click()
    await expect(page.get_by_role("button", name="重新开放 一楼收银台")).to_be_visible()
    await fit_for_everybody(page)

    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await walk(page, bench.at("share/coupons"))
    await expect(page.get_by_text("立减 ¥20.00 · 满 ¥200.00 可用")).to_be_visible()
    await page.get_by_role("button", name="复制券码和链接 MEI-WINTER").click()
    await expect(page.get_by_role("status").filter(has_text="已复制")).to_be_visible()
    copied = str(await page.evaluate("() => navigator.clipboard.readText()"))
    assert copied.splitlines()[0] == "优惠券 MEI-WINTER：立减 ¥20.00 · 满 ¥200.00 可用"
    shopper = await visits.page("phone", "zh")
    await shopper.goto(copied.splitlines()[1])
    await shopper.goto(f"{bench.store.page}/cart?cart=COAT-C-M:1&coupon=MEI-WINTER")
    await expect(shopper.locator(".sums .less dd")).to_have_text("−¥20.00")

    await walk(page, bench.at("share"))
    await page.get_by_role("button", name="系列：winter").click()
    await page.get_by_role("button", name="生成链接").click()
    await expect(page.get_by_role("heading", name="朋友看到的卡片")).to_be_visible()
    assert await rows(
        bench.store.brand.scope,
        "SELECT target_kind, target_ref FROM links WHERE brand_id = $1 ORDER BY created_at DESC LIMIT 1",
    ) == [("collection", "winter")]

    await walk(page, bench.at("me/rights"))
    await page.get_by_role("button", name="提出退出").click()
    await page.get_by_role("button", name="确认").click()
    await expect(page.get_by_role("status").filter(has_text="已告诉品牌")).to_be_visible()
    said = await rows(
        bench.store.brand.scope, "SELECT topic, body FROM seller_complaints WHERE brand_id = $1"
    )
    assert said == [("other", "我要退出。请为我办理退货、结清收入并关闭账号。")]
