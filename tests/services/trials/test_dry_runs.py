"""Drafts of the other three policies over last quarter's own history, as a worker does it: figures to the cent."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.clock import SetClock
from infra.errors import InvalidInput
from infra.ids import new_id
from infra.scope import Scope
from services.jobs import kinds
from services.jobs.cancel_job import cancel_job
from services.jobs.outcome import JobMade
from services.jobs.run_job import run_job
from services.jobs.start_job import start_job
from services.jobs.turn import JobTurn
from services.queries.jobs import read_job_file, show_job
from services.retail.refund_order import RefundedLine, RefundOrder, refund_order
from services.trials import worked_out
from services.trials.dry_run_policy import DryRunPolicy, TriedKind, start_dry_run
from tests.support.market import Market
from tests.support.shop import ATTRIBUTION, PLAN, Keeper, Shop, a_phone
from tests.support.staff import person
from tests.support.workers import finished
from tests.support.world import rows

DAY = timedelta(days=1)
QUARTER = (datetime(2025, 12, 31, 16, tzinfo=UTC), datetime(2026, 3, 31, 16, tzinfo=UTC))
NEXT = datetime(2026, 4, 2, tzinfo=UTC)


@pytest.fixture
async def market(scope: Scope, clock: SetClock, own_redis: None) -> Market:
    """On 2 March 2026, in a brand of Shanghai."""
    made = await Market(Shop(scope, clock)).open()
    await made.shop.sku("COAT", 20_000, stock=500)
    return made


async def tried(scope: Scope, kind: TriedKind, body: dict[str, Any], **period: Any) -> tuple[Any, list[str]]:
    """The job's result, and the lines of its file."""
    scope = await person(scope, "operator")
    started = await start_dry_run(scope, kind, DryRunPolicy(body, **period))
    job = await finished(scope, started.job_id)
    assert (job.state, job.problem) == ("done", None)
    assert job.done == job.total
    file = b"".join([piece async for piece in read_job_file(scope, started.job_id)])
    assert len(file) == job.file_bytes
    return job.result, file.decode("utf-8-sig").splitlines()


async def code_of(scope: Scope, keeper: Keeper) -> str:
    ((code,),) = await rows(scope, "SELECT code FROM sellers WHERE brand_id = $1 AND id = $2", keeper.id)
    return str(code)


async def test_what_the_returns_would_have_paid_back(market: Market) -> None:
    shop, early, late = market.shop, await market.shop.keeper(), await market.shop.keeper()
    one = await market.stock_up(early, {"COAT": 10})  # 200,000 at 0.60
    two = await market.stock_up(late, {"COAT": 20})
    shop.clock.move_by(10 * DAY)
    await market.give_back(early, one.id, 1, 4)  # 48,000 less a tenth
    shop.clock.move_by(10 * DAY)
    await market.give_back(late, two.id, 1, 5)  # 60,000 less a tenth
    shop.clock.move_to(NEXT)
    await market.give_back(late, two.id, 1, 1)  # of the next quarter
    found, file = await tried(
        shop.scope,
        "return_policy",
        {"window_days": 20, "restocking_rate": "0", "pricing": "keep_price", "floor_rate": "0.90"},
    )
    assert (found["start"], found["end"]) == tuple(at.isoformat().replace("+00:00", "Z") for at in QUARTER)
    assert (found["returns"], found["units"], found["refused_units"]) == (2, 9, 5)
    assert (found["refunded"], found["would_refund"], found["currency"]) == (97_200, 48_000, "CNY")
    assert (found["get_more"], found["get_less"]) == (1, 1)
    names = [await code_of(shop.scope, each) for each in (early, late)]
    assert [
        (each["seller"], each["units"], each["refused_units"], each["refunded"], each["difference"])
        for each in found["sellers"]
    ] == [(names[0], 4, 0, 43_200, 4_800), (names[1], 5, 5, 54_000, -54_000)]
    assert [(each["order"], each["fee"], each["would_fee"]) for each in found["lines"]] == [
        (one.code, 4_800, 0),
        (two.code, 6_000, 0),
    ]
    assert found["lines"][0]["refused"] is None
    assert "20 days" in found["lines"][1]["refused"]
    assert file[0].startswith("order,line,seller,returned_at,qty,refunded,fee,would_refund")
    assert file[1].startswith(f"{one.code},1,{names[0]},2026-03-12")
    assert len(file) == 3


