"""Logging in to the workbench and the console by their forms: second factor, roles, expiry, log-out; fit for everybody,
in both languages, light and dark."""

from uuid import UUID

import pyotp
import pytest
from playwright.async_api import Page, expect

from infra.database import Tx, transact
from infra.settings import Settings
from services.people.confirm_second_factor import ConfirmSecondFactor, confirm_second_factor
from services.people.enrol_second_factor import enrol_second_factor
from services.people.start_session import start_session
from tests.factories import MadeAccount, MadeBrand, make_account, make_brand, make_seller
from tests.web.browser import Visits, photograph
from tests.web.checks import fit_for_everybody
from tests.web.people import enter


async def _fill(page: Page, who: MadeAccount, password: str | None = None) -> None:
    await page.fill("#login", who.phone)
    await page.fill("#password", password or who.password)
    await page.keyboard.press("Enter")


async def _with_second_factor(account: MadeAccount) -> str:
    secret = (await enrol_second_factor(account.scope, brand_name="b")).secret

    async def work(tx: Tx) -> UUID:
        return (
            await start_session(tx, account.account_id, account.roles, agent="test", second_factor_at=None)
        ).session_id

    session_id = await transact(account.scope, work)
    code = ConfirmSecondFactor(pyotp.TOTP(secret).now())
    await confirm_second_factor(account.scope, code, session_id=session_id)
    # The code of this half minute opened the door once: the next door is opened by the next.
    await transact(
        account.scope,
        lambda tx: tx.execute(
            "UPDATE accounts SET totp_last_step = 0 WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            account.account_id,
        ),
    )
    return secret


@pytest.fixture
async def brand(visits: Visits) -> MadeBrand:
    return await make_brand()


async def test_a_reseller_logs_in_on_a_phone(visits: Visits, brand: MadeBrand) -> None:
    seller = await make_seller(brand, display_name="小美")
    page = await visits.page("phone", "zh")
    await page.goto(f"/seller/{brand.slug}")
    await expect(page.get_by_role("heading", name="登录")).to_be_visible()
    await expect(page.get_by_text(f"Brand {brand.slug}")).to_be_visible()
    await fit_for_everybody(page)
    await photograph(page, "seller-login-phone-zh-light")
    await _fill(page, seller.account, "not it")
    await expect(page.get_by_role("alert").first).to_be_visible()
    assert await page.input_value("#login") == seller.account.phone
    await _fill(page, seller.account)
    await expect(page.get_by_text("小美")).to_be_visible()
    await page.reload()
    await expect(page.get_by_text("小美")).to_be_visible()


async def test_an_admin_logs_in_with_a_second_factor(visits: Visits, brand: MadeBrand) -> None:
    admin = await make_account(brand, "admin", display_name="Ada")
    secret = await _with_second_factor(admin)
    page = await visits.page("desktop", "en")
    await page.goto(f"/console/{brand.slug}/")
    await _fill(page, admin)
    await expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    await fit_for_everybody(page)
    await page.fill("#code", "000000")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert").first).to_be_visible()
    await page.fill("#code", pyotp.TOTP(secret).now())
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    await page.get_by_role("button", name="Log out").click()
    await expect(page.get_by_role("heading", name="Log in")).to_be_visible()


async def test_an_admin_without_one_sets_it_up_first(visits: Visits, brand: MadeBrand) -> None:
    admin = await make_account(brand, "admin", display_name="Ada")
    page = await visits.page("desktop", "zh", dark=True)
    await page.goto(f"/console/{brand.slug}")
    await _fill(page, admin)
    await expect(page.get_by_role("heading", name="设置两步验证")).to_be_visible()
    await expect(page.locator("code")).not_to_be_empty()
    secret = await page.locator("code").inner_text()
    await fit_for_everybody(page)
    await photograph(page, "console-enrol-desktop-zh-dark")
    await page.fill("#code", pyotp.TOTP(secret).now())
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="概览")).to_be_visible()


async def test_a_reseller_is_shown_no_console(visits: Visits, brand: MadeBrand, live: Settings) -> None:
    context = await visits.context("desktop", "en")
    await enter(context, live, await make_seller(brand))
    page = await context.new_page()
    await page.goto(f"/console/{brand.slug}")
    await expect(page.get_by_text("Your account may not use this page.")).to_be_visible()
    await fit_for_everybody(page)


@pytest.mark.parametrize("part", ["seller", "console"])
@pytest.mark.parametrize(("language", "dark"), [("zh", True), ("en", False)])
async def test_the_log_in_is_fit_for_everybody(
    visits: Visits, brand: MadeBrand, part: str, language: str, dark: bool
) -> None:
    page = await visits.page("narrow", "zh" if language == "zh" else "en", dark=dark)
    await page.goto(f"/{part}/{brand.slug}")
    await expect(page.get_by_role("heading")).to_be_visible()
    await fit_for_everybody(page)


async def test_a_brand_that_is_not_there(visits: Visits) -> None:
    page = await visits.page("phone", "en")
    await page.goto("/seller/nobody-at-all")
    await expect(page.get_by_role("button", name="Try again")).to_be_visible()
    await page.goto("/seller/which.js")
    await expect(page.get_by_text("no_such_address")).to_be_visible()
