"""People in front of a live site: logged in without the form, which has tests of its own."""

import asyncio

import httpx
from playwright.async_api import BrowserContext, Page

from api.identity import session_cookie
from infra.settings import Settings, current_settings
from services.payments.deliver_sandbox import deliver_sandbox
from tests.factories import MadeAccount, MadeSeller, login

_CONTROLLED = """
() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller
  || new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done))).then(() => true)
"""


async def enter(
    context: BrowserContext, live: Settings, who: MadeAccount | MadeSeller, *, second_factor: bool = True
) -> None:
    """Give the browser a session of the account."""
    async with httpx.AsyncClient(base_url=live.address) as jar:
        await login(jar, who, second_factor=second_factor)
        name = session_cookie(current_settings())
        secret = jar.cookies[name]
    await context.add_cookies([{"name": name, "value": secret, "url": live.address}])


async def let_the_bank_call() -> None:
    """What beat does every second: the sandbox bank's callbacks reach the live site."""
    await deliver_sandbox()


async def offline_is_ready(page: Page) -> None:
    """The page's service worker has been installed and takes its requests."""
    async with asyncio.timeout(30):
        await page.evaluate(_CONTROLLED)
