"""The console on a slow and on a broken network, and in a session that ends: nothing that was typed is lost."""

from playwright.async_api import expect

from infra.database import transact
from infra.settings import Settings
from services.people.end_sessions import end_sessions
from tests.web.browser import Visits, go, hold_back
from tests.web.console import Office, at_desk, open_office, walk


async def test_a_slow_network_shows_that_it_waits(visits: Visits, live: Settings, office: Office) -> None:
    page = await at_desk(visits, live, office)
    answer = await hold_back(page, "**/api/brand/orders/*")
    await page.goto(office.address(f"orders/{office.ids['order_code']}"))
    await expect(page.get_by_role("status", name="Loading")).to_be_visible()
    answer.set()
    await expect(page.get_by_role("region", name="Goods")).to_be_visible()


async def test_a_broken_network_says_so_and_goes_on_afterwards(
    visits: Visits, live: Settings, office: Office
) -> None:
    page = await at_desk(visits, live, office)
    await page.route("**/api/brand/**", lambda route: route.abort())
    await go(page, office.address("orders"))
    await expect(page.get_by_role("alert")).to_contain_text("The network does not answer")
    await page.unroute("**/api/brand/**")
    await page.get_by_role("button", name="Try again").click()
    await expect(page.get_by_role("link", name=str(office.ids["order_code"]))).to_be_visible()


async def test_a_form_keeps_what_was_typed_when_it_could_not_be_sent(
    visits: Visits, live: Settings, office: Office
) -> None:
    page = await at_desk(visits, live, office)
    await walk(page, office.address(f"sellers/{office.ids['seller_id']}"))
    await page.get_by_role("button", name="Change status").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Reason").fill("asked for a break")
    await page.route(
        "**/status",
        lambda route: route.fulfill(status=503, json={"code": "service_unavailable", "title": "Not ready"}),
    )
    await dialog.get_by_role("button", name="Change status").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("Not ready")
    await expect(dialog.get_by_label("Reason")).to_have_value("asked for a break")


async def test_a_session_that_ends_leads_back_with_everything_typed(visits: Visits, live: Settings) -> None:
    office = await open_office()
    page = await at_desk(visits, live, office, "operator")
    await walk(page, office.address("products/new"))
    await page.get_by_label("Product code").fill("HAT")
    await page.get_by_label("Name", exact=True).fill("Hat")
    operator = office.people["operator"]
    await transact(office.brand.scope, lambda tx: end_sessions(tx, operator.account_id))
    await page.get_by_role("button", name="Create").click()
    await expect(page.get_by_text("Your log-in has expired.")).to_be_visible()
    await page.fill("#login", operator.phone)
    await page.fill("#password", operator.password)
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Product code")).to_have_value("HAT")
    await page.get_by_role("button", name="Create").click()
    await expect(page.get_by_role("heading", name="Hat")).to_be_visible()
