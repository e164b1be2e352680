"""The services and `commission.replay` make the same figures of the same history, to the minor unit."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from commission.replay.replay import replay
from infra.clock import SetClock
from infra.database import Tx, transact
from infra.statement_files.add_up import faults_of
from services.bookkeeping.build_brand_statement import build_brand_statement
from services.bookkeeping.build_statement import build_statement
from services.bookkeeping.close_months import close_months
from services.bookkeeping.closed_month import read_month
from tests.services.retail.history import History, live_outcome, replayed_outcome
from tests.support.shop import Shop
from tests.support.world import START, make_brand

pytestmark = pytest.mark.usefixtures("database")

few = st.integers(0, 3)
three = st.integers(0, 2)
carts = st.dictionaries(st.sampled_from(["COAT", "SCARF", "PIN"]), st.integers(1, 5), min_size=1, max_size=3)
TOUCH = st.tuples(st.just("touch"), few, few, st.sampled_from(["click", "click", "scan", "bot"]))
BUY = st.tuples(st.just("buy"), few, three, st.one_of(st.none(), few, few), carts)
REFUND = st.tuples(st.just("refund"), st.integers(0, 30), three, st.integers(1, 2))
DELIVER = st.tuples(st.just("deliver"), st.integers(0, 30))
JUDGE = st.tuples(st.just("judge"), st.integers(0, 60), st.sampled_from(["held", "released", "refused"]))
HOLD = st.tuples(st.just("judge"), st.integers(0, 60), st.just("held"))
RARE = st.one_of(
    st.tuples(st.just("log_in"), few, three),
    st.tuples(st.just("bind_customer"), few, three),
    st.tuples(st.just("bind_visitor"), few, few),
    st.tuples(st.just("change_status"), three, st.sampled_from(["active", "suspended"])),
    st.tuples(st.just("tick")),
)
TIME = st.tuples(st.just("pass_time"), st.sampled_from([1, 5, 30, 24 * 4, 24 * 9, 24 * 16]))
# Each turn has its touches, its orders and what becomes of them, so that no history is about nothing.
turns = st.tuples(
    st.lists(TOUCH, min_size=1, max_size=3),
    st.lists(RARE, max_size=1),
    st.lists(BUY, min_size=1, max_size=2),
    TIME,
    st.lists(st.one_of(REFUND, DELIVER, HOLD, JUDGE), min_size=1, max_size=3),
)


attributions = st.fixed_dictionaries(
    {
        "window_days": st.sampled_from([3, 30]),
        "model": st.sampled_from(["last", "first", "linear", "position", "time_decay"]),
        "precedence": st.sampled_from(
            [["coupon", "binding", "touch", "store"]] * 2
            + [["touch", "store"], ["store", "touch"], ["touch"]]
        ),
        "binding": st.one_of(
            st.none(),
            st.fixed_dictionaries(
                {
                    "days": st.sampled_from([5, 90]),
                    "rebind": st.sampled_from(["never", "after_expiry", "newest"]),
                }
            ),
        ),
    }
)
plans = st.fixed_dictionaries(
    {
        "hold_days": st.sampled_from([7, 15]),
        "hold_days_without_delivery": st.sampled_from([10, 30]),
        "total_rate_cap": st.sampled_from([None, "0.30", "0.07"]),
        "caps": st.fixed_dictionaries(
            {
                "order": st.sampled_from([None, 2_500]),
                "seller_month": st.sampled_from([None, None, 6_000]),
            }
        ),
        "rules": st.sampled_from(
            [
                [{"id": "rest", "match": {}, "rate": "0.10"}],
                [
                    {"id": "new", "match": {"customer": ["new"]}, "rate": "0.125"},
                    {"id": "coat", "match": {"category": ["coat"]}, "per_unit": 301},
                    {"id": "shop", "match": {"channel": ["store", "binding"]}, "per_order": 500},
                    {"id": "rest", "match": {}, "rate": "0.333"},
                ],
            ]
        ),
    }
)


async def play(history: History, step: tuple[Any, ...]) -> None:
    name, *args = step
    if name == "bind_customer":
        await history.bind(args[0], customer=args[1])
    elif name == "bind_visitor":
        await history.bind(args[0], visitor=args[1])
    else:
        await getattr(history, name)(*args)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
)
@given(attribution=attributions, plan=plans, story=st.lists(turns, min_size=3, max_size=9))
async def test_any_small_history(
    attribution: dict[str, Any], plan: dict[str, Any], story: list[tuple[Any, ...]]
) -> None:
    clock = SetClock(START)
    history = await History(Shop(await make_brand(clock), clock), attribution, plan).begin()
    for touches, rare, orders, time, afterwards in story:
        for step in (*touches, *rare, *orders, time, *afterwards):
            await play(history, step)
    await history.tick()
    assert await live_outcome(history) == replayed_outcome(replay(history.scenario()))
    await statements_follow_from_the_books(history)


async def statements_follow_from_the_books(history: History) -> None:
    """Every statement of every month can be made out: each proves itself against the postings, or is refused."""
    scope = history.shop.scope
    history.shop.clock.move_by(timedelta(days=40))
    for month in (await close_months(scope)).months:
        await transact(scope, partial(tell_all, read_month(month)))


async def tell_all(month: date, tx: Tx) -> None:
    told = [await build_brand_statement(tx, month)]
    for row in await tx.fetch(
        "SELECT seller_id FROM statements WHERE brand_id = $1 AND month = $2 AND seller_id IS NOT NULL",
        tx.brand_id,
        month,
    ):
        told.append(await build_statement(tx, month, row["seller_id"]))
    assert [faults_of(statement) for statement in told] == [[] for _ in told]
