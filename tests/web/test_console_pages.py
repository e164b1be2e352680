"""Every page of the console is fit for everybody: in Chinese by day on a desktop, in English by night on a tablet."""

import pytest
from playwright.async_api import Page, expect

from infra.settings import Settings
from tests.factories import make_account, make_brand
from tests.web.browser import Visits
from tests.web.checks import accessibility_faults, overflow, small_targets
from tests.web.console import PAGES, Office, at_desk, pages_of, walk


@pytest.mark.parametrize("night", [False, True])
async def test_every_page_is_fit_for_everybody(
    visits: Visits, live: Settings, office: Office, night: bool
) -> None:
    page = await at_desk(
        visits,
        live,
        office,
        device="tablet" if night else "desktop",
        language="en" if night else "zh",
        dark=night,
    )
    assert await faults_of(page, office, pages_of(office.ids)) == []


async def test_every_page_of_a_new_brand_says_what_is_not_there_yet(visits: Visits, live: Settings) -> None:
    brand = await make_brand()
    office = Office(brand, {"admin": await make_account(brand, "admin")}, {})
    page = await at_desk(visits, live, office)
    # Editors are the same, whether there is something or not.
    lists = [
        name for name in PAGES if not any(part in name for part in ("{", "/draft", "products/", "terms"))
    ]
    assert await faults_of(page, office, lists) == []


async def faults_of(page: Page, office: Office, names: list[str]) -> list[str]:
    """What is wrong with these pages; the frame around them is looked at with the first."""
    faults: list[str] = []
    for at, name in enumerate(names):
        await walk(page, office.address(name))
        within = "#content" if at else "html"
        found = [*await accessibility_faults(page, within), *await small_targets(page), *await overflow(page)]
        if await page.locator(".el-result .icon-error").count():
            found.append(f"says {await page.locator('.el-result').first.inner_text()}")
        faults += [f"{name or 'overview'}: {fault}" for fault in found]
    return faults


async def test_the_menu_of_a_role_and_a_page_that_it_may_not_see(
    visits: Visits, live: Settings, office: Office
) -> None:
    page = await at_desk(visits, live, office, "operator")
    menu = page.get_by_role("navigation", name="Main")
    await expect(menu.get_by_role("link", name="Orders", exact=True)).to_be_visible()
    await expect(menu.get_by_role("link", name="Books")).to_have_count(0)
    await expect(menu.get_by_role("link", name="Audit log")).to_have_count(0)
    await page.goto(office.address("books"))
    await expect(page.get_by_role("alert")).to_have_text("Your role may not use this page")
    # A role that was taken away meanwhile: the API says no, and the page says so.
    await page.goto(office.address("orders"))
    await page.route(
        "**/api/brand/orders?*", lambda route: route.fulfill(status=403, json={"code": "not_allowed"})
    )
    await page.reload()
    await expect(page.get_by_text("Your role may not see this list")).to_be_visible()


async def test_a_keyboard_alone_reaches_the_content_and_a_filter(
    visits: Visits, live: Settings, office: Office
) -> None:
    page = await at_desk(visits, live, office)
    await page.goto(office.address("orders"))
    await expect(page.get_by_role("table")).to_be_visible()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("textbox", name="Search")).to_be_focused()
    await page.keyboard.type("no such order")
    await expect(page.get_by_text("Nothing matches")).to_be_visible()
    # The address says what was asked: a page left is found again as it was.
    await page.reload()
    await expect(page.get_by_role("textbox", name="Search")).to_have_value("no such order")
    await page.get_by_role("button", name="Clear the filters").click()
    await expect(page.get_by_role("link", name=str(office.ids["order_code"]))).to_be_visible()


async def test_a_list_sorts_filters_and_is_kept_as_a_file(
    visits: Visits, live: Settings, office: Office
) -> None:
    page = await at_desk(visits, live, office)
    await page.goto(office.address("sellers?sort=display_name"))
    await expect(page.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "ascending")
    await page.get_by_role("button", name="Name").click()
    await expect(page.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "descending")
    async with page.expect_download() as kept:
        await page.get_by_role("button", name="Export CSV").click()
    path = await (await kept.value).path()
    text = path.read_bytes().decode("utf-8-sig")
    assert text.splitlines()[0].startswith("seller_id,code,kind,display_name")
    assert "marker seller" in text


async def test_plots_are_kept_as_pictures_and_figures(visits: Visits, live: Settings, office: Office) -> None:
    page = await at_desk(visits, live, office)
    await expect(page.get_by_role("heading", name="Sales")).to_be_visible()
    async with page.expect_download() as picture:
        await page.get_by_role("button", name="PNG · Sales").click()
    assert (await (await picture.value).path()).read_bytes().startswith(b"\x89PNG")
    async with page.expect_download() as figures:
        await page.get_by_role("button", name="CSV · Sales").click()
    lines = (await (await figures.value).path()).read_bytes().decode("utf-8-sig").splitlines()
    assert lines[0] == "Day,This period,Period before"
    # One coat was sold, today.
    assert lines[-1].endswith(",100,0")
