"""A gateway calls: is it the gateway, and what does it say?"""

from collections.abc import Mapping

import msgspec

from infra.database import transact
from infra.gateways.registry import gateway_named
from infra.scope import Scope
from services.callbacks.apply_events import apply_events
from services.retail.terms import selling_brand


class CallbackTaken(msgspec.Struct, frozen=True):
    """What became of the event: applied, parked, ignored, refused (genuine, but contradicting what we know; kept for
    the brand to see) or duplicate. The gateway need not repeat any of them."""

    outcome: str
    note: str = ""


async def receive_callback(
    scope: Scope, gateway: str, headers: Mapping[str, str], body: bytes
) -> CallbackTaken:
    """Check a callback's signature and time, then apply its event once. Raises UnknownGateway, CallbackRefused."""
    adapter = gateway_named(gateway)
    brand = await transact(scope, selling_brand)
    event = adapter.read_callback(scope, headers, body, brand.gateways.get(gateway, {}))
    (outcome,) = await apply_events(scope, gateway, [event])
    return CallbackTaken(outcome.state, outcome.note)
