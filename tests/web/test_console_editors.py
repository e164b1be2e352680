"""Each editor with bad input: the fault stands at its field, nothing is lost, and nothing wrong is published."""

import re

import pytest
from playwright.async_api import Page, expect

from infra.settings import Settings
from services.stores.open_store import OpenStore, open_store
from tests.factories import make_seller
from tests.support.workers import work_off_jobs
from tests.support.world import rows
from tests.web.browser import Visits, go, hold_back
from tests.web.console import Office, at_desk, open_office, walk
from tests.web.season import Season

PUBLISH = "Sign and publish"


async def _draft(page: Page, office: Office, kind: str) -> None:
    await walk(page, office.address(f"rules/{kind}/draft"))
    await expect(page.get_by_role("button", name=PUBLISH)).to_be_enabled()


async def test_a_tier_schedule(visits: Visits, live: Settings) -> None:
    office = await open_office()
    page = await at_desk(visits, live, office)
    await _draft(page, office, "tier_schedule")
    await expect(page.get_by_text("No further tier can be reached.")).to_be_visible()
    await page.get_by_label("Share of list price (0.60)").nth(1).fill("2")
    await expect(page.get_by_role("button", name=PUBLISH)).to_be_disabled()
    await expect(page.get_by_role("alert")).to_contain_text("body.tiers[1].price_rate")
    await page.get_by_label("From a volume of").nth(1).fill("12,x")
    await expect(page.get_by_text("This is no amount")).to_be_visible()
    # What was typed is there again after a reload.
    await page.reload()
    await expect(page.get_by_label("Share of list price (0.60)").nth(1)).to_have_value("2")
    await page.get_by_label("Share of list price (0.60)").nth(1).fill("0.40")
    await page.get_by_label("From a volume of").nth(1).fill("1500.50")
    await page.get_by_role("button", name=PUBLISH).click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_text("tiers[1].threshold")).to_be_visible()
    await dialog.get_by_label("Note").fill("Lower prices from spring on")
    await dialog.get_by_role("button", name=PUBLISH).click()
    await expect(page.get_by_role("region", name="Versions").get_by_text("v2")).to_be_visible()
    found = await rows(
        office.brand.scope,
        "SELECT note, body->'tiers'->1->>'threshold', body->'tiers'->1->>'price_rate' FROM tier_schedules"
        " WHERE brand_id = $1 AND version = 2",
    )
    assert found == [("Lower prices from spring on", "150050", "0.40")]
    await page.get_by_role("button", name="Differences").first.click()
    await expect(page.get_by_role("dialog").get_by_text("tiers[1].price_rate")).to_be_visible()


@pytest.mark.parametrize(
    ("kind", "label", "wrong", "path"),
    [
        ("return_policy", "Restocking fee", "0.95", "body"),
        ("commission_plan", "Cap by line", "7", "body.total_rate_cap"),
        ("attribution_policy", "Days a touch counts", "", ""),
    ],
)
async def test_the_other_policies(
    visits: Visits, live: Settings, office: Office, kind: str, label: str, wrong: str, path: str
) -> None:
    page = await at_desk(visits, live, office)
    await _draft(page, office, kind)
    if wrong:
        await page.get_by_label(label).first.fill(wrong)
        await expect(page.get_by_role("alert")).to_contain_text(path)
    else:
        await page.get_by_role("tab", name="JSON").click()
        text = page.get_by_label("The rules as JSON")
        await text.fill('{"model": "often"}')
        await expect(page.get_by_role("alert")).to_contain_text("body.model")
        await text.fill('{"window_days": ')
        await expect(page.get_by_text("This is no JSON")).to_be_visible()
        await text.fill('{"window_days": 10}')
        await expect(page.get_by_role("button", name=PUBLISH)).to_be_enabled()
        return
    await expect(page.get_by_role("button", name=PUBLISH)).to_be_disabled()


