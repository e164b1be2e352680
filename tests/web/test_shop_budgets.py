"""The budgets of the shopper's first page, by the browser's own metrics: a phone four times slower, on slow 4G."""

import asyncio
import re
from typing import Any

import httpx
from playwright.async_api import BrowserContext, Page

from infra.settings import Settings
from tests.web.browser import Visits
from tests.web.shop_world import Store, open_shop

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
            context = await visits.context("phone", "zh")
            page = await context.new_page()
            await slow(page)
            # Slow is told by the figure; what takes longer than this tells of the machine alone.
            await page.goto(address, timeout=60_000)
            tries.append(await seen(page))
            # Pages of earlier tries would slow the next one.
            await context.close()
            if tries[-1]["paint"] <= LARGEST_PAINT_MS:
                break
        assert 0 < tries[-1]["paint"] <= LARGEST_PAINT_MS, (address, tries)
        assert all(found["shift"] <= MOST_SHIFT for found in tries), (address, tries)


# What a shopper does on a product's page, in order: where it is done, and what shows that it was.
INTERACTIONS = {
    "colour": "label:has([value='燕麦'])",
    "size": "label:has([value='S'])",
    "one more": "[data-more]",
    "into the bag": "button[value=cart]",
}
# A bare button's tap that takes longer tells that the machine is busy, and not what the page does.
QUIET_MS = 100
SLOW_DOWN = 4


async def ready(page: Page, store: Store) -> dict[str, tuple[float, float]]:
    """The product's page, standing still; where to tap."""
    await page.goto(f"{store.page}/products/COAT")
    await page.wait_for_load_state("networkidle")
    places = {}
    for name, selector in INTERACTIONS.items():
        box = await page.locator(selector).first.bounding_box()
        assert box is not None, name
        places[name] = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    return places


async def tap(page: Page, place: tuple[float, float]) -> float:
    """Milliseconds from the finger to the next picture, as Event Timing counts them; 0 for less than it reports."""
    await page.evaluate("() => { seen.slowest = 0 }")
    await page.touchscreen.tap(*place)
    # The entry comes after the frame that it tells of.
    await asyncio.sleep(0.35)
    return float(await page.evaluate("() => seen.slowest"))


async def bare_tap(context: BrowserContext) -> float:
    """What a tap takes in this browser at this moment where there is nothing but a button."""
    page = await context.new_page()
    await slow(page)
    await page.goto("about:blank")
    await page.set_content("<meta name=viewport content='width=device-width'><button>x</button>")
    await page.evaluate("() => { document.querySelector('button').onclick = (e) => e.target.append('x') }")
    box = await page.get_by_role("button").bounding_box()
    assert box is not None
    taken = await tap(page, (box["x"] + 5, box["y"] + 5))
    await page.close()
    return taken


async def test_an_interaction_is_answered_within_its_budget(visits: Visits) -> None:
    """From the finger to the next picture, at most 200 ms on a phone four times slower than this machine.

    Event Timing's own duration: waiting, the page's work, drawing. It is the clock on the wall, and other tests run on
    the same two processors: so each interaction is given the best of several tries, each in a browser of its own, and a
    try counts only where a bare button was answered at once beside it. Where the machine never was that quiet, what the
    page itself spends is held to the same budget by the next test, whose measure no neighbour disturbs.
    """
    store = await open_shop()
    best: dict[str, float] = {}
    quiet = 0
    for _ in range(TRIES):
        context = await visits.context("phone", "zh")
        page = await context.new_page()
        await slow(page)
        places = await ready(page, store)
        took = {name: await tap(page, place) for name, place in places.items()}
        await page.get_by_text("已加入购物袋").wait_for()
        assert (await seen(page))["shift"] <= MOST_SHIFT
        await page.close()
        best = {name: min(best.get(name, spent), spent) for name, spent in took.items()}
        if max(best.values()) <= INTERACTION_MS:
            break
        quiet += await bare_tap(context) <= QUIET_MS
        # Pages of earlier tries would slow the next one.
        await context.close()
    assert max(best.values()) <= INTERACTION_MS or quiet < 2, best


async def test_an_interaction_costs_the_page_little(visits: Visits) -> None:
    """The processor time of the page's own thread for each interaction: script, style, layout and painting, times four
    for a phone four times slower. The thread's clock stands while others have the processor: nothing disturbs it."""
    store = await open_shop()
    context = await visits.context("phone", "zh")
    page = await context.new_page()
    await page.add_init_script(_WATCH)
    devtools = await context.new_cdp_session(page)
    await devtools.send("Performance.enable", {"timeDomain": "threadTicks"})

    async def spent() -> float:
        metrics = (await devtools.send("Performance.getMetrics"))["metrics"]
        return float({one["name"]: one["value"] for one in metrics}["TaskDuration"]) * 1000

    places = await ready(page, store)
    cost = {}
    for name, place in places.items():
        before = await spent()
        await tap(page, place)
        cost[name] = (await spent() - before) * SLOW_DOWN
    assert 0 < max(cost.values()) <= INTERACTION_MS, cost


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
