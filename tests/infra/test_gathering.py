"""What arrives while a batch is worked at shares the next one."""

import asyncio
from collections.abc import Sequence

import pytest

from infra.gathering import Gathering


class Work:
    """Doubles numbers when it is let go; refuses odd ones, and a whole batch that holds a zero."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.batches: list[list[int]] = []

    async def __call__(self, items: Sequence[int]) -> list[int | Exception]:
        self.batches.append(list(items))
        await self.go.wait()
        if 0 in items:
            raise ArithmeticError("all of it")
        return [ValueError(str(item)) if item % 2 else item * 2 for item in items]


async def test_batches_grow_while_one_is_worked_at_and_are_bounded() -> None:
    work = Work()
    gathering = Gathering(work, largest=3)
    asked = [asyncio.create_task(gathering.add(number)) for number in (2, 4, 6, 8, 10)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert work.batches == [[2, 4, 6]]
    work.go.set()
    assert await asyncio.gather(*asked) == [4, 8, 12, 16, 20]
    assert work.batches == [[2, 4, 6], [8, 10]]
    await asyncio.sleep(0)
    assert gathering.idle


async def test_each_gets_its_own_answer_and_a_batch_that_fails_fails_for_all_of_it() -> None:
    work = Work()
    work.go.set()
    gathering = Gathering(work, largest=10)
    good, odd = await asyncio.gather(gathering.add(2), gathering.add(3), return_exceptions=True)
    assert good == 4
    assert isinstance(odd, ValueError)
    failed = await asyncio.gather(gathering.add(0), gathering.add(2), return_exceptions=True)
    assert [type(each) for each in failed] == [ArithmeticError, ArithmeticError]
    # And the next is as if nothing had been.
    assert await gathering.add(8) == 16


async def test_whoever_leaves_takes_nobody_along() -> None:
    work = Work()
    gathering = Gathering(work, largest=10)
    leaver, stayer = asyncio.create_task(gathering.add(2)), asyncio.create_task(gathering.add(4))
    await asyncio.sleep(0)
    leaver.cancel()
    work.go.set()
    assert await stayer == 8
    with pytest.raises(asyncio.CancelledError):
        await leaver
