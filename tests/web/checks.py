"""What every page must pass: nobody is shut out, nothing moves while it loads, nothing is too small for a finger."""

from functools import cache
from typing import Any

from playwright.async_api import Page

from infra.embedded.programs import CHECKOUT

_AXE = CHECKOUT / "web" / "node_modules" / "axe-core" / "axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
_SEVERE = ("serious", "critical")

_SMALL = """
() => !matchMedia('(pointer: coarse)').matches ? [] : [
  ...document.querySelectorAll('a[href], button, input, select, textarea, summary, [role=button], [role=tab]'),
]
  .filter((one) => {
    const box = one.getBoundingClientRect()
    const style = getComputedStyle(one)
    // Clipped to a point until the keyboard reaches it.
    if (box.width < 2 || box.height < 2 || style.visibility === 'hidden') return false
    if (one.closest('[hidden], [inert]')) return false
    // A checkbox or a radio is as large as its label, a link inside a sentence as the line (WCAG 2.5.8).
    const label = one.closest('label') ?? (one.id && document.querySelector(`label[for="${one.id}"]`))
    const whole = label ? label.getBoundingClientRect() : box
    const sentence = one.parentElement.textContent.trim()
    if (one.matches('a') && style.display === 'inline' && sentence !== one.textContent.trim()) return false
    return Math.max(box.height, whole.height) < 43.5 || Math.max(box.width, whole.width) < 43.5
  })
  .map((one) => `small: ${one.outerHTML.slice(0, 120)} ${JSON.stringify(one.getBoundingClientRect())}`)
"""
# What pokes out of the window at its right edge, the deepest of it, unless a box around it scrolls by itself. A box as
# wide as the window that merely hides what lies beyond hides a fault: it is no excuse. (A phone widens the window to
# what pokes out and shows it smaller, so the window's own width is given.)
_WIDE = """
(width) => {
  const excused = (one) => {
    for (let box = one.parentElement; box && box !== document.body; box = box.parentElement) {
      const { overflowX } = getComputedStyle(box)
      if (overflowX === 'auto' || overflowX === 'scroll') return true
      if (overflowX !== 'visible' && box.getBoundingClientRect().width < width - 1) return true
    }
    return false
  }
  const pokes = (one) => {
    const box = one.getBoundingClientRect()
    return box.width > 0 && box.height > 0 && box.right > width + 0.5 && getComputedStyle(one).visibility !== 'hidden'
  }
  const wide = [...document.body.querySelectorAll('*')].filter((one) => pokes(one) && !excused(one))
  const deepest = wide.filter((one) => !wide.some((other) => other !== one && one.contains(other)))
  const told = deepest.map((one) => `wide: ${one.outerHTML.slice(0, 160)} to ${one.getBoundingClientRect().right}`)
  const scrolls = document.documentElement.scrollWidth
  return scrolls > width ? [`the page scrolls sideways: ${scrolls} of ${width}`, ...told] : told
}
"""


@cache
def _axe() -> str:
    return _AXE.read_text("utf-8")


_STILL = """() => document.getAnimations().every(
  (each) => each.playState !== 'running' || each.effect.getComputedTiming().endTime === Infinity)"""


async def accessibility_faults(page: Page, within: str = "html") -> list[str]:
    """Serious and critical findings of axe: rule, and where. `within`: a part of the page, where its frame was looked
    at on another."""
    # Through the debugger, which the page's content policy does not hold.
    await page.evaluate(_axe())
    # A colour in the middle of a fade is not the page's: what moves and ends has ended.
    await page.wait_for_function(_STILL)
    found: dict[str, Any] = await page.evaluate(
        "([rules, within]) => axe.run(within, { runOnly: rules, resultTypes: ['violations'] })",
        [_RULES, within],
    )
    return [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')}"
        for one in found["violations"]
        if one["impact"] in _SEVERE
        for node in one["nodes"]
    ]


async def small_targets(page: Page) -> list[str]:
    """Links, buttons and fields that are less than 44 pixels high or wide, where fingers are what points."""
    found: list[str] = await page.evaluate(_SMALL)
    return found


async def overflow(page: Page) -> list[str]:
    """What is wider than the window, element by element: nobody scrolls sideways, and nothing is cut off."""
    size = page.viewport_size
    assert size is not None
    found: list[str] = await page.evaluate(_WIDE, size["width"])
    return found


async def fit_for_everybody(page: Page) -> None:
    """All of the above at once."""
    for faults in (await accessibility_faults(page), await small_targets(page), await overflow(page)):
        assert not faults, "\n".join(faults)
