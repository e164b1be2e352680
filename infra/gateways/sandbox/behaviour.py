"""How a sandbox gateway behaves towards a brand: like a good one, a slow one, one that says everything twice, or one
whose line is cut."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.gateways.errors import GatewayUnavailable
from infra.gateways.gateway import Options

Percent = Annotated[int, Meta(ge=0, le=100)]
Milliseconds = Annotated[int, Meta(ge=0, le=86_400_000)]


class Behaviour(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`brands.settings.gateways.sandbox`. A callback is first sent `delay_ms` after its event plus up to `jitter_ms`,
    which puts events out of order, then again every `gap_ms` until `copies` were sent."""

    delay_ms: Milliseconds = 300
    jitter_ms: Milliseconds = 700
    copies: Annotated[int, Meta(ge=1, le=50)] = 2
    gap_ms: Milliseconds = 2_000
    refuse_refunds: bool = False
    lost_percent: Percent = 0
    unanswered_percent: Percent = 0
    answer_ms: Milliseconds = 0

    def delays(self, event_id: UUID) -> list[timedelta]:
        """When the copies of an event leave, counted from the event. The jitter comes from the event's own id."""
        jitter = int.from_bytes(event_id.bytes[-4:]) % (self.jitter_ms + 1)
        return [
            timedelta(milliseconds=self.delay_ms + jitter + copy * self.gap_ms) for copy in range(self.copies)
        ]


def behaviour_of(options: Options) -> Behaviour:
    """The behaviour that a brand's options ask for, the defaults for what they leave out."""
    return msgspec.convert(dict(options), type=Behaviour)


@asynccontextmanager
async def over_the_line(options: Options) -> AsyncIterator[None]:
    """What is asked of the gateway inside may be lost on its way, or done and never answered. Raises
    GatewayUnavailable in both cases."""
    behaviour = behaviour_of(options)
    await asyncio.sleep(behaviour.answer_ms / 1000)
    if secrets.randbelow(100) < behaviour.lost_percent:
        raise GatewayUnavailable
    yield
    if secrets.randbelow(100) < behaviour.unanswered_percent:
        raise GatewayUnavailable
