"""The overview over a season that was traded: every figure, each filter, each file; in both languages and by night."""

import pytest
from playwright.async_api import Page, expect

from infra.settings import Settings
from tests.web.browser import Visits, photograph
from tests.web.checks import accessibility_faults, overflow
from tests.web.console import at_desk
from tests.web.season import Season


async def _at(page: Page, season: Season, more: str = "") -> None:
    await page.goto(season.office.address(season.asked + more))
    await expect(page.get_by_role("list", name="Key figures")).to_be_visible()


async def _figures(page: Page) -> dict[str, str]:
    cards = page.get_by_role("list", name="Key figures").get_by_role("listitem")
    return {
        (await card.locator(".label").inner_text()): (await card.locator("strong").inner_text())
        for card in await cards.all()
    }


async def _rows(page: Page, title: str) -> list[list[str]]:
    table = page.get_by_role("region", name=title, exact=True).locator("tbody tr")
    return [await row.locator("td").all_inner_texts() for row in await table.all()]


async def test_every_figure_of_a_season(visits: Visits, live: Settings, season: Season) -> None:
    page = await at_desk(visits, live, season.office)
    await _at(page, season)
    assert await _figures(page) == {
        "Sales": "¥630.00",
        "Orders": "4",
        "Order value": "¥207.50",
        "Conversion": "80.00%",
        "Repeat orders": "25.00%",
        "Commission share": "6.59%",
        "Refund share": "24.10%",
        "Stock bought": "¥6,200.00",
    }
    # The thirty days before: one sale of 200.00, nobody who came by a link.
    sales = page.get_by_role("listitem").filter(has_text="Paid for goods, net of refunds")
    await expect(sales).to_contain_text("+215.0%")
    await expect(sales).to_contain_text("before ¥200.00")
    assert await _rows(page, "Top sharers") == [
        ["Ann", "Staff", "¥430.00", "3", "¥21.50"],
        ["Bo", "Reseller", "¥200.00", "1", "¥20.00"],
    ]
    assert await _rows(page, "Top products") == [
        ["COAT", "4", "¥600.00", "3", "¥200.00"],
        ["SCARF", "1", "¥30.00", "1", "¥0.00"],
    ]
    moves = page.locator("figure").filter(has_text="Tier moves").locator("tbody tr")
    assert [await row.locator("td").all_inner_texts() for row in await moves.all()] == [
        ["start → silver", "1"]
    ]
    for button, name, head in (
        ("Export figures", "overview.csv", "figure,unit,"),
        ("CSV · Top sharers", "top-sharers.csv", "code,name,kind,sales_minor,orders,commission_minor"),
        ("CSV · Tier moves", "tier-moves.csv", ",Moves"),
    ):
        async with page.expect_download() as kept:
            await page.get_by_role("button", name=button).last.click()
        assert (await kept.value).suggested_filename == name
        text = (await (await kept.value).path()).read_text("utf-8-sig")
        assert text.startswith(head)
    for title in ("Sales", "People and orders", "Commission and refunds", "Top products", "Tier moves"):
        async with page.expect_download() as picture:
            await page.get_by_role("button", name=f"PNG · {title}", exact=True).click()
        assert (await (await picture.value).path()).read_bytes().startswith(b"\x89PNG")


async def test_each_filter_leaves_what_is_its_own(visits: Visits, live: Settings, season: Season) -> None:
    page = await at_desk(visits, live, season.office)
    await _at(page, season)
    await page.get_by_text("All channels").click()
    await page.get_by_role("option", name="poster").click()
    await expect(page.get_by_role("listitem").filter(has_text="Paid retail orders")).to_contain_text("1")
    await expect(page.get_by_role("listitem").filter(has_text="Orders by people")).to_contain_text("50.00%")
    found = await _figures(page)
    assert (found["Sales"], found["Orders"], found["Conversion"]) == ("¥200.00", "1", "50.00%")
    assert await _rows(page, "Top sharers") == [["Bo", "Reseller", "¥200.00", "1", "¥20.00"]]
    assert await _rows(page, "Top products") == [["COAT", "2", "¥200.00", "1", "¥200.00"]]
    # The address says what was asked: a filtered overview is found again, and can be sent to a colleague.
    assert "channel=poster" in page.url
    await _at(page, season, "&campaign=spring")
    found = await _figures(page)
    assert (found["Sales"], found["Orders"], found["Conversion"]) == ("¥430.00", "3", "75.00%")
    await _at(page, season, f"&store={season.stores['Bo']}")
    found = await _figures(page)
    assert (found["Sales"], found["Orders"], found["Conversion"]) == ("¥200.00", "1", "50.00%")
    assert await _rows(page, "Top sharers") == [["Ann", "Staff", "¥200.00", "1", "¥10.00"]]
    chosen = page.get_by_role("group", name="Filters").get_by_text("Bo's · Bo")
    await expect(chosen).to_be_visible()
    await _at(page, season, "&channel=wechat&campaign=autumn")
    await expect(page.get_by_text("No sales in this period yet.")).to_be_visible()


@pytest.mark.parametrize(
    ("device", "language", "dark"),
    [("desktop", "zh", False), ("tablet", "en", True), ("tablet", "zh", False)],
)
async def test_the_overview_is_fit_to_be_looked_at(
    visits: Visits, live: Settings, season: Season, device: str, language: str, dark: bool
) -> None:
    page = await at_desk(visits, live, season.office, device=device, language=language, dark=dark)  # type: ignore[arg-type]
    await page.goto(season.office.address(season.asked))
    await expect(page.locator("figure canvas")).to_have_count(6)
    await expect(page.get_by_role("table").get_by_text("Ann").first).to_be_visible()
    assert await overflow(page) == []
    assert await accessibility_faults(page) == []
    await photograph(page, f"overview-{device}-{language}-{'dark' if dark else 'light'}", whole=True)
