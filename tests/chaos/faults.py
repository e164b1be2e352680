"""What goes wrong, by name. Each is begun and made good again by itself, but for what the site must make good alone."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from infra.json_text import to_json
from tests.chaos.site import ChaosSite
from tests.factories import MadeBrand
from tests.support.world import run

CALM: dict[str, Any] = {"delay_ms": 50, "jitter_ms": 300, "copies": 1, "gap_ms": 500}
_SET = """
UPDATE brands SET settings = jsonb_set(settings, '{gateways}', jsonb_build_object('sandbox', $2::jsonb)) WHERE id = $1
"""


@dataclass
class Stage:
    """What faults act on."""

    site: ChaosSite
    brand: MadeBrand
    chance: random.Random

    async def bank_behaves(self, behaviour: dict[str, Any]) -> bool:
        """False where the database is away: nobody can be told then."""
        try:
            await run(self.brand.scope, _SET, to_json(behaviour))
        except Exception:
            return False
        return True

    async def calm_bank(self) -> None:
        """Again, until the database is there to be told."""
        told = False
        while not told:
            await asyncio.sleep(0.2)
            told = await self.bank_behaves(CALM)


Fault = Callable[[Stage], Awaitable[None]]


def _killed(name: str) -> Fault:
    async def fault(stage: Stage) -> None:
        stage.site.kill(name)

    return fault


async def _kill_task_process(stage: Stage) -> None:
    stage.site.kill_child_of("worker")


async def _kill_both_servers(stage: Stage) -> None:
    stage.site.kill("postgres")
    stage.site.kill("redis")


async def _cut_redis_off(stage: Stage) -> None:
    pid = stage.site.freeze("redis")
    await asyncio.sleep(stage.chance.uniform(0.5, 4))
    if pid is not None:
        stage.site.thaw(pid)


async def _fill_disk(stage: Stage) -> None:
    await asyncio.to_thread(stage.site.fill_disk)
    await asyncio.sleep(stage.chance.uniform(1, 3))
    stage.site.free_disk()


def _bank(**behaviour: Any) -> Fault:
    async def fault(stage: Stage) -> None:
        if await stage.bank_behaves(CALM | behaviour):
            await asyncio.sleep(stage.chance.uniform(0.5, 3))
            await stage.calm_bank()

    return fault


FAULTS: dict[str, Fault] = {
    "kill the API": _killed("api"),
    "kill the worker": _killed("worker"),
    "kill the worker's process": _kill_task_process,
    "kill beat": _killed("beat"),
    "kill Redis": _killed("redis"),
    "kill PostgreSQL": _killed("postgres"),
    "kill PostgreSQL and Redis": _kill_both_servers,
    "cut Redis off": _cut_redis_off,
    "fill the disk": _fill_disk,
    "the bank times out": _bank(lost_percent=40, unanswered_percent=40, answer_ms=300),
    "the bank says everything three times": _bank(copies=3, gap_ms=150),
    "the bank is late": _bank(delay_ms=3_000, jitter_ms=3_000),
}