async def test_what_the_sales_would_have_earned(market: Market) -> None:
    """A draft that pays staff more and resellers less; a refund of this quarter belongs to its sale."""
    shop, staff, reseller = market.shop, await market.shop.keeper("staff"), await market.shop.keeper()
    await shop.sell(staff, {"COAT": 2}, phone=a_phone())  # 40,000: 2,000
    refunded = await shop.sell(reseller, {"COAT": 4}, phone=a_phone())  # 80,000: 8,000
    shop.clock.move_to(NEXT)
    await shop.sell(staff, {"COAT": 9}, phone=a_phone())  # of the next quarter
    await refund_order(shop.scope, refunded.code, RefundOrder([RefundedLine(1, 1)]))
    draft = PLAN | {"rules": [{"id": "all", "match": {}, "rate": "0.08"}]}
    found, file = await tried(shop.scope, "commission_plan", draft)
    assert (found["sales"], found["cost"], found["would_cost"]) == (100_000, 8_000, 8_000)
    assert (found["share"], found["would_share"]) == ("0.0800", "0.0800")
    assert (found["gain"], found["lose"]) == (1, 1)
    names = [await code_of(shop.scope, each) for each in (staff, reseller)]
    assert [
        (each["seller"], each["earned"], each["would_earn"], each["difference"]) for each in found["sellers"]
    ] == [(names[0], 2_000, 3_200, 1_200), (names[1], 6_000, 4_800, -1_200)]
    assert file[1].split(",")[0] == names[0]
    assert file[1].endswith("2000,3200,1200,CNY")
    # A month's cap looks at its own month alone, wherever the period begins.
    capped = draft | {"caps": {"order": None, "seller_month": 3_000}}
    later = await tried(shop.scope, "commission_plan", capped, start=QUARTER[0] + DAY, end=QUARTER[1])
    assert (later[0]["would_cost"], later[0]["would_share"]) == (5_250, "0.0525")


async def test_who_would_have_been_credited(market: Market) -> None:
    shop, first, last = market.shop, await market.shop.keeper("staff"), await market.shop.keeper()
    visitor, nobody = new_id(), new_id()
    for keeper, who in ((first, visitor), (last, visitor), (last, nobody)):
        await shop.touch(keeper, who)
        shop.clock.move_by(DAY)
    order = await shop.sell(
        first, {"COAT": 1}, visitor=visitor, phone=a_phone()
    )  # last touch: `last` gets it
    await shop.sell(first, {"COAT": 3}, phone=a_phone())  # by the store, either way
    shop.clock.move_to(NEXT)
    found, file = await tried(shop.scope, "attribution_policy", ATTRIBUTION | {"model": "first"})
    names = [await code_of(shop.scope, each) for each in (first, last)]
    assert (found["lines"], found["moved"], found["moved_sales"]) == (2, 1, 20_000)
    assert [(m["giver"], m["taker"], m["lines"], m["sales"]) for m in found["moves"]] == [
        (names[1], names[0], 1, 20_000)
    ]
    assert (found["cost"], found["would_cost"]) == (2_000 + 3_000, 1_000 + 3_000)
    assert [
        (s["seller"], s["sales"], s["would_sell"], s["earned"], s["would_earn"], s["difference"])
        for s in found["sellers"]
    ] == [(names[0], 60_000, 80_000, 3_000, 4_000, 1_000), (names[1], 20_000, 0, 2_000, 0, -2_000)]
    (moved,) = found["moved_lines"]
    assert (moved["order"], moved["then"], moved["would"]) == (order.code, names[1], names[0])
    assert file[1].startswith(f"{order.code},1,2026-03-05")
    # Shared out between both, and credited to nobody where neither touch nor store counts.
    shared, _ = await tried(shop.scope, "attribution_policy", ATTRIBUTION | {"model": "linear"})
    assert shared["moved_lines"][0]["would"] == f"{names[1]} 10000, {names[0]} 10000"
    alone, _ = await tried(
        shop.scope, "attribution_policy", {"window_days": 1, "model": "last", "precedence": ["touch"]}
    )
    assert (alone["nobody"], alone["would_nobody"], alone["would_cost"]) == (0, 80_000, 0)
    assert [(m["taker"], m["sales"]) for m in alone["moves"]] == [(None, 60_000), (None, 20_000)]