async def test_what_a_brand_declares(visits: Visits, live: Settings) -> None:
    office = await open_office()
    page = await at_desk(visits, live, office)
    await _draft(page, office, "review_policy")
    await page.get_by_role("tab", name="JSON").click()
    text = page.get_by_label("The rules as JSON")
    await text.fill('{"rules": {"wonder": {}}}')
    await page.get_by_role("button", name=PUBLISH).click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Note").fill("Looked at within five days")
    await dialog.get_by_role("button", name=PUBLISH).click()
    # The API's refusal is said in the form, by its place in the text.
    await expect(dialog.get_by_role("listitem").filter(has_text="body.rules.wonder")).to_be_visible()
    await dialog.get_by_role("button", name="Cancel").click()
    await expect(dialog).to_have_count(0)
    # Neither does the form, which shows the same text as fields, make another number of it.
    await text.fill('{"review_days": -1}')
    await page.get_by_role("button", name=PUBLISH).click()
    await dialog.get_by_role("button", name=PUBLISH).click()
    await expect(dialog.get_by_role("listitem").filter(has_text="body.review_days")).to_be_visible()
    await dialog.get_by_role("button", name="Cancel").click()
    await expect(dialog).to_have_count(0)
    await text.fill('{"review_days": 5}')
    await page.get_by_role("button", name=PUBLISH).click()
    await expect(dialog.get_by_text("body.rules.wonder")).to_have_count(0)
    await expect(dialog.get_by_label("Note")).to_have_value("Looked at within five days")
    await dialog.get_by_role("button", name=PUBLISH).click()
    await expect(
        page.get_by_role("region", name="Versions").get_by_text("Looked at within five days")
    ).to_be_visible()
    found = await rows(
        office.brand.scope,
        "SELECT body->>'review_days' FROM review_policies WHERE brand_id = $1 ORDER BY version DESC LIMIT 1",
    )
    assert found == [("5",)]


async def test_nothing_is_typed_before_the_version_in_force_is_there(visits: Visits, live: Settings) -> None:
    office = await open_office()
    page = await at_desk(visits, live, office)
    answer = await hold_back(page, "**/api/brand/policies/return_policy")
    await go(page, office.address("rules/return_policy/draft"))
    await expect(page.get_by_role("status", name="Loading")).to_be_visible()
    await expect(page.get_by_role("button", name=PUBLISH)).to_be_disabled()
    await expect(page.get_by_role("tab", name="JSON")).to_have_count(0)
    answer.set()
    await page.get_by_role("tab", name="JSON").click()
    await expect(page.get_by_label("The rules as JSON")).to_have_value(
        re.compile('"restocking_rate": "0.10"')
    )
    # What nobody changed is not kept for later.
    names = await page.evaluate(
        "Object.entries(sessionStorage).filter(([k, v]) => v !== 'null').map(([k]) => k)"
    )
    assert [each for each in names if "policy.return_policy" in each] == []


async def test_a_draft_is_tried_on_last_quarter_and_found_again(visits: Visits, live: Settings) -> None:
    office = await open_office()
    page = await at_desk(visits, live, office, "operator")
    await walk(page, office.address("rules/tier_schedule/draft"))
    await expect(page.get_by_text("Administrators publish; you may draft and try.")).to_be_visible()
    await page.get_by_role("tab", name="Dry run").click()
    await page.get_by_role("button", name="Dry run on last quarter").click()
    await expect(page.get_by_text("You may leave: it goes on by itself.")).to_be_visible()
    await walk(page, office.address("orders"))
    await work_off_jobs(office.brand.scope)
    await walk(page, office.address("jobs"))
    await page.get_by_role("link", name="Schedule dry run").click()
    await expect(page.get_by_text("No stock order in this period").first).to_be_visible()


ALL_AT_EIGHT = """{"hold_days": 15, "hold_days_without_delivery": 30, "total_rate_cap": "0.30",
  "rules": [{"id": "all", "match": {}, "rate": "0.08"}]}"""


