"""The sandbox behaves like a bank: signed callbacks, late, repeated and out of order; refunds."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from infra.clock import SetClock
from infra.database import transact
from infra.gateways.errors import CallbackRefused, GatewayUnavailable, UnknownGateway
from infra.gateways.gateway import (
    EventKind,
    EventLine,
    GatewayEvent,
    PaymentAsked,
    PaymentStanding,
    RefundAsked,
    Standing,
)
from infra.gateways.null import NullGateway
from infra.gateways.registry import gateway_named, register
from infra.gateways.sandbox import till
from infra.gateways.sandbox.adapter import SandboxGateway
from infra.gateways.sandbox.courier import deliver_due, pause_until_due
from infra.ids import new_id
from infra.scope import Scope
from infra.settings import current_settings, use_settings
from tests.support.world import START, make_brand

pytestmark = pytest.mark.usefixtures("database")
AT_ONCE: dict[str, object] = {"delay_ms": 0, "jitter_ms": 0, "copies": 1}


class Inbox:
    """Where the courier delivers: answers `status`, keeps what it got."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.got: list[tuple[str, bytes, Mapping[str, str]]] = []

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        self.got.append((url, body, headers))
        return self.status

    def events(self) -> list[GatewayEvent]:
        return [msgspec.json.decode(body, type=GatewayEvent) for _, body, _ in self.got]


@pytest.fixture
async def scope() -> Scope:
    return await make_brand(SetClock(START))


def clock_of(scope: Scope) -> SetClock:
    assert isinstance(scope.clock, SetClock)
    return scope.clock


async def opened(
    scope: Scope, options: dict[str, object] = AT_ONCE, amount: int = 19_900
) -> tuple[UUID, PaymentAsked]:
    asked = PaymentAsked(
        payment_id=new_id(),
        amount=amount,
        currency="CNY",
        subject="R-TEST",
        notify_url="http://127.0.0.1/hooks/b/payments/sandbox",
        return_url="http://127.0.0.1/orders/R-TEST",
        expires_at=scope.clock.now() + timedelta(minutes=30),
        options=options,
    )
    page = await gateway_named("sandbox").start(scope, asked)
    assert page.pay_url == page.qr_text
    assert page.pay_url.endswith(f"/sandbox/{scope.brand_id}/{page.gateway_ref}")
    return UUID(page.gateway_ref), asked


async def test_a_payment_is_paid_once_and_said_by_a_signed_callback(scope: Scope) -> None:
    ref, asked = await opened(scope)
    inbox = Inbox()
    assert await deliver_due(scope, inbox.post) == 0
    assert (await till.press(scope, ref, "pay")).state == "paid"
    assert (await till.press(scope, ref, "fail")).state == "paid"
    assert await deliver_due(scope, inbox.post) == 1
    assert await deliver_due(scope, inbox.post) == 0
    (event,) = inbox.events()
    assert inbox.got[0][0] == asked.notify_url
    assert (event.kind, event.payment_id, event.amount, event.currency, event.occurred_at) == (
        EventKind.PAYMENT_SUCCEEDED,
        asked.payment_id,
        19_900,
        "CNY",
        START,
    )
    standing = await gateway_named("sandbox").query(scope, asked.payment_id, {})
    assert standing == PaymentStanding(str(ref), Standing.SUCCEEDED, 19_900, "CNY", START)
    assert await gateway_named("sandbox").query(scope, new_id(), {}) is None


async def test_asking_for_the_same_payment_again_gives_the_same_page(scope: Scope) -> None:
    ref, asked = await opened(scope)
    assert (await gateway_named("sandbox").start(scope, asked)).gateway_ref == str(ref)


