"""A payout batch by two people in two browsers: whoever made it cannot approve it."""

from datetime import UTC, datetime, timedelta

from playwright.async_api import expect

from infra.clock import SetClock
from infra.scope import Scope
from infra.settings import Settings
from services.payouts.set_payee import SetPayee, set_payee
from services.payouts.verify_payee import VerifyPayee, verify_payee
from services.retail.mature_commissions import mature_commissions
from tests.factories import make_account, make_brand
from tests.support.shop import Shop
from tests.support.world import rows
from tests.web.browser import Visits
from tests.web.console import Office, seated


async def test_two_people_pay_a_seller(visits: Visits, live: Settings) -> None:
    brand = await make_brand()
    past = SetClock(datetime.now(UTC) - timedelta(days=60))
    shop = await Shop(Scope(brand.brand_id, clock=past), past).open()
    await shop.sku("GOLD", 1_000_000)
    keeper = await shop.keeper()
    await shop.sell(keeper, {"GOLD": 1})
    past.move_by(timedelta(days=40))
    await mature_commissions(shop.scope)
    await set_payee(shop.scope, keeper.id, SetPayee("csv", "Li Mei", "62220001", "individual_resident"))
    maker = await make_account(brand, "finance", display_name="Fay")
    checker = await make_account(brand, "admin", display_name="Ada")
    await verify_payee(checker.scope, keeper.id, VerifyPayee("Li Mei"))
    office = Office(brand, {}, {})

    one = await seated(await visits.context("desktop", "en"), live, office, maker)
    other = await seated(await visits.context("desktop", "en"), live, office, checker)
    await one.goto(office.address("payouts"))
    await expect(one.get_by_text("No payout batches yet")).to_be_visible()
    await one.get_by_role("button", name="New batch").click()
    await one.get_by_role("dialog").get_by_role("button", name="New batch").click()
    await expect(one.get_by_role("heading", name="Payout batch P-")).to_be_visible()
    await expect(one.get_by_text("another administrator or finance approves it").first).to_be_visible()
    await expect(one.get_by_role("button", name="Approve")).to_be_disabled()

    await other.goto(one.url)
    await other.get_by_role("button", name="Approve").click()
    await expect(other.get_by_text("Approve paying ¥1,000.00 to 1 sellers?")).to_be_visible()
    await other.get_by_role("button", name="Go ahead").click()
    await expect(other.get_by_role("button", name="Send")).to_be_visible()

    await one.reload()
    await one.get_by_role("button", name="Send").click()
    await one.get_by_role("button", name="Go ahead").click()
    async with one.expect_download() as kept:
        await one.get_by_role("button", name="File for the bank").click()
    assert "Li Mei" in (await (await kept.value).path()).read_text("utf-8-sig")
    await one.get_by_role("button", name="Enter the outcome").click()
    dialog = one.get_by_role("dialog")
    await dialog.get_by_label("The bank’s reference").fill("BANK-1")
    await dialog.get_by_role("button", name="Enter the outcome").click()
    await expect(one.get_by_role("cell", name="Confirmed")).to_be_visible()
    found = await rows(brand.scope, "SELECT state, rail_ref FROM payout_items WHERE brand_id = $1")
    assert found == [("confirmed", "BANK-1")]
