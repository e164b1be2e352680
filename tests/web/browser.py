"""A real Chromium for the tests of the pages, and the pages that watch themselves while a test uses them."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, Route

from infra.embedded.programs import CHECKOUT

Device = Literal["phone", "desktop", "narrow", "tablet"]
SIZES: dict[Device, tuple[int, int]] = {
    "phone": (390, 844),
    "narrow": (320, 568),
    "tablet": (820, 1180),
    "desktop": (1440, 900),
}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
PHONE_AGENT = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/130.0 Mobile Safari/537.36"
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Chromium's own words for an answer that was no success: what the page made of it is what a test looks at.
_NO_FAULT = ("Failed to load resource",)


def chromium_path() -> str | None:
    """The machine's Chromium; None where Playwright's own is to be used."""
    named = os.environ.get("STORELET_CHROMIUM")
    if named:
        return named
    return next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))),
        None,
    )


async def launch(playwright: Playwright) -> Browser:
    """Start it, or fail the test with what to do."""
    path = chromium_path()
    if path is None and not os.path.exists(playwright.chromium.executable_path):  # noqa: ASYNC240, PTH110 - at once
        pytest.fail(
            "There is no Chromium for the tests of the pages. Debian, Ubuntu: apt install chromium;"
            " elsewhere: .venv/bin/python -m playwright install chromium; or STORELET_CHROMIUM=/path/to/it make test",
            pytrace=False,
        )
    return await playwright.chromium.launch(executable_path=path, args=FLAGS)


@dataclass
class Watch:
    """What went wrong in a page while the test looked elsewhere."""

    site: str
    faults: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", self._asked)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_NO_FAULT):
            self.faults.append(message.text)

    def _asked(self, request: Request) -> None:
        where = urlsplit(request.url)
        if where.scheme in ("http", "https", "ws", "wss") and where.netloc != urlsplit(self.site).netloc:
            self.foreign.append(request.url)


@dataclass
class Visits:
    """Opens browsers of people: `phone = await visits.context("phone", "en")`, then `await phone.new_page()`."""

    browser: Browser
    site: str
    _open: list[tuple[BrowserContext, Watch]] = field(default_factory=list)

    async def context(
        self,
        device: Device = "phone",
        language: Literal["zh", "en"] = "zh",
        *,
        dark: bool = False,
        cookies: bool = True,
        script: bool = True,
        offline: bool = False,
    ) -> BrowserContext:
        """A browser of its own. Without `cookies` it forgets each one at once, as some chat apps' web views do."""
        touch = device != "desktop"
        context = await self.browser.new_context(
            base_url=self.site,
            viewport={"width": SIZES[device][0], "height": SIZES[device][1]},
            device_scale_factor=2 if device in ("phone", "narrow") else 1,
            is_mobile=touch,
            has_touch=touch,
            user_agent=PHONE_AGENT if touch else None,
            locale=LOCALES[language],
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            java_script_enabled=script,
            offline=offline,
        )
        # A test that waits half a minute for a button that is not there tells no more than one that waits ten seconds.
        context.set_default_timeout(10_000)
        watch = Watch(self.site)
        context.on("page", watch.over)
        if not cookies:
            await context.route("**/*", _without_cookies)
        self._open.append((context, watch))
        return context

    async def page(
        self,
        device: Device = "phone",
        language: Literal["zh", "en"] = "zh",
        *,
        dark: bool = False,
        script: bool = True,
    ) -> Page:
        """One page in a browser of its own."""
        return await (await self.context(device, language, dark=dark, script=script)).new_page()

    async def close(self) -> None:
        """Close all of them; none may have met an error of script, a refused policy, or an address of somebody else."""
        watches = [watch for _, watch in self._open]
        for context, _ in self._open:
            await context.close()
        self._open.clear()
        assert [fault for watch in watches for fault in watch.faults] == []
        assert [address for watch in watches for address in watch.foreign] == []


async def _without_cookies(route: object) -> None:
    headers = {name: value for name, value in route.request.headers.items() if name != "cookie"}  # type: ignore[attr-defined]
    await route.continue_(headers=headers)  # type: ignore[attr-defined]


@asynccontextmanager
async def visits_to(browser: Browser, site: str) -> AsyncIterator[Visits]:
    """For one test: its browsers are closed afterwards, and must have nothing to complain of."""
    visits = Visits(browser, site)
    try:
        yield visits
    except BaseException:
        for context, _ in visits._open:
            await context.close()
        raise
    await visits.close()


async def go(page: Page, address: str) -> None:
    """To another page of an application as its router goes there, without loading all of it again. On return the
    router has arrived: before that the page left still stands, and a second walk would take the first one back."""
    await page.evaluate(
        """async (to) => {
          const router = document.querySelector('#app').__vue_app__.config.globalProperties.$router
          await router.push(to.slice(router.options.history.base.length)).catch(() => undefined)
        }""",
        address,
    )


async def hold_back(page: Page, address: str) -> asyncio.Event:
    """What the page asks of this address waits until the event is set."""
    answer = asyncio.Event()

    async def slowly(route: Route) -> None:
        await answer.wait()
        await route.continue_()

    await page.route(address, slowly)
    return answer


def screenshot_folder() -> Path:
    """Where pictures go: `.screenshots` in the checkout, or STORELET_SCREENSHOTS."""
    folder = Path(os.environ.get("STORELET_SCREENSHOTS") or CHECKOUT / ".screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


async def photograph(page: Page, name: str, *, whole: bool = False) -> Path:
    """A picture of the page as it is now: `photograph(page, "store-phone-zh-light")`."""
    path = screenshot_folder() / f"{name}.png"
    await page.screenshot(path=path, full_page=whole, animations="disabled", scale="css")
    return path
