"""The workbench on a slow and on a broken network, with a server that stumbles or never answers, in a session that
ends, and by keyboard alone: nothing that was typed is lost."""

from playwright.async_api import Page, Route, expect

from infra.database import transact
from infra.settings import Settings
from services.people.end_sessions import end_sessions
from tests.web.browser import Visits, go, hold_back
from tests.web.workbench import Bench, at_bench, open_bench, walk


async def test_a_slow_network_shows_that_it_waits(visits: Visits, live: Settings, bench: Bench) -> None:
    page = await at_bench(visits, live, bench)
    answer = await hold_back(page, "**/api/seller/orders?*")
    await go(page, bench.at("orders"))
    await expect(page.locator("main [aria-busy=true]")).to_be_visible()
    answer.set()
    await expect(page.get_by_role("button", name=str(bench.ids["order"]))).to_be_visible()


async def test_a_broken_network_says_so_and_goes_on_afterwards(
    visits: Visits, live: Settings, bench: Bench
) -> None:
    page = await at_bench(visits, live, bench)
    await page.route("**/api/seller/**", lambda route: route.abort())
    await go(page, bench.at("orders"))
    await expect(page.get_by_role("alert")).to_contain_text("网络连接不上")
    await page.unroute("**/api/seller/**")
    await page.get_by_role("button", name="重试").click()
    await expect(page.get_by_role("button", name=str(bench.ids["order"]))).to_be_visible()


async def test_a_server_that_never_answers_is_given_up(visits: Visits, live: Settings, bench: Bench) -> None:
    page = await at_bench(visits, live, bench)
    await page.clock.install()
    waiting: list[Route] = []

    def keep(route: Route) -> None:
        waiting.append(route)

    await page.route("**/api/seller/orders?*", keep)
    await go(page, bench.at("orders"))
    await expect(page.locator("main [aria-busy=true]")).to_be_visible()
    await page.clock.fast_forward(31_000)
    await expect(page.get_by_role("alert")).to_contain_text("网络连接不上")
    await page.unroute("**/api/seller/orders?*")
    await page.get_by_role("button", name="重试").click()
    await expect(page.get_by_role("button", name=str(bench.ids["order"]))).to_be_visible()


async def test_a_form_keeps_what_was_typed_when_the_server_stumbles(
    visits: Visits, live: Settings, bench: Bench
) -> None:
    page = await at_bench(visits, live, bench)
    await walk(page, bench.at(f"shoppers/{bench.ids['conversation']}"))
    await page.get_by_label("回复").fill("周六一早就发货。")
    # By a test on the address alone: a message is sent to the same path that reads are asked of.
    await page.route(
        "**/messages",
        lambda route: route.fulfill(
            status=500, json={"code": "fault", "title": "出错了", "request_id": "r-1"}
        ),
    )
    await page.get_by_role("button", name="发送").click()
    await expect(page.get_by_role("alert")).to_contain_text("出错了（请求编号 r-1）")
    await expect(page.get_by_label("回复")).to_have_value("周六一早就发货。")
    await page.unroute("**/messages")
    await page.get_by_role("button", name="发送").click()
    await expect(page.locator("li.seller")).to_contain_text("周六一早就发货。")


async def test_a_session_that_ends_leads_back_with_everything_typed(visits: Visits, live: Settings) -> None:
    bench = await open_bench()
    page = await at_bench(visits, live, bench)
    await walk(page, bench.at("store"))
    await page.get_by_label("一句话介绍").fill("冬天最后的暖意")
    account = bench.store.seller.account
    await transact(bench.store.brand.scope, lambda tx: end_sessions(tx, account.account_id))
    await page.get_by_role("button", name="保存", exact=True).click()
    await expect(page.get_by_role("heading", name="登录")).to_be_visible()
    await page.fill("#login", account.phone)
    await page.fill("#password", account.password)
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("一句话介绍")).to_have_value("冬天最后的暖意")
    assert page.url.endswith("/store")
    await page.get_by_role("button", name="保存", exact=True).click()
    await expect(page.get_by_role("status").filter(has_text="已保存")).to_be_visible()


async def tab_to(page: Page, words: str) -> None:
    """Press Tab until what has the focus says these words."""
    for _ in range(30):
        await page.keyboard.press("Tab")
        if words in str(await page.evaluate("() => document.activeElement.textContent")):
            return
    raise AssertionError(f"the keyboard does not reach {words}")


async def test_a_keyboard_alone_opens_pages_and_chooses(visits: Visits, live: Settings, bench: Bench) -> None:
    page = await at_bench(visits, live, bench, device="desktop")
    await tab_to(page, "近 7 天")
    await page.keyboard.press("Space")
    await expect(page.get_by_role("button", name="近 7 天")).to_have_attribute("aria-pressed", "true")
    await walk(page, bench.at("me"))
    await tab_to(page, "我的权利")
    outline = "() => getComputedStyle(document.activeElement).outlineStyle"
    assert await page.evaluate(outline) == "solid"
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="我的权利", level=1)).to_be_visible()
    await expect(page.get_by_role("heading", name="怎样退出")).to_be_visible()
