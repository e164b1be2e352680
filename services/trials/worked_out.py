"""Long arithmetic beside the event loop: followed, told, and ended when nobody wants it any more."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from commission.replay.replay import Watch
from infra.errors import FieldFault, InvalidInput
from services.jobs.turn import JobTurn

T = TypeVar("T")
TOLD_MILLISECONDS = 1000


class _Unwanted(Exception):
    """Raised inside the arithmetic by its own watch."""


async def worked_out(turn: JobTurn, work: Callable[[Watch], T], total: int) -> T:
    """What `work` answers, of `total` steps that its watch counts; the job's progress is told each second.

    Raises JobCancelled where somebody asked for the end of the job, InvalidInput where it takes longer than a turn may.
    """
    done, unwanted = 0, False

    def watch(count: int) -> None:
        nonlocal done
        if unwanted:
            raise _Unwanted
        done = count

    await turn.tell(0, total)
    working = asyncio.ensure_future(asyncio.to_thread(work, watch))
    try:
        while not (await asyncio.wait([working], timeout=TOLD_MILLISECONDS / 1000))[0]:
            await turn.tell(min(done, total), total)
            if turn.is_over:
                raise InvalidInput(
                    FieldFault(
                        "start",
                        "so long a history takes longer than a dry run may; `storelet replay --with-plan` has no limit",
                        "历史数据过长，试算超时；可改用命令行 storelet replay --with-plan",
                    )
                )
    finally:
        # The thread cannot be interrupted, so it ends by itself at the next event that it counts.
        unwanted = True
        await asyncio.wait([working])
    return working.result()