@pytest.mark.parametrize(
    ("kind", "draft", "said"),
    [
        (
            "return_policy",
            '{"window_days": 365, "restocking_rate": "0", "pricing": "keep_price", "floor_rate": "0.90"}',
            ["Units returned 3", "Refunded ¥324.00", "Would refund ¥360.00", "Difference +¥36.00"],
        ),
        (
            "commission_plan",
            ALL_AT_EIGHT,
            [
                "Sales that pay commission ¥830.00",
                "Commission ¥51.50",
                "Under the draft ¥66.40",
                "Share of sales 6.2%",
            ],
        ),
        (
            "attribution_policy",
            '{"window_days": 30, "model": "first"}',
            ["Order lines 5", "Lines that move 1", "Sales that move ¥200.00", "Difference -¥10.00"],
        ),
    ],
)
async def test_every_draft_is_tried_on_last_quarter_beside_its_editor(
    visits: Visits, live: Settings, season: Season, kind: str, draft: str, said: list[str]
) -> None:
    page = await at_desk(visits, live, season.office)
    await _draft(page, season.office, kind)
    await page.get_by_role("tab", name="JSON").click()
    await page.get_by_label("The rules as JSON").fill(draft)
    await page.get_by_role("tab", name="Dry run").click()
    await page.get_by_role("button", name="Dry run on last quarter").click()
    await expect(page.get_by_text("You may leave: it goes on by itself.")).to_be_visible()
    # Left, and found again beside the editor.
    await walk(page, season.office.address("orders"))
    await work_off_jobs(season.office.brand.scope)
    await _draft(page, season.office, kind)
    await page.get_by_role("tab", name="Dry run").click()
    facts = page.get_by_role("status").filter(has_text="Period")
    await expect(facts).to_be_visible()
    told = " ".join((await facts.inner_text()).split())
    assert [each for each in said if each not in told] == []
    async with page.expect_download() as kept:
        await page.get_by_role("button", name="Download all of it").click()
    assert (await kept.value).suggested_filename.startswith(f"dry-run-{kind}-")
    text = (await (await kept.value).path()).read_text("utf-8-sig")
    assert len(text.splitlines()) == {"return_policy": 2, "commission_plan": 3, "attribution_policy": 2}[kind]
    # A draft with a fault is not tried.
    await page.get_by_role("tab", name="JSON").click()
    await page.get_by_label("The rules as JSON").fill('{"window_days": -1, "rules": 3}')
    await expect(page.get_by_role("button", name="Dry run on last quarter")).to_be_disabled()


async def test_a_product_and_its_price(visits: Visits, live: Settings) -> None:
    office = await open_office()
    page = await at_desk(visits, live, office)
    await walk(page, office.address("products/new"))
    await page.get_by_label("Product code").fill(f"COAT-{office.brand.slug}")
    await page.get_by_label("Name", exact=True).fill("Another coat")
    await page.get_by_label("SKU code").fill("NEW-1")
    await page.get_by_label("Colour").fill("blue")
    await page.get_by_label("List price").fill("12.345")
    await expect(page.get_by_text("This is no amount")).to_be_visible()
    await page.get_by_label("List price").fill("12.34")
    await page.get_by_role("button", name="Create").click()
    await expect(page.get_by_role("alert")).to_contain_text("belongs to another product")
    await page.get_by_label("Product code").fill("HAT")
    await page.get_by_role("button", name="Create").click()
    await expect(page.get_by_role("heading", name="Another coat")).to_be_visible()
    price = """SELECT list_price FROM sku_prices p JOIN skus s ON s.brand_id = p.brand_id AND s.id = p.sku_id
               WHERE p.brand_id = $1 AND s.code = 'NEW-1'"""
    assert await rows(office.brand.scope, price) == [(1234,)]
    await page.get_by_role("button", name="Price").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Lowest retail price").fill("20")
    await dialog.get_by_label("Highest retail price").fill("10")
    await dialog.get_by_role("button", name="Save the price").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("must not be below the floor")