async def test_a_callback_comes_late_and_as_often_as_asked(scope: Scope) -> None:
    ref, _ = await opened(scope, {"delay_ms": 1_000, "jitter_ms": 0, "copies": 3, "gap_ms": 5_000})
    await till.press(scope, ref, "pay")
    assert await pause_until_due(scope) == timedelta(seconds=1)
    inbox = Inbox()
    got = []
    for second in range(12):
        clock_of(scope).move_to(START + timedelta(seconds=second))
        got.append(await deliver_due(scope, inbox.post))
    assert got == [0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
    assert len({event.event_id for event in inbox.events()}) == 1
    assert await pause_until_due(scope) is None


async def test_jitter_puts_events_out_of_order(scope: Scope) -> None:
    options: dict[str, object] = {"delay_ms": 0, "jitter_ms": 60_000, "copies": 1}
    refs = [(await opened(scope, options))[0] for _ in range(12)]
    for ref in refs:
        await till.press(scope, ref, "pay")
    inbox = Inbox()
    for _ in range(61):
        await deliver_due(scope, inbox.post)
        clock_of(scope).move_by(timedelta(seconds=1))
    arrived = [UUID(event.gateway_ref) for event in inbox.events()]
    assert sorted(arrived) == sorted(refs)
    assert arrived != refs


async def test_a_callback_that_is_not_answered_comes_again_later(scope: Scope) -> None:
    ref, _ = await opened(scope)
    await till.press(scope, ref, "pay")
    deaf, well = Inbox(status=503), Inbox()
    assert await deliver_due(scope, deaf.post) == 0
    assert await deliver_due(scope, deaf.post) == 0
    assert len(deaf.got) == 1
    clock_of(scope).move_by(timedelta(seconds=1))
    assert await deliver_due(scope, well.post) == 1


async def test_refunds_are_accepted_first_and_reported_later(scope: Scope) -> None:
    ref, asked = await opened(scope)
    await till.press(scope, ref, "pay")
    inbox = Inbox()
    await deliver_due(scope, inbox.post)
    first = RefundAsked(new_id(), asked.payment_id, str(ref), 15_000, "CNY", AT_ONCE)
    too_much = RefundAsked(new_id(), asked.payment_id, str(ref), 5_000, "CNY", AT_ONCE)
    for each in (first, first, too_much):
        assert (await gateway_named("sandbox").refund(scope, each)).standing is Standing.PENDING
    await deliver_due(scope, inbox.post)
    told = [(event.kind, event.refund_id, event.amount) for event in inbox.events()][1:]
    assert sorted(told) == sorted(
        [
            (EventKind.REFUND_SUCCEEDED, first.refund_id, 15_000),
            (EventKind.REFUND_FAILED, too_much.refund_id, 5_000),
        ]
    )


async def test_a_bank_that_refuses_refunds_says_so(scope: Scope) -> None:
    ref, asked = await opened(scope, {**AT_ONCE, "refuse_refunds": True})
    await till.press(scope, ref, "pay")
    await gateway_named("sandbox").refund(
        scope, RefundAsked(new_id(), asked.payment_id, str(ref), 1, "CNY", AT_ONCE)
    )
    inbox = Inbox()
    await deliver_due(scope, inbox.post)
    assert {event.kind for event in inbox.events()} == {
        EventKind.PAYMENT_SUCCEEDED,
        EventKind.REFUND_FAILED,
    }


async def test_a_refund_at_the_banks_own_console_is_told_with_its_lines(scope: Scope) -> None:
    ref, _ = await opened(scope)
    await till.press(scope, ref, "pay")
    await till.refund_at_console(scope, ref, 9_900, (EventLine(line_no=2, qty=1),))
    inbox = Inbox()
    await deliver_due(scope, inbox.post)
    made = [event for event in inbox.events() if event.kind is EventKind.REFUND_MADE]
    assert [(event.amount, event.lines) for event in made] == [(9_900, (EventLine(2, 1),))]


async def test_time_that_is_up_expires_a_payment(scope: Scope) -> None:
    ref, _ = await opened(scope)
    other, _ = await opened(scope)
    clock_of(scope).move_by(timedelta(minutes=30))
    assert (await till.press(scope, ref, "pay")).state == "expired"
    assert await till.expire_open(scope) == 1
    assert (await till.read_payment(scope, other)).state == "expired"


async def test_a_forged_altered_or_old_callback_is_refused(scope: Scope) -> None:
    ref, _ = await opened(scope)
    await till.press(scope, ref, "pay")
    inbox = Inbox()
    await deliver_due(scope, inbox.post)
    _, body, headers = inbox.got[0]
    read: Any = SandboxGateway().read_callback
    assert read(scope, headers, body, {}).amount == 19_900
    forged = [
        (scope, {**headers, "x-sandbox-signature": "0" * 64}, body),
        (scope, headers, body.replace(b"19900", b"10000")),
        (scope, {**headers, "x-sandbox-timestamp": "1"}, body),
        (scope, {}, body),
        # Genuine for its own brand, and nothing to another.
        (await make_brand(SetClock(START)), headers, body),
    ]
    for at, with_headers, altered in forged:
        with pytest.raises(CallbackRefused, match="signature"):
            read(at, with_headers, altered, {})
    clock_of(scope).move_by(timedelta(minutes=5))
    read(scope, headers, body, {})
    clock_of(scope).move_by(timedelta(seconds=1))
    with pytest.raises(CallbackRefused, match="too far from now"):
        read(scope, headers, body, {})


async def test_what_the_bank_knows_another_brand_does_not_see(scope: Scope) -> None:
    await opened(scope)
    other = await make_brand(SetClock(START))
    assert await transact(other, lambda tx: tx.fetch("SELECT * FROM sandbox_payments")) == []


async def test_gateways_are_found_by_name_and_the_sandbox_only_where_it_is_on(scope: Scope) -> None:
    null = NullGateway()
    register("null-for-this-test", lambda: null)
    assert gateway_named("null-for-this-test") is null
    with pytest.raises(UnknownGateway, match="no payment gateway paypal"):
        gateway_named("paypal")
    settings = current_settings()
    use_settings(msgspec.structs.replace(settings, sandbox_gateway=False))
    try:
        with pytest.raises(UnknownGateway):
            gateway_named("sandbox")
    finally:
        use_settings(settings)


async def test_what_never_reached_it_was_not_done_and_what_it_does_not_answer_was(scope: Scope) -> None:
    """Whoever asked cannot tell the two apart, and asks again with the same reference: it is one payment."""
    lost, silent = AT_ONCE | {"lost_percent": 100}, AT_ONCE | {"unanswered_percent": 100}
    sandbox = SandboxGateway()
    for options, known in ((lost, False), (silent, True)):
        asked = PaymentAsked(
            payment_id=new_id(),
            amount=100,
            currency="CNY",
            subject="R-TEST",
            notify_url="http://127.0.0.1/hooks/b/payments/sandbox",
            return_url="http://127.0.0.1/orders/R-TEST",
            expires_at=scope.clock.now() + timedelta(minutes=30),
            options=options,
        )
        with pytest.raises(GatewayUnavailable):
            await sandbox.start(scope, asked)
        assert (await till.standing_of(scope, asked.payment_id) is not None) is known
        first = await sandbox.start(scope, msgspec.structs.replace(asked, options=dict(AT_ONCE)))
        again = await sandbox.start(scope, msgspec.structs.replace(asked, options=dict(AT_ONCE)))
        assert first == again
        with pytest.raises(GatewayUnavailable):
            await sandbox.query(scope, asked.payment_id, options)
