"""Rate limits: a burst, then one at a time; and what happens while Redis is away."""

import asyncio
from collections import OrderedDict

import pytest

from infra import rate_limits
from infra.errors import TooManyRequests
from infra.ids import new_id
from infra.rate_limits import RateLimit, take


async def _taken(limit: RateLimit, subject: object, times: int) -> int:
    """How many of `times` are let through."""
    let = 0
    for _ in range(times):
        try:
            await take(limit, subject)
            let += 1
        except TooManyRequests:
            continue
    return let


async def test_a_burst_is_let_through_and_then_no_more(own_redis: None) -> None:
    limit, subject = RateLimit("test", 5, 3600), new_id()
    assert await _taken(limit, subject, 8) == 5
    with pytest.raises(TooManyRequests) as refused:
        await take(limit, subject)
    # A fifth of an hour until the next, less what the test took.
    assert 700 <= int(str(refused.value.params["retry_after"])) <= 720
    assert await _taken(limit, new_id(), 1) == 1, "somebody else is not held back"


async def test_the_allowance_comes_back_one_by_one(own_redis: None) -> None:
    limit, subject = RateLimit("test-quick", 2, 2), new_id()
    assert await _taken(limit, subject, 3) == 2
    await asyncio.sleep(1.1)
    assert await _taken(limit, subject, 3) == 1


async def test_while_redis_is_away_log_ins_are_counted_here_and_shopping_goes_on(
    redis_away: None,
) -> None:
    assert await _taken(RateLimit("strict", 3, 3600, guards_secret=True), new_id(), 6) == 3
    assert await _taken(RateLimit("lenient", 3, 3600), new_id(), 6) == 6


def test_this_process_forgets_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "_REMEMBERED", 3)
    monkeypatch.setattr(rate_limits, "_whole_at", OrderedDict())
    for name in "abcde":
        rate_limits._take_here(name, 1_000_000, 1)
    assert list(rate_limits._whole_at) == ["c", "d", "e"]
