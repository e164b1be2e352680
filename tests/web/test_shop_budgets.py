"""The budgets of the shopper's first page, by the browser's own metrics: a phone four times slower, on slow 4G."""

import asyncio
import re
from typing import Any

import httpx
from playwright.async_api import Page

from infra.settings import Settings
from tests.web.browser import Visits
from tests.web.shop_world import open_shop

# Slow 4G as Lighthouse throttles it: 150 ms there and back, 1.6 Mbit/s down, 750 kbit/s up.
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_638_400 // 8,
    "uploadThroughput": 750_000 // 8,
}
LARGEST_PAINT_MS = 2_500
INTERACTION_MS = 200
SCRIPT_BYTES = 90 * 1024
MOST_SHIFT = 0.05
TRIES = 5
_WATCH = """
window.seen = { paint: 0, shift: 0, slowest: 0 }
new PerformanceObserver((list) => { for (const e of list.getEntries()) seen.paint = e.startTime })
  .observe({ type: 'largest-contentful-paint', buffered: true })
new PerformanceObserver((list) => { for (const e of list.getEntries()) if (!e.hadRecentInput) seen.shift += e.value })
  .observe({ type: 'layout-shift', buffered: true })
new PerformanceObserver((list) => {
  for (const e of list.getEntries()) if (e.interactionId) seen.slowest = Math.max(seen.slowest, e.duration)
}).observe({ type: 'event', durationThreshold: 16, buffered: true })
"""


async def slow(page: Page) -> None:
    """Four times slower, on slow 4G, watching itself."""
    await page.add_init_script(_WATCH)
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Network.enable")
    await devtools.send("Network.emulateNetworkConditions", SLOW_4G)
    await devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})


async def seen(page: Page) -> dict[str, Any]:
    """Once everything has been loaded and painted."""
    await page.wait_for_load_state("networkidle")
    found: dict[str, Any] = {}
    for _ in range(50):
        found = await page.evaluate("() => seen")
        if found["paint"]:
            break
        await asyncio.sleep(0.1)
    return found


async def test_the_first_page_stands_at_once_and_still(visits: Visits, live: Settings) -> None:
    store = await open_shop()
    # The server's own first time (templates, pictures in their sizes) is not every shopper's.
    warm = await visits.page("phone", "zh")
    for path in ("", "/products/COAT"):
        await warm.goto(store.page + path)
    for address in (f"/l/{store.link}", store.page):
        tries = []
        # A machine that is busy with other tests slows one try, not all of them.
        for _ in range(TRIES):
            page = await visits.page("phone", "zh")
            await slow(page)
            await page.goto(address)
            tries.append(await seen(page))
            if tries[-1]["paint"] <= LARGEST_PAINT_MS:
                break
        assert 0 < tries[-1]["paint"] <= LARGEST_PAINT_MS, (address, tries)
        assert all(found["shift"] <= MOST_SHIFT for found in tries), (address, tries)


async def tap_alone(page: Page) -> float:
    """What a tap takes in this browser at this moment where there is nothing but a button: milliseconds."""
    await page.set_content("<meta name=viewport content='width=device-width'><button>x</button>")
    await page.evaluate(_WATCH)
    await page.evaluate(
        "() => { const b = document.querySelector('button'); b.onclick = () => b.append('x') }"
    )
    for _ in range(3):
        await page.get_by_role("button").tap()
    await asyncio.sleep(0.3)
    return float(await page.evaluate("() => seen.slowest"))


async def test_an_interaction_is_answered_at_once(visits: Visits) -> None:
    """At most 200 ms; or, where this machine is so busy that a bare button takes over 100, twice what that takes."""
    store = await open_shop()
    tries = []
    for _ in range(TRIES):
        context = await visits.context("phone", "zh")
        page = await context.new_page()
        await slow(page)
        await page.goto(f"{store.page}/products/COAT")
        await page.wait_for_load_state("networkidle")
        await page.get_by_role("radio", name="燕麦").tap()
        await page.get_by_role("radio", name="S", exact=True).tap()
        await page.get_by_role("button", name="增加").tap()
        await page.get_by_role("button", name="加入购物袋").tap()
        await page.get_by_text("已加入购物袋").wait_for()
        found = await seen(page)
        tries.append(found | {"alone": await tap_alone(page)})
        # Pages of earlier tries would slow the next one.
        await page.close()
        if found["slowest"] <= max(INTERACTION_MS, 2 * tries[-1]["alone"]):
            break
    assert tries[-1]["slowest"] <= max(INTERACTION_MS, 2 * tries[-1]["alone"]), tries
    assert all(found["shift"] <= MOST_SHIFT for found in tries), tries


async def test_the_scripts_of_the_first_page_are_small(live: Settings, visits: Visits) -> None:
    store = await open_shop()
    async with httpx.AsyncClient(base_url=live.address, headers={"Accept-Encoding": "gzip"}) as client:
        page = (await client.get(f"{store.page}/products/COAT")).text
        scripts = re.findall(r'<script[^>]*src="([^"]+)"', page)
        sizes = []
        for script in scripts:
            async with client.stream("GET", script) as answer:
                assert answer.status_code == 200
                assert answer.headers["content-encoding"] == "gzip"
                sizes.append(sum([len(chunk) async for chunk in answer.aiter_raw()]))
        assert len(sizes) == 1
        assert sum(sizes) <= SCRIPT_BYTES
        for image in re.findall(r"<img[^>]+>", page):
            assert re.search(r'width="\d+" height="\d+"', image), image
        assert len(re.findall(r'loading="lazy"', (await client.get(store.page)).text)) >= 3