async def test_a_faulty_file_of_products_says_which_lines(visits: Visits, live: Settings) -> None:
    office = await open_office()
    page = await at_desk(visits, live, office, "operator")
    await walk(page, office.address("products/import"))
    content = page.get_by_label("Its content (or paste it here)")
    await content.fill("wonder\n1\n")
    await page.get_by_role("button", name="Import", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("nobody knows")
    await content.fill("product_code,name,sku_code,list_price\nHAT,Hat,HAT-1,abc\n")
    await page.get_by_role("button", name="Import", exact=True).click()
    await expect(page.get_by_text("You may leave: it goes on by itself.")).to_be_visible()
    await work_off_jobs(office.brand.scope)
    await expect(page.get_by_text("1 faults; nothing is written.")).to_be_visible()
    await expect(page.get_by_role("cell", name="list_price")).to_be_visible()


async def test_a_faulty_file_of_people_invites_nobody(visits: Visits, live: Settings) -> None:
    office = await open_office()
    page = await at_desk(visits, live, office)
    await walk(page, office.address("sellers"))
    await page.get_by_role("button", name="Invite by file").click()
    dialog = page.get_by_role("dialog")
    content = dialog.get_by_label("The file’s content")
    await content.fill("name,login,seller\nWu,wu@example.com,staff\nLi,nonsense,staff\n")
    await dialog.get_by_role("button", name="Invite all").click()
    await expect(dialog.get_by_text("1 lines have a fault; nobody was invited.")).to_be_visible()
    await expect(dialog.get_by_role("cell", name="login is neither a phone number")).to_be_visible()
    await content.fill("name,login,seller\nWu,wu@example.com,staff\n")
    await dialog.get_by_role("button", name="Invite all").click()
    async with page.expect_download() as kept:
        await dialog.get_by_role("button", name="Download the links").click()
    text = (await (await kept.value).path()).read_text("utf-8-sig")
    link = text.splitlines()[1].split(",")[2]
    # The link opens for whoever has it, and sets the password.
    guest = await visits.page("phone", "en")
    await guest.goto(link)
    await guest.get_by_label("New password").fill("what she chose herself")
    await guest.get_by_label("Once more").fill("what she chose herself")
    await guest.get_by_role("button", name="Set the password").click()
    await expect(guest.get_by_text("Your password is set")).to_be_visible()


async def test_a_leaver_is_handed_over_and_taken_back(visits: Visits, live: Settings) -> None:
    office = await open_office()
    other = await open_store_of(office)
    page = await at_desk(visits, live, office)
    await walk(page, office.address(f"sellers/{office.ids['seller_id']}"))
    await page.get_by_role("button", name="Hand over customers, links and coupons").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("combobox").click()
    await page.get_by_role("option", name="Taker").click()
    await expect(dialog.get_by_role("status")).to_contain_text("coupons will go")
    await dialog.get_by_label("Reason").fill("left the company")
    await dialog.get_by_role("button", name="Hand over").click()
    await expect(page.get_by_role("cell", name="left the company")).to_be_visible()
    owner = "SELECT DISTINCT seller_id FROM links WHERE brand_id = $1"
    assert await rows(office.brand.scope, owner) == [(other,)]
    coupon = "SELECT DISTINCT seller_id FROM coupons WHERE brand_id = $1"
    assert await rows(office.brand.scope, coupon) == [(other,)]
    await page.get_by_role("button", name="Take back").click()
    await page.get_by_role("button", name="Go ahead").click()
    # the message, not the column of that name, which is there before the act is done
    await expect(page.get_by_role("alert").filter(has_text="Taken back")).to_be_visible()
    assert await rows(office.brand.scope, owner) == [(office.ids["seller_id"],)]
    assert await rows(office.brand.scope, coupon) == [(office.ids["seller_id"],)]


async def open_store_of(office: Office) -> object:
    """Another seller with a store, who takes over."""
    taker = await make_seller(office.brand, "staff", display_name="Taker")
    await open_store(taker.scope, OpenStore("Taker's"))
    return taker.seller_id
