"""Every page of the workbench is fit for everybody on the narrowest phone: in Chinese by day, in English by night."""

from typing import Literal

import pytest

from infra.settings import Settings
from tests.web.browser import Device, Visits, photograph
from tests.web.checks import accessibility_faults, overflow, small_targets
from tests.web.workbench import Bench, at_bench, pages_of, stands, walk


@pytest.mark.parametrize("night", [False, True])
async def test_every_page_is_fit_for_everybody(
    visits: Visits, live: Settings, bench: Bench, night: bool
) -> None:
    page = await at_bench(visits, live, bench, device="narrow", language="en" if night else "zh", dark=night)
    faults: list[str] = []
    for name in pages_of(bench.ids):
        await walk(page, bench.at(name))
        found = [*await accessibility_faults(page), *await small_targets(page), *await overflow(page)]
        faults += [f"{name or 'today'}: {fault}" for fault in found]
    assert not faults, "\n".join(faults)


async def test_what_is_too_wide_is_found(visits: Visits, live: Settings, bench: Bench) -> None:
    """The check itself: a word that does not break is found, also where a box as wide as the window hides it."""
    page = await at_bench(visits, live, bench, device="narrow")
    assert await overflow(page) == []
    await page.evaluate(
        "() => document.querySelector('main').insertAdjacentHTML('beforeend', '<p id=w>' + 'x'.repeat(99) + '</p>')"
    )
    await page.evaluate("() => { document.querySelector('#w').style.whiteSpace = 'nowrap' }")
    await page.evaluate("() => { document.querySelector('#w').style.overflowWrap = 'normal' }")
    await page.evaluate("() => { document.querySelector('#w').style.width = 'max-content' }")
    assert any("xxx" in fault for fault in await overflow(page))
    await page.evaluate("() => { document.querySelector('.frame').style.overflowX = 'clip' }")
    assert any("xxx" in fault for fault in await overflow(page))


@pytest.mark.parametrize(("device", "language"), [("phone", "zh"), ("phone", "en"), ("desktop", "zh")])
async def test_pictures_of_the_main_pages(
    visits: Visits, live: Settings, bench: Bench, device: Device, language: Literal["zh", "en"]
) -> None:
    page = await at_bench(visits, live, bench, device=device, language=language)
    pages = {"today": "", "money": "money", "stock": "stock", "link": f"share/links/{bench.ids['link']}"}
    for name, path in pages.items():
        await walk(page, bench.at(path))
        await page.wait_for_load_state("networkidle")
        await stands(page)
        assert await overflow(page) == []
        await photograph(page, f"seller-{name}-{device}-{language}-light")
