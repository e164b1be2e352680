"""A gateway calls: is it the gateway, and what does it say?"""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple
from uuid import UUID

import msgspec

from infra.clock import Clock
from infra.database import transact
from infra.gateways.gateway import GatewayEvent
from infra.gateways.registry import gateway_named
from infra.gathering import Gathering
from infra.scope import Scope
from services.callbacks.apply_events import apply_each
from services.payments.record_events import DUPLICATE, Outcome
from services.retail.terms import selling_brand

# Callbacks that share a database transaction. One transaction of a brand and gateway at a time in this process: two at
# once would each be half as large, and a callback costs three times as much alone as among eight.
LARGEST_BATCH = 100


class CallbackTaken(msgspec.Struct, frozen=True):
    """What became of the event: applied, parked, ignored, refused (genuine, but contradicting what we know; kept for
    the brand to see) or duplicate. The gateway need not repeat any of them."""

    outcome: str
    note: str = ""


class Call(NamedTuple):
    """A callback as it came: header names in lower case."""

    scope: Scope
    headers: Mapping[str, str]
    body: bytes


_Key = tuple[asyncio.AbstractEventLoop, UUID, str, Clock]
_gatherings: dict[_Key, Gathering[Call, CallbackTaken]] = {}


async def receive_callback(
    scope: Scope, gateway: str, headers: Mapping[str, str], body: bytes
) -> CallbackTaken:
    """Check a callback's signature and time, then apply its event once. Callbacks of one brand and gateway that arrive
    together share one database transaction and one set of statements, and each is answered for itself.

    Raises UnknownGateway, CallbackRefused.
    """
    gateway_named(gateway)
    key = (asyncio.get_running_loop(), scope.brand_id, gateway, scope.clock)
    gathering = _gatherings.get(key)
    if gathering is None:
        work = partial(receive_callbacks, gateway)
        gathering = _gatherings[key] = Gathering(work, largest=LARGEST_BATCH)
    try:
        return await gathering.add(Call(scope, headers, body))
    finally:
        # Nothing is kept of a brand that nobody calls for.
        if gathering.idle:
            _gatherings.pop(key, None)


async def receive_callbacks(gateway: str, calls: Sequence[Call]) -> list[CallbackTaken | Exception]:
    """Check and apply many callbacks of one brand at once; what became of each, in their order: one that is forged or
    cannot be applied keeps no other out."""
    adapter, scope = gateway_named(gateway), calls[0].scope
    brand = await transact(scope, selling_brand)
    options = brand.gateways.get(gateway, {})
    read: list[GatewayEvent | Exception] = []
    for call in calls:
        try:
            read.append(adapter.read_callback(scope, call.headers, call.body, options))
        except Exception as error:
            read.append(error)
    # Of copies that arrived together the first counts.
    events: dict[str, GatewayEvent] = {}
    for event in read:
        if not isinstance(event, Exception):
            events.setdefault(event.event_id, event)
    applied = dict(
        zip(events, await apply_each(scope, gateway, list(events.values())) if events else (), strict=True)
    )
    answers: list[CallbackTaken | Exception] = []
    for event in read:
        if isinstance(event, Exception):
            answers.append(event)
            continue
        outcome = applied[event.event_id]
        answers.append(
            CallbackTaken(outcome.state, outcome.note) if isinstance(outcome, Outcome) else outcome
        )
        applied[event.event_id] = outcome if isinstance(outcome, Exception) else DUPLICATE
    return answers