async def test_the_policies_of_then_change_nothing(market: Market) -> None:
    """What is replayed is what was paid: the books and the dry run's own side agree."""
    shop, keeper = market.shop, await market.shop.keeper()
    visitor = new_id()
    await shop.touch(keeper, visitor)
    order = await market.stock_up(keeper, {"COAT": 10})
    shop.clock.move_by(DAY)
    await market.give_back(keeper, order.id, 1, 3)
    await shop.sell(keeper, {"COAT": 3}, visitor=visitor, phone=a_phone())
    shop.clock.move_to(NEXT)
    booked = "SELECT sum(amount - reversed)::bigint FROM commission_lines WHERE brand_id = $1"
    found, _ = await tried(shop.scope, "commission_plan", PLAN)
    assert [(found["cost"],)] == await rows(shop.scope, booked)
    assert found["cost"] == found["would_cost"] == 6_000
    same, _ = await tried(shop.scope, "attribution_policy", ATTRIBUTION)
    assert (same["moved"], same["moves"]) == (0, [])
    refunds = "SELECT sum(refund)::bigint FROM stock_returns WHERE brand_id = $1"
    back, _ = await tried(
        shop.scope,
        "return_policy",
        {"window_days": 365, "restocking_rate": "0.10", "pricing": "keep_price", "floor_rate": "0.90"},
    )
    assert [(back["refunded"],)] == await rows(shop.scope, refunds)
    assert back["refunded"] == back["would_refund"] == 32_400


async def test_an_empty_quarter_and_faults_are_said(market: Market) -> None:
    found, file = await tried(market.shop.scope, "commission_plan", PLAN)
    assert (found["sales"], found["cost"], found["share"], found["sellers"]) == (0, 0, None, [])
    assert len(file) == 1
    wrong: list[tuple[TriedKind, dict[str, Any], str]] = [
        ("return_policy", {"window_days": 30, "restocking_rate": "0.5", "pricing": "keep_price"}, "body"),
        ("commission_plan", {"rules": [{"id": "a", "rate": "2"}]}, "body.rules[0].rate"),
        ("attribution_policy", {"model": "often"}, "body.model"),
        (
            "tier_schedule",
            {"basis": "rank", "window": "order", "mode": "all_units", "tiers": []},
            "body.basis",
        ),
    ]
    for kind, body, path in wrong:
        with pytest.raises(InvalidInput) as refused:
            await start_dry_run(market.shop.scope, kind, DryRunPolicy(body))
        assert any(fault.path.startswith(path) for fault in refused.value.faults)
    with pytest.raises(InvalidInput, match="must be later than start"):
        await start_dry_run(
            market.shop.scope, "attribution_policy", DryRunPolicy(ATTRIBUTION, QUARTER[1], QUARTER[0])
        )
    assert await rows(market.shop.scope, "SELECT count(*)::int FROM jobs WHERE brand_id = $1") == [(1,)]


async def test_long_arithmetic_is_followed_and_ends_when_asked(
    scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worked_out, "TOLD_MILLISECONDS", 20)
    ended: list[int] = []

    def count(watch: Callable[[int], None]) -> None:
        for number in range(1_000_000):
            time.sleep(0.002)
            try:
                watch(number)
            except BaseException:
                ended.append(number)
                raise

    async def work(turn: JobTurn) -> JobMade:
        await worked_out.worked_out(turn, count, 1_000_000)
        return JobMade()

    monkeypatch.setitem(kinds.KINDS, "endless", work)
    admin = await person(scope, "admin")
    job_id = (await start_job(admin, "endless", {})).job_id
    running = asyncio.create_task(run_job(admin, job_id))
    async with asyncio.timeout(30):
        while (await show_job(admin, job_id)).done == 0:  # noqa: ASYNC110 - a worker tells it to the table alone
            await asyncio.sleep(0.02)
    await cancel_job(admin, job_id)
    await running
    assert (await show_job(admin, job_id)).state == "cancelled"
    assert len(ended) == 1
