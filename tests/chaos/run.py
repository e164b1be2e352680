"""One run: a site, a shop, people, faults at moments that a seed decides, and what must hold afterwards."""

import asyncio
import random
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from infra.database import close_database, open_database
from infra.settings import use_settings
from tests.chaos.afterwards import wait_until_back, wait_until_drained, what_is_broken
from tests.chaos.faults import CALM, FAULTS, Stage
from tests.chaos.load import Load, make_staff
from tests.chaos.promises import Promises
from tests.chaos.shops import open_shop
from tests.chaos.site import ChaosSite, chaos_site
from tests.factories import MadeBrand


@dataclass
class Report:
    """`broken` is empty where all is well. `faults` with the second of the run at which each was begun."""

    seed: int
    seconds: float = 0
    small_disk: bool = False
    faults: list[tuple[float, str]] = field(default_factory=list)
    back_after: float = 0
    drained_after: float = 0
    promises: Promises = field(default_factory=Promises)
    broken: list[str] = field(default_factory=list)

    def text(self) -> str:
        disk = "a small disk, filled" if self.small_disk else "no mounts here: files limited instead"
        lines = [f"seed {self.seed}, {self.seconds:.0f} s of load ({disk})"]
        lines += [f"  {at:7.1f} s  {name}" for at, name in self.faults]
        lines += [f"  {count:7}  {name}" for name, count in self.promises.count().items()]
        lines += [f"  {count:7}  refused: {name}" for name, count in sorted(self.promises.refusals.items())]
        lines += [
            f"  {self.promises.slowest_seconds:7.1f} s  slowest answer",
            f"  {self.back_after:7.1f} s  until ready after the last fault",
            f"  {self.drained_after:7.1f} s  more until nothing was under way",
        ]
        if not self.broken:
            return "\n".join([*lines, "all promises kept"])
        return "\n".join(
            [*lines, f"BROKEN ({len(self.broken)}):", *(f"  {each}" for each in self.broken[:40])]
        )


Plan = Sequence[tuple[float, str]]
"""Pauses in seconds, and the fault that follows each."""


def plan_of(seed: int, seconds: float, names: Sequence[str] = tuple(FAULTS)) -> list[tuple[float, str]]:
    """Faults at random moments for about so many seconds of pauses between them; the same for the same seed."""
    chance = random.Random(seed)
    plan: list[tuple[float, str]] = []
    total = 0.0
    while total < seconds:
        # Seldom one on top of the other, mostly with a moment to come back, as in life.
        pause = chance.uniform(0.05, 0.5) if chance.random() < 0.25 else chance.uniform(1.5, 8)
        plan.append((pause, chance.choice(list(names))))
        total += pause
    return plan


async def run_chaos(
    folder: Path, seed: int, plan: Plan, say: Callable[[str], None], keep_logs: bool = False
) -> Report:
    """The whole run. The caller has no database open and puts its own settings back."""
    report = Report(seed)
    with chaos_site(folder) as site:
        report.small_disk = site.small_disk
        settings = site.start()
        use_settings(settings)
        await open_database(settings.database_url)
        try:
            await _suffer(site, report, plan, say)
        finally:
            await close_database()
            if keep_logs:
                shutil.copytree(site.data.logs, folder.with_name("logs"), dirs_exist_ok=True)
        if not site.alive:
            report.broken.append(f"the site ended by itself: {site.said[-1500:]}")
    return report


async def _suffer(site: ChaosSite, report: Report, plan: Plan, say: Callable[[str], None]) -> None:
    shop = await open_shop(site.settings)
    staff = await make_staff(shop)
    chance = random.Random(report.seed + 1)
    load = Load(site.settings.address, shop, report.promises, chance)
    stage = Stage(site, shop.brand, random.Random(report.seed + 2))
    await stage.bank_behaves(CALM)
    began = time.monotonic()
    working = asyncio.create_task(load.run(*staff))
    under_way: list[asyncio.Task[None]] = []
    try:
        for pause, name in plan:
            await asyncio.sleep(pause)
            report.faults.append((time.monotonic() - began, name))
            say(f"{report.faults[-1][0]:6.1f} s  {name}")
            under_way.append(asyncio.create_task(FAULTS[name](stage)))
            if working.done() or not site.alive:
                break
        await asyncio.gather(*under_way)
        say("no more faults; waiting until the site is back by itself")
        report.back_after = await wait_until_back(site.settings.address)
        # A moment of load on a site that is well again, then everybody ends what they are at.
        await asyncio.sleep(1)
        load.over.set()
        report.seconds = time.monotonic() - began
        await asyncio.wait([working], timeout=60)
        load.late.set()
        await working
    finally:
        load.over.set()
        load.late.set()
        site.free_disk()
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
    await _judge(shop.brand, report, say)


async def _judge(brand: MadeBrand, report: Report, say: Callable[[str], None]) -> None:
    from_here = time.monotonic()
    say("waiting until nothing is under way")
    report.broken += await wait_until_drained(brand, report.promises)
    report.drained_after = time.monotonic() - from_here
    report.broken += await what_is_broken(brand, report.promises)
