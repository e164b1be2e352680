"""Callbacks that arrive together share database transactions, and each is answered for itself."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from infra.errors import DomainError
from infra.gateways.errors import CallbackRefused, UnknownGateway
from infra.gateways.gateway import GatewayEvent
from infra.json_text import to_json
from infra.scope import Scope
from services.callbacks import apply_events as events_module
from services.callbacks import receive_callback as module
from services.callbacks.receive_callback import CallbackTaken, receive_callback
from tests.support.shop import GATEWAY, Shop, a_phone
from tests.support.world import value

GENUINE = {"x-null": "yes"}
ORDERS = 12


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many events each shared application had."""
    sizes: list[int] = []
    apply = events_module.apply_each

    async def counted(scope: Scope, source: str, events: Sequence[GatewayEvent]) -> Any:
        sizes.append(len(events))
        return await apply(scope, source, events)

    monkeypatch.setattr(module, "apply_each", counted)
    return sizes


async def bodies(shop: Shop, count: int) -> list[bytes]:
    keeper = await shop.keeper()
    made = []
    for _ in range(count):
        order = await shop.order(keeper, {"SCARF": 1}, phone=a_phone())
        made.append(to_json(shop.paid_event(order, await shop.ask(order))).encode())
    return made


async def tell(shop: Shop, told: Sequence[tuple[dict[str, str], bytes]]) -> list[Any]:
    return await asyncio.gather(
        *(receive_callback(shop.scope, GATEWAY, headers, body) for headers, body in told),
        return_exceptions=True,
    )


async def test_they_share_transactions_and_are_answered_each_for_itself(
    shop: Shop, batches: list[int]
) -> None:
    genuine = await bodies(shop, ORDERS)
    answers = await tell(
        shop, [*((GENUINE, body) for body in genuine), ({}, genuine[0]), (GENUINE, genuine[3])]
    )
    assert answers[:ORDERS] == [CallbackTaken("applied")] * ORDERS
    assert isinstance(answers[ORDERS], CallbackRefused)
    assert answers[ORDERS + 1] == CallbackTaken("duplicate")
    # A copy is no event of its own, and a forgery is none.
    assert batches == [ORDERS]
    paid = await value(
        shop.scope, "SELECT count(*) FROM retail_orders WHERE brand_id = $1 AND state = 'paid'"
    )
    assert paid == ORDERS
    await shop.proved(
        cash=3_333 * ORDERS,
        retail_revenue=-3_333 * ORDERS,
        commission_expense=333 * ORDERS,
        seller_pending=-333 * ORDERS,
    )
    assert [key for key in module._gatherings if key[1] == shop.scope.brand_id] == []


async def test_copies_that_arrive_together_are_one_event(shop: Shop) -> None:
    (body,) = await bodies(shop, 1)
    answers = await tell(shop, [(GENUINE, body)] * 8)
    assert sorted(answer.outcome for answer in answers) == ["applied"] + ["duplicate"] * 7
    await shop.proved(cash=3_333, retail_revenue=-3_333, commission_expense=333, seller_pending=-333)


async def test_one_that_cannot_be_stored_keeps_no_other_out(shop: Shop, batches: list[int]) -> None:
    genuine = await bodies(shop, 5)
    # PostgreSQL stores no NUL in a text: nobody sees that before it is written.
    genuine[3] = genuine[3].replace(b'"gateway_ref":"null-', b'"gateway_ref":"\\u0000-')
    answers = await tell(shop, [(GENUINE, body) for body in genuine])
    assert [isinstance(answer, Exception) for answer in answers] == [False, False, False, True, False]
    assert batches == [5]
    paid = await value(
        shop.scope, "SELECT count(*) FROM retail_orders WHERE brand_id = $1 AND state = 'paid'"
    )
    assert paid == 4
    await shop.proof()


async def test_a_gateway_that_leaves_takes_nothing_back(shop: Shop) -> None:
    (body,) = await bodies(shop, 1)
    calling = asyncio.create_task(receive_callback(shop.scope, GATEWAY, GENUINE, body))
    await asyncio.sleep(0)
    calling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await calling
    # It comes again, for it heard nothing; the first may still be at it.
    assert (await receive_callback(shop.scope, GATEWAY, GENUINE, body)).outcome in ("applied", "duplicate")
    await shop.proved(cash=3_333, retail_revenue=-3_333, commission_expense=333, seller_pending=-333)


async def test_postgresql_away_is_said_to_all_and_tried_once(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = await bodies(shop, 4)
    tries = 0

    async def away(*_: object) -> Any:
        nonlocal tries
        tries += 1
        raise ConnectionRefusedError

    with monkeypatch.context() as patched:
        patched.setattr(events_module, "transact", away)
        answers = await tell(shop, [(GENUINE, body) for body in genuine])
    assert [type(answer) for answer in answers] == [ConnectionRefusedError] * 4
    assert tries == 1
    # The gateway repeats them.
    again = await tell(shop, [(GENUINE, body) for body in genuine])
    assert again == [CallbackTaken("applied")] * 4


async def test_no_such_gateway_is_said_before_anything_is_gathered(shop: Shop) -> None:
    with pytest.raises(DomainError) as refused:
        await receive_callback(shop.scope, "no-such", GENUINE, b"{}")
    assert isinstance(refused.value, UnknownGateway)
    assert [key for key in module._gatherings if key[2] == "no-such"] == []
