"""Journeys: the channels somebody came by, in order, and how often such a journey ended in an order."""

from collections.abc import Sequence

import msgspec


class Journey(msgspec.Struct, frozen=True):
    """`path` is not empty. `conversions` such journeys ended in an order, of `value` minor units in all; `lost` did
    not."""

    path: tuple[str, ...]
    conversions: int
    value: int = 0
    lost: int = 0


def channels_of(journeys: Sequence[Journey]) -> list[str]:
    """Every channel, by name."""
    return sorted({channel for journey in journeys for channel in journey.path})
