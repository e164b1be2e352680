"""How a sandbox gateway behaves towards a brand: like a good one, a slow one, or one that says everything twice."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.gateways.gateway import Options

Milliseconds = Annotated[int, Meta(ge=0, le=86_400_000)]


class Behaviour(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`brands.settings.gateways.sandbox`. A callback is first sent `delay_ms` after its event plus up to `jitter_ms`,
    which puts events out of order, then again every `gap_ms` until `copies` were sent."""

    delay_ms: Milliseconds = 300
    jitter_ms: Milliseconds = 700
    copies: Annotated[int, Meta(ge=1, le=50)] = 2
    gap_ms: Milliseconds = 2_000
    refuse_refunds: bool = False

    def delays(self, event_id: UUID) -> list[timedelta]:
        """When the copies of an event leave, counted from the event. The jitter comes from the event's own id."""
        jitter = int.from_bytes(event_id.bytes[-4:]) % (self.jitter_ms + 1)
        return [
            timedelta(milliseconds=self.delay_ms + jitter + copy * self.gap_ms) for copy in range(self.copies)
        ]


def behaviour_of(options: Options) -> Behaviour:
    """The behaviour that a brand's options ask for, the defaults for what they leave out."""
    return msgspec.convert(dict(options), type=Behaviour)
